using System.Globalization;

namespace KfTenants.Cli.Tests;

/// <summary>Damaged lines in the tenants file and in the cluster: every run ends with a documented code, and what was applied needs nothing more.</summary>
public sealed class DamagedInputTests
{
    private static readonly string[] Values = ["", "null", "5", "text", "[]", "{}", "[5]", "{a: b}", "true", "'*'", "\"\"", "[", "{", "- x", "1e400", "2026-01-01"];

    [Theory]
    [InlineData("tenants.yaml")]
    [InlineData("cluster/dex.yaml")]
    [InlineData("cluster/team-vision.yaml")]
    [InlineData("cluster/team-audio.yaml")]
    [InlineData("cluster/profile-controller.yaml")]
    public async Task No_damage_ends_in_a_stack_trace(string file)
    {
        var runs = int.Parse(Environment.GetEnvironmentVariable("KFTENANTS_DAMAGE_RUNS") ?? "4", CultureInfo.InvariantCulture);
        var random = new Random(file.Length);
        var failures = new List<string>();
        for (var i = 0; i < runs; i++)
        {
            using var run = new CaseRun();
            var damage = Damage(Path.Combine(run.Here, file), random);
            try
            {
                var code = await run.RunAsync("apply --auto-approve");
                Assert.Contains(code, ExitCode.All.Select(c => c.Number));
                if (code == 0)
                {
                    Assert.True(await run.RunAsync("plan --detailed-exitcode") == 0, run.Out);
                }
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failures.Add($"{damage}: {e.Message}\n{e.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("KfTenants", StringComparison.Ordinal))}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private static string Damage(string path, Random random)
    {
        var lines = File.ReadAllLines(path).ToList();
        var at = random.Next(lines.Count);
        while (lines[at].TrimStart().StartsWith('#') || lines[at].Length == 0)
        {
            at = random.Next(lines.Count);
        }

        var before = lines[at];
        var colon = before.IndexOf(": ", StringComparison.Ordinal) is >= 0 and var c ? c : before.LastIndexOf(':');
        switch (random.Next(4))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1 when colon > 0 && before.TrimEnd().EndsWith(':'):
                // The whole block below becomes one value.
                var indent = before.Length - before.TrimStart().Length;
                var end = at + 1;
                while (end < lines.Count && lines[end].Length > 0 &&
                    (lines[end].Length - lines[end].TrimStart().Length > indent || lines[end].TrimStart().StartsWith("- ", StringComparison.Ordinal)) && lines[end] != "---")
                {
                    end++;
                }

                lines.RemoveRange(at + 1, end - at - 1);
                lines[at] = $"{before[..colon]}: {Values[random.Next(Values.Length)]}";
                break;
            default:
                lines[at] = colon > 0 ? $"{before[..colon]}: {Values[random.Next(Values.Length)]}" : Values[random.Next(Values.Length)];
                break;
        }

        File.WriteAllLines(path, lines);
        return $"line {at + 1}: {before} => {(at < lines.Count ? lines[at] : "")}";
    }
}
