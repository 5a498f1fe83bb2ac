using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Kubernetes.Reading;
using KfTenants.Logins;
using KfTenants.Logins.Dex;
using KfTenants.Plans;

namespace KfTenants.Kubernetes.Applying;

/// <summary>
/// Tries every write of a plan on the server, which stores none of them: what admission, quotas and webhooks say is known before
/// the pull request is merged. Requests of a dry run do not see one another, so not everything can be tried.
/// </summary>
public sealed class ServerDryRun(IClusterReader cluster, IServerValidation server)
{
    /// <summary>Requests at once (design/plan-and-apply section 9).</summary>
    public const int Parallelism = 8;

    /// <summary>By the id of each change that would be written.</summary>
    /// <exception cref="KfTenantsException">Rights are missing: all of them, one to a line.</exception>
    public async Task<ImmutableDictionary<string, Validation>> RunAsync(Plan plan, CancellationToken cancellationToken)
    {
        var missing = await NeededRights.MissingAsync(plan, server, cancellationToken);
        if (!missing.IsEmpty)
        {
            throw new KfTenantsException(string.Join('\n', missing.Select(q => $"forbidden: these credentials may not {q}, which the plan needs (kftenants bootstrap prints the roles)")));
        }

        var made = plan.Pending.OfType<Change.Create>().Where(c => c.Key.Kind == ObjectKind.Profile).Select(c => c.Key.Name).ToHashSet(StringComparer.Ordinal);
        var changes = plan.Pending.Where(c => c is not Change.Conflict).ToArray();
        var results = new Validation[changes.Length];
        await Parallel.ForAsync(0, changes.Length, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (i, stop) => results[i] = await TryOrTellAsync(changes[i], made, stop));
        return changes.Zip(results).ToImmutableDictionary(r => r.First.Id, r => r.Second, StringComparer.Ordinal);
    }

    // One object that cannot be processed must not hide what is said of the others.
    private async Task<Validation> TryOrTellAsync(Change change, HashSet<string> made, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAsync(change, made, cancellationToken);
        }
        catch (KfTenantsException e)
        {
            return new Validation.Rejected(e.Message);
        }
    }

    private async Task<Validation> TryAsync(Change change, HashSet<string> made, CancellationToken cancellationToken)
    {
        switch (change)
        {
            case Change.Create { Key: { Kind: var kind } } when kind == ObjectKind.Namespace:
                return new Validation.NotValidated(MadeByThisPlan);
            case Change.Create create:
                return Of(change, made, await server.TryApplyAsync(create.Desired.Intent, live: null, force: false, cancellationToken));
            case Change.Update { Write: Write.Apply apply } update:
                return await TryApplyAsync(change, apply, update.Live, cancellationToken);
            case Change.Adopt adopt:
                return await TryApplyAsync(change, adopt.Write, adopt.Live, cancellationToken);
            case Change.Forget release:
                return Of(change, made, await server.TryApplyAsync(release.Remaining.Intent, release.Live, force: false, cancellationToken));
            case Change.Update { Write: Write.AskController ask } update:
                var look = Write.AskController.Patch(update.Live.ResourceVersion);
                return Of(change, made, await server.TryMergePatchAsync(ask.Profile, look, update.Live, cancellationToken));
            case Change.Update { Write: Write.DexText dex } update:
                return Of(change, made, await server.TryMergePatchAsync(change.Key, PatchOf(dex, await ReadDexAsync(dex.Logins, cancellationToken)), update.Live, cancellationToken));
            case Change.Update { Write: Write.DexRestart dex }:
                return DexRestartPlanner.Again(dex.Logins, await ReadDexAsync(dex.Logins, cancellationToken)) is Change.Update { Write: Write.Apply restart } again
                    ? await TryApplyAsync(change, restart, again.Live, cancellationToken)
                    : new Validation.NotValidated("the checksum that Dex restarts for is written by this plan");
            case Change.Replace replace:
                return Of(change, made, await server.TryDeleteAsync(change.Key, replace.Live, cancellationToken)) is Validation.Rejected rejected
                    ? rejected
                    : new Validation.NotValidated("the object that it replaces is still there");
            case Change.Delete delete:
                return Of(change, made, await server.TryDeleteAsync(change.Key, delete.Live, cancellationToken));
            default:
                return new Validation.NotValidated("this kind of write cannot be tried");
        }
    }

    // What apply alone cannot remove goes first, by a patch; each is tried on the object as it is now.
    private async Task<Validation> TryApplyAsync(Change change, Write.Apply apply, Precondition live, CancellationToken cancellationToken)
    {
        if (!apply.Unset.IsEmpty || apply.ManagedFields is not null)
        {
            var removed = Of(change, [], await server.TryMergePatchAsync(change.Key, ChangeWriter.PreparationOf(apply), live, cancellationToken));
            if (removed is not Validation.Validated)
            {
                return removed;
            }
        }

        return Of(change, [], await server.TryApplyAsync(apply.Intent, live, apply.Force, cancellationToken));
    }

    private static JsonObject PatchOf(Write.DexText dex, LiveState live) => dex.IsAnnouncement && DexTextPlanner.Announcement(dex.Logins, live) is { } announcement
        ? announcement.Patch
        : DexTextPlanner.Patch(dex.Logins, live);

    private Task<LiveState> ReadDexAsync(DexLogins logins, CancellationToken cancellationToken) =>
        DexReading.NowAsync(cluster, logins, new ClusterIdentity("", cluster.Address, cluster.IsDirectory), cancellationToken);

    private const string MadeByThisPlan = "namespace is created by this plan";

    private static Validation Of(Change change, HashSet<string> made, WriteAnswer answer) => answer switch
    {
        WriteAnswer.Written => new Validation.Validated(),
        WriteAnswer.Stale => new Validation.NotValidated("the object changed since it was read"),
        WriteAnswer.NotFound when change.Key.Namespace is { } space && made.Contains(space) => new Validation.NotValidated(MadeByThisPlan),
        WriteAnswer.NotFound missing => new Validation.Rejected(missing.Message),
        WriteAnswer.Owned owned => new Validation.Rejected(owned.Message),
        WriteAnswer.NamespaceTerminating terminating => new Validation.Rejected(terminating.Message),
        WriteAnswer.Refused refused => OfRefusal(refused.Message),
        _ => new Validation.NotValidated("the server's answer says nothing"),
    };

    // As the server words them: admission/plugin/webhook/errors/statuserror.go NewDryRunUnsupportedErr, rbac/escalation_check.go, and its authorizer.
    private static Validation OfRefusal(string message)
    {
        const string Unsupported = "does not support dry run";
        if (message.Contains(Unsupported, StringComparison.Ordinal))
        {
            return new Validation.NotValidated(message[(message.IndexOf("webhook", StringComparison.Ordinal) is > 0 and var at ? at : 0)..]);
        }

        var isForbidden = message.Contains(": forbidden: ", StringComparison.Ordinal) &&
            (message.Contains("attempting to grant RBAC permissions not currently held", StringComparison.Ordinal) ||
            (message.Contains(" cannot ", StringComparison.Ordinal) && message.Contains("resource \"", StringComparison.Ordinal)));
        return isForbidden ? new Validation.NotValidated(message) : new Validation.Rejected(message);
    }
}
