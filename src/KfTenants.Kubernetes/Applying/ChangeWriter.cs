using System.Diagnostics;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Runs;

namespace KfTenants.Kubernetes.Applying;

/// <summary>
/// Carries out one change. When the object moved since the plan, that one object is planned again: if what remains to do is part of
/// what was approved it goes on, else the change is stale.
/// </summary>
internal sealed class ChangeWriter(ICluster cluster, TimeProvider time, string setName, ClusterIdentity identity, Action<string> waiting)
{
    /// <summary>How often one object may move before its change is given up (kapp's and kubectl's number).</summary>
    internal const int Attempts = 5;

    private readonly Waiting _wait = new(cluster, time, waiting);
    private readonly DexWriter _dex = new(cluster, new Waiting(cluster, time, waiting), identity);

    private OwnerTransferWriter OwnerTransfers => new(cluster, _wait);

    public Task WaitForNamespaceAsync(string name, CancellationToken stop) => _wait.ForNamespaceAsync(name, stop);

    public Task<Outcome> WriteAsync(Change change, CancellationToken stop) => change switch
    {
        Change.Create { Desired.Key.Kind: var kind } create when kind == ObjectKind.Namespace => CreateFieldsAsync(create),
        Change.Create create => ApplyAndWaitAsync(change, new Write.Apply(create.Desired, Force: false, []), live: null, stop),
        Change.Update { Write: Write.Apply apply } update => ApplyAndWaitAsync(change, apply, update.Live, stop),
        Change.Update { Write: Write.AskController ask } update => AskControllerAsync(update, ask, stop),
        Change.Update { Write: Write.DexText { IsAnnouncement: true } dex } update => _dex.AnnounceAsync(update, dex.Logins),
        Change.Update { Write: Write.DexText dex } update => _dex.PatchAsync(update, dex.Logins),
        Change.Update { Write: Write.DexRestart dex } update => _dex.RestartAsync(update, dex.Logins, stop),
        Change.Adopt adopt => ApplyAndWaitAsync(change, adopt.Write, adopt.Live, stop),
        Change.Forget release => ApplyAsync(change, new Write.Apply(release.Remaining, Force: false, []), release.Live),
        Change.Replace replace => ReplaceAsync(replace, stop),
        Change.Delete { Key.Kind: var kind } delete when kind == ObjectKind.Profile => new TenantDeletion(cluster, _wait, OwnerTransfers, DeleteAsync).RunAsync(delete, stop),
        Change.Delete delete => DeleteAsync(delete),
        Change.Conflict conflict => Task.FromResult<Outcome>(new Outcome.Conflict($"{change.Key}: {conflict.Detail}")),
        _ => throw new UnreachableException(),
    };

    // The namespace did not exist when the plan was made; profile-controller has made it since.
    private async Task<Outcome> CreateFieldsAsync(Change.Create create) => await PlanAgainAsync(create, create.Desired) switch
    {
        Rest.Nothing => new Outcome.AlreadyDone(),
        Rest.Approved rest => await ApplyAsync(create, rest.Apply, rest.Live),
        _ => new Outcome.Stale($"{create.Key}: was made with other labels or annotations than the plan allows to change; plan again"),
    };

    // Done means that the cluster shows it: a Profile's namespace is there and the quota in force is the Profile's.
    private async Task<Outcome> ApplyAndWaitAsync(Change change, Write.Apply apply, Precondition? live, CancellationToken stop)
    {
        var outcome = await ApplyAsync(change, apply, live);
        if (change.Key.Kind == ObjectKind.Profile && outcome is (Outcome.Done or Outcome.AlreadyDone))
        {
            if (apply.OwnerTransfer is { } transfer && await OwnerTransfers.FinishAsync(change, transfer.Owner, stop) is { } trouble)
            {
                return trouble;
            }

            await _wait.ForNamespaceAsync(change.Key.Name, stop);

            // Where rules leave fields of the quota to others, what is stored is more than what was sent.
            var stored = ReferenceEquals(apply.Intent, apply.Desired.Intent) ? apply.Intent : await cluster.GetAsync(change.Key, CancellationToken.None);
            await _wait.ForQuotaAsync(change.Key.Name, stored?.At("spec", "resourceQuotaSpec", "hard"), stop);
        }

        return outcome;
    }

