using KfTenants.Kube;
using KfTenants.Runs;

namespace KfTenants.Kubernetes;

/// <summary>The one rule for an object that moved between reading and writing: look again, decide again, write again, a few times.</summary>
internal static class StaleRetry
{
    /// <summary>How often one object may move before its change is given up (kapp's and kubectl's number).</summary>
    public const int Attempts = 5;

    /// <param name="attempt">Null when the object moved under the write.</param>
    /// <returns>The first result; null when the object moved every time.</returns>
    public static async Task<T?> RunAsync<T>(Func<Task<T?>> attempt, int attempts = Attempts)
        where T : class
    {
        for (var number = 1; number <= attempts; number++)
        {
            if (await attempt() is { } result)
            {
                return result;
            }
        }

        return null;
    }

    /// <param name="attempt">Null when the object moved under the write.</param>
    public static async Task<Outcome> RunAsync(ObjectKey key, Func<Task<Outcome?>> attempt) => await RunAsync(attempt) ?? KeepsChanging(key);

    public static Outcome.Stale KeepsChanging(ObjectKey key) =>
        new($"{key}: kept changing while it was being written ({Attempts} attempts); plan again");
}
