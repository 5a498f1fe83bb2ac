using System.Text.Json;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests.Commands;

/// <summary>
/// The law of the first day, for every cluster: what <c>import</c> writes is valid; <c>plan --adopt</c> of it takes nothing from any person, has no conflict and changes
/// nothing that the findings do not name; and after the apply there is nothing left to do.
/// </summary>
public sealed class ImportLawsTests : IDisposable
{
    private static readonly string[] OwnLabels = ["app.kubernetes.io/managed-by", "applyset.kubernetes.io/part-of", "kftenants.io/tenant"];

    private readonly string _here = Directory.CreateTempSubdirectory("kftenants-import-").FullName;

    public static TheoryData<int> Seeds => [.. Fuzz.Seeds(40, share: 20)];

    public static TheoryData<string> Releases => ["kubeflow-1.6.1", "kubeflow-1.8.0", "kubeflow-26.03", "dashboard-2.0.0-pss"];

    public void Dispose() => Directory.Delete(_here, recursive: true);

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task What_is_imported_from_a_messy_cluster_can_be_applied_and_changes_only_what_was_said(int seed)
    {
        await PutAsync(MessyCluster.Manifests(seed, mess: true));

        var said = await ImportAsync(seed % 2 == 0 ? ["--groups", "--tiers"] : []);
        if (said.Contains("finding: no tenant stands in the file", StringComparison.Ordinal))
        {
            return;
        }

        if (said.Contains("no plan can be made while there are logins", StringComparison.Ordinal))
        {
            Assert.Equal(1, (await RunAsync("plan", "--adopt", "-f", "imported.yaml")).Code);
            return;
        }

        using var plan = await PlanAsync();
        Assert.DoesNotContain(plan.RootElement.GetProperty("access").EnumerateArray(), IsLoss);
        Assert.All(Changes(plan).Where(c => !IsTakingOver(c)), c => Assert.True(IsNamed(c, said), $"{c}\n{said}"));
        Assert.All(plan.RootElement.GetProperty("unmanaged").EnumerateArray(), u =>
            Assert.Contains(u.GetProperty("object").GetProperty("name").GetString()!, said, StringComparison.Ordinal));

        Assert.Equal(0, (await RunAsync("apply", "--adopt", "--auto-approve", "-f", "imported.yaml")).Code);
        using var after = await PlanAsync();
        Assert.Empty(Changes(after));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_cluster_of_dashboard_and_controller_is_taken_over_by_labels_alone_and_imported_again_nothing_is_left(int seed)
    {
        await PutAsync(MessyCluster.Manifests(seed, mess: false));
        await ImportAsync();

        using var plan = await PlanAsync();
        Assert.All(Changes(plan), c => Assert.True(IsTakingOver(c) || Id(c).StartsWith("rolebinding/", StringComparison.Ordinal), c.ToString()));
        Assert.DoesNotContain(plan.RootElement.GetProperty("access").EnumerateArray(), a =>
            a.GetProperty("person").GetString()!.Contains('@', StringComparison.Ordinal) && IsLoss(a));
        Assert.Equal(0, (await RunAsync("apply", "--adopt", "--auto-approve", "-f", "imported.yaml")).Code);

        // Now it is made by our own apply.
        File.Delete(Path.Combine(_here, "imported.yaml"));
        await ImportAsync();
        using var again = await PlanAsync();
        Assert.Empty(Changes(again));
        Assert.Empty(again.RootElement.GetProperty("access").EnumerateArray());
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task What_the_real_controllers_left_is_taken_over_by_labels_alone(string release)
    {
        await PutAsync(string.Join("---\n", Recording.Of(release).After("1-created").Select(o => o.ToJsonString() + "\n")));
        var said = await ImportAsync();
        var text = await File.ReadAllTextAsync(Path.Combine(_here, "imported.yaml"));

        Assert.Contains("- name: rec-plain\n", text, StringComparison.Ordinal);
        Assert.Contains("  # - name: rec-foreign\n", text, StringComparison.Ordinal);
        Assert.Contains("carl.view@example.com, role: view", text, StringComparison.Ordinal);
        using var plan = await PlanAsync();
        Assert.All(Changes(plan).Where(c => !IsTakingOver(c)), c => Assert.True(IsNamed(c, said), $"{c}\n{said}"));
        Assert.Empty(plan.RootElement.GetProperty("access").EnumerateArray());
        Assert.DoesNotContain(Changes(plan), c => Id(c).Contains("/rec-plain/", StringComparison.Ordinal) && release != "kubeflow-1.6.1" && !IsTakingOver(c));
    }

    private async Task PutAsync(string manifests)
    {
        Directory.CreateDirectory(Path.Combine(_here, "cluster"));
        await File.WriteAllTextAsync(Path.Combine(_here, "cluster", "cluster.yaml"), manifests);
    }

    private async Task<string> ImportAsync(params string[] more)
    {
        var (code, _, error) = await RunAsync(["import", "--out", "imported.yaml", .. more]);
        Assert.True(code == 0, error);
        var check = await RunAsync("validate", "-f", "imported.yaml");
        Assert.True(check.Code == 0 || error.Contains("no tenant stands in the file", StringComparison.Ordinal), check.Error);
        return error;
    }

    private async Task<JsonDocument> PlanAsync()
    {
        var (code, output, error) = await RunAsync("plan", "--adopt", "-f", "imported.yaml", "-o", "json");
        Assert.True(code == 0, output + error);
        return JsonDocument.Parse(output);
    }

    private async Task<(int Code, string Out, string Error)> RunAsync(params string[] args)
    {
        var terminal = new TestTerminal { Directory = _here };
        var code = await terminal.RunAsync(args[0] == "validate" ? args : [.. args, "--cluster-dir", "cluster"]);
        return (code, terminal.Out, terminal.Error);
    }

    private static IEnumerable<JsonElement> Changes(JsonDocument plan) =>
        plan.RootElement.GetProperty("changes").EnumerateArray().Where(c => c.GetProperty("action").GetString() != "noop");

    private static string Id(JsonElement change) => change.GetProperty("id").GetString()!;

    private static bool IsLoss(JsonElement access) =>
        !access.TryGetProperty("after", out var after) || after.ValueKind == JsonValueKind.Null ||
        (access.TryGetProperty("before", out var before) && Access.Grants.Rank(after.GetString()!) < Access.Grants.Rank(before.GetString() ?? "mesh"));

    // Labels of ours, kubectl's memory, and the record of logins beside Dex's configuration.
    private static bool IsTakingOver(JsonElement change) =>
        change.GetProperty("action").GetString() is "adopt" or "update" &&
        change.GetProperty("fields").EnumerateArray().Select(f => f.GetProperty("path").GetString()!).All(p =>
            OwnLabels.Any(l => p == "/metadata/labels/" + l.Replace("/", "~1", StringComparison.Ordinal)) || p.Contains("kubectl.kubernetes.io", StringComparison.Ordinal) ||
            p.StartsWith("/data/kftenants", StringComparison.Ordinal) || p.Contains("kftenants.io~1logins-", StringComparison.Ordinal));

    private static bool IsNamed(JsonElement change, string said) => said.Contains(change.GetProperty("object").GetProperty("name").GetString()!, StringComparison.Ordinal) ||
        said.Contains($"{change.GetProperty("object").GetProperty("kind").GetString()}/{change.GetProperty("object").GetProperty("name").GetString()}", StringComparison.Ordinal);
}
