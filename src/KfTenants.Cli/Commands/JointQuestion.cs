using System.Diagnostics.CodeAnalysis;
using KfTenants.Plans;

namespace KfTenants.Cli.Commands;

/// <summary>One question for the applies of several clusters: it is asked when each of them has a plan to approve, or has ended without one.</summary>
/// <param name="runs">How many there are.</param>
/// <param name="ask">Asks about the plans, in the order of their clusters' names.</param>
internal sealed class JointQuestion(int runs, Func<IReadOnlyList<PlanDocument>, CancellationToken, Task<bool>> ask)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, PlanDocument?> _arrived = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<bool> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<bool> AskAsync(string cluster, PlanDocument plan, CancellationToken cancellationToken)
    {
        Arrive(cluster, plan, cancellationToken);
        return await _answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>It has ended; whether it had asked before does not matter.</summary>
    public void End(string cluster) => Arrive(cluster, null, CancellationToken.None);

    private void Arrive(string cluster, PlanDocument? plan, CancellationToken cancellationToken)
    {
        PlanDocument[] plans;
        lock (_lock)
        {
            if (!_arrived.TryAdd(cluster, plan) || _arrived.Count < runs)
            {
                return;
            }

            plans = [.. _arrived.Values.OfType<PlanDocument>()];
        }

        if (plans.Length > 0)
        {
            _ = AnswerAsync(plans, cancellationToken);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Every run that waits throws it again.")]
    private async Task AnswerAsync(PlanDocument[] plans, CancellationToken cancellationToken)
    {
        try
        {
            _answer.SetResult(await ask(plans, cancellationToken));
        }
        catch (Exception e)
        {
            _answer.SetException(e);
        }
    }
}
