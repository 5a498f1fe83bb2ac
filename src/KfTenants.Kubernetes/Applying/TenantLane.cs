using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Runs;

namespace KfTenants.Kubernetes.Applying;

/// <summary>The work in one tenant, or in what all tenants share: one change after the other, revocations first. What builds on a change that failed is skipped.</summary>
internal sealed class TenantLane(ImmutableArray<Change> changes, ChangeWriter writer, Action<RunEvent> tell)
{
    private readonly HashSet<ObjectKey> _undone = [];
    private readonly bool _handsOver = changes.Any(c => c.Phase == ApplyPhase.OwnerTransfer);
    private (ApplyPhase Phase, string Because)? _broken;
    private bool _isReady;

    public bool HasRevocations => changes.Any(IsRevocation);

    /// <summary>Access that goes: it waits for nothing, in no tenant.</summary>
    public Task RevokeAsync(CancellationToken stop) => RunAsync(changes.Where(IsRevocation), stop);

    /// <summary>All the rest, when the revocations are through.</summary>
    public Task FinishAsync(CancellationToken stop) => RunAsync(changes.Where(c => !IsRevocation(c)), stop);

    private static bool IsRevocation(Change change) => change.Tenant is not null && change.Phase == ApplyPhase.Revocations;

    private async Task RunAsync(IEnumerable<Change> part, CancellationToken stop)
    {
        foreach (var change in part)
        {
            var outcome = await OutcomeOfAsync(change, stop);
            if (outcome is not (Outcome.Done or Outcome.AlreadyDone))
            {
                _undone.Add(change.Key);
                if (IsFoundation(change))
                {
                    _broken ??= (change.Phase, $"{change.Key} was not done");
                }
            }

            tell(new RunEvent.Finished(change, outcome));
        }
    }

    private async Task<Outcome> OutcomeOfAsync(Change change, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
        {
            return new Outcome.Skipped("interrupted");
        }

        if (_broken is { } gap && (change.Tenant is null || change.Phase > gap.Phase))
        {
            return new Outcome.Skipped(gap.Because);
        }

        if (change is Change.Delete { After: { } successor } && _undone.Contains(successor))
        {
            return new Outcome.Skipped($"{successor} was not done");
        }

        try
        {
            if (!_isReady && NeedsNamespace(change))
            {
                await writer.WaitForNamespaceAsync(change.Key.Namespace ?? change.Key.Name, stop);
                _isReady = true;
            }

            return await writer.WriteAsync(change, stop);
        }
        catch (KfTenantsException e)
        {
            return new Outcome.Failed(e.Message);
        }
    }

    // What comes in a later phase of the same tenant builds on these; revocations are in the first, so that they wait for nothing. Without
    // the tenant's root there is no namespace; what is cleared after an owner transfer is the new owner's only access before it; and an owner who
    // becomes a contributor must not lose the one before having the other. Of Dex's objects each builds on the one before.
    private bool IsFoundation(Change change) => (change.Tenant is null && change.Stage == ApplyStage.Tenants) ||
        (change is not Change.Conflict && (change.Phase is ApplyPhase.Profile or ApplyPhase.OwnerTransfer || (_handsOver && change.Phase == ApplyPhase.Grants)));

    private static bool NeedsNamespace(Change change) =>
        change is Change.Create && change.Tenant is not null && change.Phase > ApplyPhase.Profile;
}
