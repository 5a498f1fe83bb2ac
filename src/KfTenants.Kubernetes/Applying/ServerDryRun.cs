using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Kubernetes.Applying;

/// <summary>
/// Tries every write of a plan on the server, which stores none of them: what admission, quotas and webhooks say is known before
/// the pull request is merged. Requests of a dry run do not see one another, so not everything can be tried.
/// </summary>
public sealed class ServerDryRun(IServerValidation server)
{
    /// <summary>Requests at once.</summary>
    public const int Parallelism = 8;

    /// <summary>By the id of each change that would be written.</summary>
    /// <exception cref="KfTenantsException">Rights are missing: all of them, one to a line.</exception>
    public async Task<ImmutableDictionary<string, Validation>> RunAsync(Plan plan, CancellationToken cancellationToken)
    {
        await NeededRights.RequireAsync(plan, server, cancellationToken);

        var made = plan.Pending.OfType<Change.Create>().Where(c => c.Phase == ApplyPhase.Profile).Select(c => c.Key.Name).ToHashSet(StringComparer.Ordinal);
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

    // Every write of the change, each on the object as it is now; what was rejected tells more than what could not be tried.
    private async Task<Validation> TryAsync(Change change, HashSet<string> made, CancellationToken cancellationToken)
    {
        Validation result = new Validation.Validated();
        foreach (var write in change.Writes)
        {
            var validation = write.Awaits is { } awaits
                ? new Validation.NotValidated(awaits)
                : Of(write.Key, made, await server.TryAsync(write, cancellationToken));
            if (validation is Validation.Rejected)
            {
                return validation;
            }

            result = result is Validation.Validated ? validation : result;
        }

        return result;
    }

    private static Validation Of(ObjectKey key, HashSet<string> made, WriteAnswer answer) => answer switch
    {
        WriteAnswer.Written => new Validation.Validated(),
        WriteAnswer.Stale => new Validation.NotValidated("the object changed since it was read"),
        WriteAnswer.NotFound when key.Namespace is { } space && made.Contains(space) => new Validation.NotValidated(PlannedWrite.NamespaceOfThisPlan),
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