    private async Task<Outcome> AskControllerAsync(Change.Update update, Write.AskController ask, CancellationToken stop)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await cluster.GetAsync(ask.Profile, CancellationToken.None) is not { } profile || profile.Uid != update.Live.Uid)
            {
                return new Outcome.Stale($"{ask.Profile}: was deleted or created anew since the plan; plan again");
            }

            var patch = Write.AskController.Patch(profile.ResourceVersion);
            var answer = await cluster.MergePatchAsync(ask.Profile, patch, ObjectPlanner.PreconditionOf(profile), CancellationToken.None);
            if (answer is WriteAnswer.Stale)
            {
                continue;
            }

            if (answer is WriteAnswer.Written)
            {
                await _wait.ForQuotaAsync(ask.Profile.Name, profile.At("spec", "resourceQuotaSpec", "hard"), stop);
            }

            return OutcomeOf(update, answer);
        }

        return KeepsChanging(ask.Profile);
    }

    private async Task<Outcome> ApplyAsync(Change change, Write.Apply apply, Precondition? live)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var answer = await ApplyOnceAsync(apply, live);
            if (answer is not WriteAnswer.Stale stale)
            {
                return OutcomeOf(change, answer);
            }

            switch (await PlanAgainAsync(change, apply.Desired))
            {
                case Rest.Nothing:
                    return new Outcome.AlreadyDone();
                case Rest.Approved rest:
                    (apply, live) = (rest.Apply, rest.Live);
                    break;
                default:
                    return new Outcome.Stale($"{change.Key}: changed since the plan ({stale.Message}); plan again");
            }
        }

        return KeepsChanging(change.Key);
    }

    private async Task<WriteAnswer> ApplyOnceAsync(Write.Apply apply, Precondition? live)
    {
        if (live is not null && (!apply.Unset.IsEmpty || apply.ManagedFields is not null))
        {
            var removed = await cluster.MergePatchAsync(apply.Desired.Key, PreparationOf(apply), live, CancellationToken.None);
            if (removed is not WriteAnswer.Written { Object: { } after })
            {
                return removed;
            }

            live = ObjectPlanner.PreconditionOf(after);
        }

        return await cluster.ApplyAsync(apply.Intent, live, apply.Force, CancellationToken.None);
    }

    private async Task<Rest> PlanAgainAsync(Change approved, DesiredObject desired)
    {
        var live = await cluster.GetAsync(desired.Key, CancellationToken.None);
        return ObjectPlanner.Plan(setName, desired, live, approved.Reason, approved.Reason) switch
        {
            Change.NoOp => new Rest.Nothing(),
            Change.Create create when approved is Change.Create => new Rest.Approved(new Write.Apply(create.Desired, Force: false, []), null),
            Change.Update { Write: Write.Apply apply } again when IsPartOf(again, approved) => new Rest.Approved(apply, again.Live),
            Change.Adopt again when approved is Change.Adopt && IsPartOf(again, approved) => new Rest.Approved(again.Write, again.Live),
            _ => new Rest.Different(),
        };
    }

    // The same fields to the same values, or some of them (design/plan-and-apply section 3, the subset rule).
    internal static bool IsPartOf(Change again, Change approved) =>
        again.Fields.All(f => approved.Fields.Any(a => a.Pointer == f.Pointer && a.After == f.After));

    private async Task<Outcome> ReplaceAsync(Change.Replace replace, CancellationToken stop)
    {
        var deleted = await cluster.DeleteAsync(replace.Key, replace.Live, CancellationToken.None);
        if (deleted is not (WriteAnswer.Written or WriteAnswer.NotFound))
        {
            return OutcomeOf(replace, deleted);
        }

        await _wait.ForAbsenceAsync(replace.Key, stop);
        return OutcomeOf(replace, await cluster.ApplyAsync(replace.Desired.Intent, live: null, force: false, CancellationToken.None));
    }

    private async Task<Outcome> DeleteAsync(Change.Delete delete)
    {
        var live = delete.Live;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            switch (await cluster.DeleteAsync(delete.Key, live, CancellationToken.None))
            {
                case WriteAnswer.NotFound:
                    return new Outcome.AlreadyDone();
                case WriteAnswer.Stale:
                    var found = await cluster.GetAsync(delete.Key, CancellationToken.None);
                    if (found is null || found.IsTerminating)
                    {
                        return new Outcome.AlreadyDone();
                    }

                    // Another object of that name is not the one that was to go.
                    if (found.Uid != live.Uid)
                    {
                        return new Outcome.Stale($"{delete.Key}: was created anew since the plan; plan again");
                    }

                    if (delete.Content is { } shown && shown != ObjectContent.Of(found))
                    {
                        return new Outcome.Stale($"{delete.Key}: was changed since the plan; plan again");
                    }

                    live = ObjectPlanner.PreconditionOf(found);
                    break;
                case var answer:
                    return OutcomeOf(delete, answer);
            }
        }

        return new Outcome.Stale($"{delete.Key}: kept changing while it was being deleted ({Attempts} attempts); plan again");
    }

    internal static Outcome OutcomeOf(Change change, WriteAnswer answer) => answer switch
    {
        WriteAnswer.Written { Object.IsTerminating: true } when change is not Change.Delete =>
            new Outcome.Failed($"{change.Key}: is being deleted; wait until it is gone, then run again"),
        WriteAnswer.Written => new Outcome.Done(),
        WriteAnswer.Stale stale => new Outcome.Stale($"{change.Key}: changed since the plan ({stale.Message}); plan again"),
        WriteAnswer.Owned owned => new Outcome.Conflict(owned.Message),
        WriteAnswer.NotFound missing => new Outcome.Failed(missing.Message),
        WriteAnswer.NamespaceTerminating terminating => new Outcome.Failed(terminating.Message),
        WriteAnswer.Refused refused => new Outcome.Failed(refused.Message),
        _ => throw new UnreachableException(),
    };

    internal static Outcome.Stale KeepsChanging(ObjectKey key) =>
        new($"{key}: kept changing while it was being written ({Attempts} attempts); plan again");

    /// <summary>The merge patch that goes before an apply: what apply alone cannot remove, and whose the fields are from now on.</summary>
    internal static JsonObject PreparationOf(Write.Apply apply)
    {
        var patch = new JsonObject();
        foreach (var pointer in apply.Unset)
        {
            Unset(patch, FieldSet.Segments(pointer));
        }

        if (apply.ManagedFields is { } managers)
        {
            patch["metadata"] ??= new JsonObject();
            patch["metadata"]!["managedFields"] = JsonNode.Parse(managers);
        }

        return patch;
    }

    private static void Unset(JsonObject patch, ReadOnlySpan<string> path)
    {
        if (path.Length == 1)
        {
            patch[path[0]] = null;
            return;
        }

        if (patch[path[0]] is not JsonObject inner)
        {
            patch[path[0]] = inner = [];
        }

        Unset(inner, path[1..]);
    }

    /// <summary>What is left to do on an object that moved, measured by what was approved.</summary>
    private abstract record Rest
    {
        public sealed record Nothing : Rest;

        /// <summary>All of the approved work or a part of it.</summary>
        public sealed record Approved(Write.Apply Apply, Precondition? Live) : Rest;

        /// <summary>Something that nobody approved.</summary>
        public sealed record Different : Rest;
    }
}
