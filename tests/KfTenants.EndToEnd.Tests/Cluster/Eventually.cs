using System.Diagnostics;

namespace KfTenants.EndToEnd.Tests.Cluster;

/// <summary>Waiting for what other processes bring about.</summary>
public static class Eventually
{
    public static async Task TrueAsync(string what, Func<Task<bool>> isTrue, int seconds = 30)
    {
        var watch = Stopwatch.StartNew();
        while (!await isTrue())
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(seconds))
            {
                throw new TimeoutException($"not after {seconds} s: {what}");
            }

            await Task.Delay(50);
        }
    }
}
