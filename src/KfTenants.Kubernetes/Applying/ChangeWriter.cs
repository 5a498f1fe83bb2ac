using System.Collections.Immutable;
using System.Diagnostics;
using KfTenants.Access;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Runs;

namespace KfTenants.Kubernetes.Applying;

/// <summary>
/// Carries out one change by the writes that it states. When the object moved since the plan, that one object is planned again: if
/// what remains to do is part of what was approved it goes on, else the change is stale.
/// </summary>
internal sealed class ChangeWriter(ICluster cluster, Waiting wait, string setName, ClusterIdentity identity)
{
    private readonly DexWriter _dex = new(cluster, wait, identity);

    private OwnerTransferWriter OwnerTransfers => new(cluster, wait);

    public Task WaitForNamespaceAsync(string name, CancellationToken stop) => wait.ForNamespaceAsync(name, stop);

    public Task<Outcome> WriteAsync(Change change, CancellationToken stop) => change.Match(
        create: create => create.Wanted.Traits is PullSecretTraits ? AttachAsync(create, [.. PullSecretEntries.Of(create.Wanted.Intent)], [], stop)
            : create.Wanted.Traits.IsMadeElsewhere ? WriteIntoAsync(create) : ApplyAndWaitAsync(create, create.Wanted, stop),
        update: update => UpdateAsync(update, stop),
        replace: replace => ReplaceAsync(replace, stop),
        adopt: adopt => ApplyAndWaitAsync(adopt, adopt.Wanted, stop),
        forget: forget => ApplyAsync(forget, forget.Remaining),
        transfer: transfer => TransferAsync(transfer, stop),
        delete: delete => delete.Scope == DeletionScope.Tenant
            ? new TenantDeletion(cluster, wait, OwnerTransfers, d => DeleteAsync(d, stop)).RunAsync(delete, stop)
            : DeleteAsync(delete, stop),
        conflict: conflict => Task.FromResult<Outcome>(new Outcome.Conflict($"{change.Key}: {conflict.Detail}")),
        noOp: _ => throw new UnreachableException());

    private Task<Outcome> UpdateAsync(Change.Update update, CancellationToken stop) => update.Basis switch
    {
        ObjectBasis basis => ApplyAndWaitAsync(update, basis.Desired, stop),
        PullSecretBasis basis => AttachAsync(update, basis.Add, basis.Remove, stop),
        WakeBasis basis => WakeControllerAsync(update, basis.Profile, stop),
        NamespaceClaimBasis basis => ClaimNamespaceAsync(update, basis),
        LoginBasis { Step: LoginStep.Restart } basis => _dex.RestartAsync(update, basis.Logins, stop),
        LoginBasis basis => _dex.WriteAsync(update, basis),
        _ => throw new UnreachableException(),
    };

    // The namespace did not exist when the plan was made; profile-controller has made it since.
    private async Task<Outcome> WriteIntoAsync(Change.Create create) => await PlanAgainAsync(create, create.Wanted) switch
    {
        Rest.Nothing => new Outcome.AlreadyDone(),
        Rest.Approved rest => await ApplyAsync(create, create.Wanted, rest.Requests),
        _ => new Outcome.Stale($"{create.Key}: was created with labels or annotations that the plan may not change; plan again"),
    };

    // Done means that the cluster shows it: of a new tenant all that its controller makes, of another the quota in force.
    private async Task<Outcome> ApplyAndWaitAsync(Change change, DesiredObject desired, CancellationToken stop)
    {
        var outcome = await ApplyAsync(change, desired);
        if (change.Key.Kind == ObjectKind.Profile && outcome is (Outcome.Done or Outcome.AlreadyDone))
        {
            await WaitForTenantAsync(change, desired, isComplete: change is Change.Create, stop);
        }

        return outcome;
    }

    private async Task<Outcome> TransferAsync(Change.OwnerTransfer transfer, CancellationToken stop)
    {
        var outcome = await ApplyAsync(transfer, transfer.Wanted);
        if (outcome is not (Outcome.Done or Outcome.AlreadyDone))
        {
            return outcome;
        }

        if (await OwnerTransfers.FinishAsync(transfer, stop) is { } trouble)
        {
            return trouble;
        }

        await WaitForTenantAsync(transfer, transfer.Wanted, isComplete: true, stop);
        return outcome;
    }

