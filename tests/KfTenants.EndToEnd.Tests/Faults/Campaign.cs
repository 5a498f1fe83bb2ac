using System.Collections.Concurrent;
using System.Globalization;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>How a campaign of many independent rounds is run: side by side, to the end also when one fails, and summed up in a line.</summary>
public static class Campaign
{
    /// <summary>Where <c>script/faults</c> wants the numbers; null in an ordinary run.</summary>
    public static string? NumbersFile => Environment.GetEnvironmentVariable("KFTENANTS_FAULTS") is { Length: > 0 } file ? file : null;

    /// <summary>Everything random derives from it; <c>script/faults --seed N</c> sets it.</summary>
    public static int Seed => int.TryParse(Environment.GetEnvironmentVariable("KFTENANTS_FAULTS_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 1;

    /// <summary>Runs every round, and fails with all that failed.</summary>
    /// <param name="width">How many at once.</param>
    public static async Task RunAsync<T>(IReadOnlyCollection<T> rounds, int width, Func<T, Task> round)
    {
        var failures = new ConcurrentBag<string>();

        // Away from the test framework's own few threads.
        await Task.Run(() => Parallel.ForEachAsync(rounds, new ParallelOptions { MaxDegreeOfParallelism = width }, async (item, _) =>
        {
            try
            {
                await round(item);
            }
            catch (Exception e) when (e is Xunit.Sdk.XunitException or k8s.Autorest.HttpOperationException or TimeoutException or HttpRequestException or
                InvalidOperationException or System.Text.Json.JsonException)
            {
                failures.Add($"{item}: {e.Message}\n{e.StackTrace}");
            }
        }));
        Assert.True(failures.IsEmpty, $"{failures.Count} of {rounds.Count} rounds failed (seed {Seed})\n" + string.Join("\n\n", failures.Order(StringComparer.Ordinal).Take(20)));
    }

    /// <summary>The line that docs/reliability.md quotes.</summary>
    public static async Task SumUpAsync(string section, string line)
    {
        if (NumbersFile is { } file)
        {
            await File.AppendAllTextAsync(file, $"{section}: {line}\n");
        }
    }
}
