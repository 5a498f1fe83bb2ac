using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using KfTenants.Cli.Output;

namespace KfTenants.Cli.Commands;

/// <summary>Runs one command for several clusters side by side. What fails for one ends none of the others, and is told with them.</summary>
/// <param name="terminal">Of the whole run.</param>
internal sealed class ClusterRuns(Terminal terminal, ImmutableArray<ClusterTarget> targets) : IDisposable
{
    // Each reads whole lists: memory is what bounds it.
    private const int AtOnce = 8;

    private readonly SemaphoreSlim _places = new(AtOnce);

    public ClusterTalk Talk { get; } = new(terminal, targets.Select(t => t.Name));

    public void Dispose() => _places.Dispose();

    /// <param name="run">For one cluster, with a terminal of its own: its answer, its exit code and a word or two about it.</param>
    /// <param name="failed">Hears of each that ended without an answer.</param>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever it is: the other clusters go on, and it is in the answer.")]
    public async Task<ImmutableArray<ClusterPart<T>>> RunAsync<T>(
        Func<ClusterTarget, Terminal, CancellationToken, Task<(T Answer, ExitCode Code, string Summary)>> run,
        CancellationToken cancellationToken,
        Action<FailureAnswer>? failed = null)
        where T : class
    {
        return [.. await Task.WhenAll(targets.Select((target, i) => Task.Run(() => OneAsync(target, i), CancellationToken.None)))];

        async Task<ClusterPart<T>> OneAsync(ClusterTarget target, int number)
        {
            var own = Talk.For(number);
            await _places.WaitAsync(CancellationToken.None);
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (answer, code, summary) = await run(target, own, cancellationToken);
                return new ClusterPart<T>(target.Name, code, summary, answer, null);
            }
            catch (Exception e)
            {
                var failure = FailureAnswer.Of(e) with { At = terminal.Time.GetUtcNow(), Cluster = target.Name };
                failure.ToText().WriteTo(own.Error, own.ColorsError);
                failed?.Invoke(failure);
                return ClusterPart<T>.Of(target.Name, failure);
            }
            finally
            {
                _places.Release();
                Talk.End(number);
            }
        }
    }

    /// <summary>Leaves its place to another run while it waits for all of them.</summary>
    public async Task<T> AsideAsync<T>(Func<Task<T>> wait)
    {
        _places.Release();
        try
        {
            return await wait();
        }
        finally
        {
            await _places.WaitAsync(CancellationToken.None);
        }
    }
}