    /// <param name="isComplete">All that profile-controller makes must be there, and not only what the change is about.</param>
    private async Task WaitForTenantAsync(Change change, DesiredObject desired, bool isComplete, CancellationToken stop)
    {
        // Where rules leave fields of the quota to others, what is stored is more than what was sent.
        var sent = change.Writes.Select(w => w.Intent).Last(intent => intent?.Key == change.Key);
        var stored = ReferenceEquals(sent, desired.Intent) ? sent : await cluster.GetAsync(change.Key, CancellationToken.None);
        var hard = stored?.At("spec", "resourceQuotaSpec", "hard");
        if (isComplete)
        {
            await wait.ForTenantAsync(change.Key.Name, desired.Intent.Text("spec", "owner", "name") ?? "", hard, stop);
            return;
        }

        await wait.ForNamespaceAsync(change.Key.Name, stop);
        await wait.ForQuotaAsync(change.Key.Name, hard, stop);
    }

    private Task<Outcome> WakeControllerAsync(Change.Update update, ObjectKey key, CancellationToken stop) => StaleRetry.RunAsync(key, async () =>
    {
        if (await cluster.GetAsync(key, CancellationToken.None) is not { } profile || profile.Uid != update.Found.Uid)
        {
            return new Outcome.Stale($"{key}: was deleted or re-created since the plan; plan again");
        }

        var answer = await cluster.SendAsync([ControllerWake.Request(profile)]);
        if (answer is WriteAnswer.Written)
        {
            await wait.ForQuotaAsync(key.Name, profile.At("spec", "resourceQuotaSpec", "hard"), stop);
        }

        return answer is WriteAnswer.Stale ? null : OutcomeOf(update, answer);
    });

    // The list is others' as well: it is written as it is at this moment, and what was approved is our entries in it.
    private Task<Outcome> AttachAsync(Change change, ImmutableArray<string> add, ImmutableArray<string> remove, CancellationToken stop) =>
        StaleRetry.RunAsync(change.Key, async () =>
        {
            if (PullSecretEntries.Request(await wait.ForAccountAsync(change.Key, stop), add, remove) is not { } request)
            {
                return new Outcome.AlreadyDone();
            }

            var answer = await cluster.SendAsync([request]);
            return answer is WriteAnswer.Stale ? null : OutcomeOf(change, answer);
        });

    // The Profile may be as new as this run, and its controller has written to the Namespace since.
    private Task<Outcome> ClaimNamespaceAsync(Change.Update update, NamespaceClaimBasis basis) => StaleRetry.RunAsync(update.Key, async () =>
    {
        if (await cluster.GetAsync(basis.Profile, CancellationToken.None) is not { Uid: { } uid } profile ||
            await cluster.GetAsync(update.Key, CancellationToken.None) is not { } space || space.Uid != update.Found.Uid || NamespaceClaim.HasController(space))
        {
            return new Outcome.Stale($"{update.Key}: it or its Profile was re-created, or it has another owner, since the plan; plan again");
        }

        if (OwnerTransferPlanner.IsFrozen(profile, space))
        {
            return new Outcome.Stale($"{update.Key}: has another owner annotation than its Profile since the plan; plan again");
        }

        var answer = await cluster.SendAsync([NamespaceClaim.Request(space, uid, basis)]);
        return answer is WriteAnswer.Stale ? null : OutcomeOf(update, answer);
    });

    private Task<Outcome> ApplyAsync(Change change, DesiredObject desired) =>
        ApplyAsync(change, desired, [.. change.Writes.Where(w => w.Key == change.Key)]);

    private Task<Outcome> ApplyAsync(Change change, DesiredObject desired, ImmutableArray<PlannedWrite> requests) => StaleRetry.RunAsync(change.Key, async () =>
    {
        var answer = await cluster.SendAsync(requests);
        if (answer is not WriteAnswer.Stale stale)
        {
            return OutcomeOf(change, answer);
        }

        switch (await PlanAgainAsync(change, desired))
        {
            case Rest.Nothing:
                return new Outcome.AlreadyDone();
            case Rest.Approved rest:
                requests = rest.Requests;
                return null;
            default:
                return new Outcome.Stale($"{change.Key}: changed since the plan ({stale.Message}); plan again");
        }
    });

    private async Task<Rest> PlanAgainAsync(Change approved, DesiredObject desired)
    {
        var live = await cluster.GetAsync(desired.Key, CancellationToken.None);
        desired = live is null ? desired : desired with { Intent = desired.Traits.OnTopOf(desired.Intent, live, approved.Fields) };
        return ObjectPlanner.Plan(setName, desired, live, approved.Reason, _ => approved.Reason) switch
        {
            Change.NoOp => new Rest.Nothing(),
            Change.Create create when approved is Change.Create => new Rest.Approved(create.Writes),
            Change.Update again when PlanSubset.IsPartOf(again, approved) => new Rest.Approved(again.Requests),
            Change.Adopt again when approved is Change.Adopt or Change.OwnerTransfer { Adopts: true } &&
                PlanSubset.IsPartOf(again, approved) => new Rest.Approved(again.Requests),
            _ => new Rest.Different(),
        };
    }

    private async Task<Outcome> ReplaceAsync(Change.Replace replace, CancellationToken stop)
    {
        var (deletion, creation) = (replace.Writes[0], replace.Writes[1]);
        var deleted = await cluster.SendAsync(deletion, deletion.Live);
        if (deleted is not (WriteAnswer.Written or WriteAnswer.NotFound))
        {
            return OutcomeOf(replace, deleted);
        }

        await wait.ForAbsenceAsync(replace.Key, replace.Found.Uid, stop);
        return OutcomeOf(replace, await cluster.SendAsync(creation, creation.Live));
    }

    // What lets people in does so until it is gone, however long a finalizer holds it.
    private async Task<Outcome> DeleteAsync(Change.Delete delete, CancellationToken stop)
    {
        var outcome = await DeleteAsync(delete);
        if (outcome is (Outcome.Done or Outcome.AlreadyDone) && Grants.Kinds.Contains(delete.Key.Kind))
        {
            await wait.ForRevocationAsync(delete.Key, delete.Found.Uid, stop);
        }

        return outcome;
    }

    private async Task<Outcome> DeleteAsync(Change.Delete delete)
    {
        ImmutableArray<PlannedWrite> left = [.. delete.Writes.Where(w => w.Key == delete.Key)];
        var (live, shown, isBegun) = (delete.Found, delete.Content, false);
        return await StaleRetry.RunAsync<Outcome>(async () =>
        {
            while (left is [var write, ..])
            {
                switch (await cluster.SendAsync(write, live))
                {
                    // What finalizers alone had kept is gone with the last of them.
                    case WriteAnswer.Written { Object: null }:
                        return new Outcome.Done();
                    case WriteAnswer.NotFound or WriteAnswer.Stale when await cluster.GetAsync(delete.Key, CancellationToken.None) is var found:
                        if (found is null || (found.Uid == live.Uid && found.IsTerminating && left.Length == 1))
                        {
                            return isBegun ? new Outcome.Done() : new Outcome.AlreadyDone();
                        }

                        // Another object of that name is not the one that was to go.
                        if (found.Uid != live.Uid)
                        {
                            return new Outcome.Stale($"{delete.Key}: was re-created since the plan; plan again");
                        }

                        if (!found.IsTerminating && shown is not null && shown != ObjectContent.Of(found))
                        {
                            return new Outcome.Stale($"{delete.Key}: was changed since the plan; plan again");
                        }

                        live = Precondition.Of(found);
                        return null;
                    case WriteAnswer.Written { Object: { } after } when left.Length > 1:
                        (left, live, shown, isBegun) = (left[1..], Precondition.Of(after), shown is null ? null : ObjectContent.Of(after), true);
                        continue;
                    case var answer:
                        return OutcomeOf(delete, answer);
                }
            }

            return new Outcome.Done();
        }) ?? new Outcome.Stale($"{delete.Key}: kept changing while it was being deleted ({StaleRetry.Attempts} attempts); plan again");
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

    /// <summary>What is left to do on an object that moved, measured by what was approved.</summary>
    private abstract record Rest
    {
        public sealed record Nothing : Rest;

        /// <summary>All of the approved work or a part of it.</summary>
        public sealed record Approved(ImmutableArray<PlannedWrite> Requests) : Rest;

        /// <summary>Something that was not approved.</summary>
        public sealed record Different : Rest;
    }
}
