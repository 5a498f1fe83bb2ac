using System.Text.Json.Nodes;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests.Commands;

/// <summary>What the golden cases of several clusters cannot say: questions, orders, and what a part has to do with the whole.</summary>
public sealed class ClustersTests : IDisposable
{
    private readonly string _here = Directory.CreateTempSubdirectory("kftenants-clusters-").FullName;
    private readonly string _repository = TestPaths.Repository(typeof(ClustersTests));

    public ClustersTests()
    {
        foreach (var cluster in new[] { "eu", "us" })
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(_repository, "examples", "cluster")))
            {
                Directory.CreateDirectory(Path.Combine(_here, cluster));
                File.Copy(file, Path.Combine(_here, cluster, Path.GetFileName(file)));
            }
        }

        Write(["us", "eu", "ap"]);
    }

    public void Dispose() => Directory.Delete(_here, recursive: true);

    [Fact]
    public async Task One_question_is_about_all_clusters_and_names_those_that_have_none()
    {
        var terminal = Terminal("yes");
        Assert.Equal(1, await terminal.RunAsync("apply", "--cluster", "all"));
        var question = terminal.Error[terminal.Error.IndexOf("=== Cluster eu, eu", StringComparison.Ordinal)..].ReplaceLineEndings("\n");
        Assert.Contains("=== Cluster us, us ===\n\nDestroys: nothing\n", question, StringComparison.Ordinal);
        Assert.Contains(
            "Not among them: ap (failed).\nApply this to 2 clusters: eu, us?\nOnly 'yes' will be accepted: ", question, StringComparison.Ordinal);
        Assert.EndsWith("ap: failed, eu: 6 done, 2 already done, us: 5 done, 1 already done\n", terminal.Out, StringComparison.Ordinal);

        // Plans first, then the question, then the reports: each of them in the order of names.
        string[] headings = [.. terminal.Out.Split('\n').Where(l => l.StartsWith("===", StringComparison.Ordinal))];
        Assert.Equal(["=== Cluster eu ===", "=== Cluster us ===", "=== Cluster eu ===", "=== Cluster us ==="], headings);
    }

    [Fact]
    public async Task Without_a_yes_nothing_is_written_anywhere()
    {
        var before = Files();
        var terminal = Terminal("no");
        Assert.Equal(130, await terminal.RunAsync("apply", "--cluster", "eu,us"));
        Assert.EndsWith("eu: not applied, us: not applied\n", terminal.Out, StringComparison.Ordinal);
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task To_delete_tenants_in_several_clusters_takes_their_number()
    {
        Write(["us", "eu"], """
            tenants:
              - {name: team-vision, state: absent}
              - {name: team-audio, owner: ana@example.com}
            """);
        var terminal = Terminal("yes");
        Assert.Equal(130, await terminal.RunAsync("apply", "--cluster", "eu,us", "--allow", "tenant-deletes=1"));
        Assert.Contains("Only the number of tenants to delete, '2', will be accepted: ", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_run_says_so_of_each_cluster_and_writes_nothing()
    {
        var before = Files();
        using var interrupted = new CancellationTokenSource();
        var terminal = Terminal();
        await interrupted.CancelAsync();
        Assert.Equal(130, await App.RunAsync(["apply", "--cluster", "eu,us", "--auto-approve"], terminal.Value, interrupted.Token));
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task Events_of_all_clusters_say_whose_they_are_and_the_last_line_is_about_all()
    {
        var terminal = Terminal();
        Assert.Equal(1, await terminal.RunAsync("apply", "--cluster", "all", "--auto-approve", "-o", "ndjson", "-o", "ndjson=events.ndjson"));
        Assert.Equal(terminal.Out, await File.ReadAllTextAsync(Path.Combine(_here, "events.ndjson")));
        var events = terminal.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).ToArray();
        Assert.All(await PublishedSchemas.CheckAsync("events", terminal.Out), name => Assert.Equal("event", name));
        Assert.Equal(["ap", "eu", "us", null], events.Select(e => (string?)e["clusterName"]).Distinct().OrderBy(n => n is null).ThenBy(n => n, StringComparer.Ordinal));
        foreach (var of in events[..^1].GroupBy(e => (string)e["clusterName"]!))
        {
            Assert.Equal("ended", (string)of.Last()["event"]!);
            Assert.Single(of, e => (string)e["event"]! == "ended");
        }

        Assert.Equal("failed", (string)events[^1]["outcome"]!);
        Assert.Equal("ap: failed, eu: 6 done, 2 already done, us: 5 done, 1 already done", (string)events[^1]["summary"]!);
    }

    [Fact]
    public async Task Events_of_one_named_cluster_say_its_name_too()
    {
        var terminal = Terminal();
        Assert.Equal(0, await terminal.RunAsync("apply", "--cluster", "eu", "--auto-approve", "-o", "ndjson"));
        var events = terminal.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).ToArray();
        Assert.All(events, e => Assert.Equal("eu", (string?)e["clusterName"]));
        Assert.Single(events, e => (string)e["event"]! == "ended");
    }

    [Fact]
    public async Task Metrics_of_an_apply_have_each_metric_once_and_a_sample_for_each_cluster()
    {
        var terminal = Terminal();
        Assert.Equal(1, await terminal.RunAsync("apply", "--cluster", "all", "--auto-approve", "-o", "metrics"));
        string[] lines = [.. terminal.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        string[] types = [.. lines.Where(l => l.StartsWith("# TYPE ", StringComparison.Ordinal))];
        Assert.Equal(types.Distinct(), types);
        Assert.Contains("kftenants_apply_outcome{set=\"example\",cluster=\"us\",outcome=\"ok\"} 1", lines);
        Assert.Contains("kftenants_cluster_answered{set=\"example\",cluster=\"ap\"} 0", lines);
        Assert.Contains("kftenants_cluster_answered{set=\"example\",cluster=\"eu\"} 1", lines);
        Assert.DoesNotContain(lines, l => l.Contains("cluster=\"ap\"", StringComparison.Ordinal) && !l.StartsWith("kftenants_cluster_answered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_order_of_clusters_in_the_file_does_not_matter()
    {
        var first = await PlansAsync();
        Write(["eu", "ap", "us"]);
        Assert.Equal(first, await PlansAsync());

        async Task<string> PlansAsync()
        {
            var terminal = Terminal();
            await terminal.RunAsync("plan", "--cluster", "us,ap,eu", "-o", "json");
            var json = JsonNode.Parse(terminal.Out)!;
            json["seal"] = null;
            foreach (var part in json["clusters"]!.AsArray().Where(c => (string)c!["name"]! != "ap"))
            {
                (part!["answer"]!["config"]!["sha256"], part["answer"]!["seal"]) = (null, null);
            }

            return json.ToJsonString();
        }
    }

    [Theory]
    [InlineData("eu", "team-vision team-audio")]
    [InlineData("us", "team-speech team-audio")]
    public async Task A_plan_for_one_cluster_is_that_of_a_file_with_only_its_tenants(string cluster, string tenants)
    {
        var terminal = Terminal();
        await terminal.RunAsync("plan", "--cluster", cluster, "-o", "json");
        var part = JsonNode.Parse(terminal.Out)!;
        var lines = (await File.ReadAllLinesAsync(Path.Combine(_here, "tenants.yaml"))).ToList();
        lines.RemoveAll(l => l.Contains("directory:", StringComparison.Ordinal) || l.StartsWith("clusters:", StringComparison.Ordinal) ||
            (l.Contains("name: team-", StringComparison.Ordinal) && !tenants.Split(' ').Any(t => l.Contains($"name: {t},", StringComparison.Ordinal))) ||
            (cluster == "eu" && l.Contains("name: fay", StringComparison.Ordinal)));
        await File.WriteAllLinesAsync(
            Path.Combine(_here, "only.yaml"),
            lines.Select(l => l.Replace(", clusterSelector: {region: eu}", "", StringComparison.Ordinal).Replace(", clusters: [us]", "", StringComparison.Ordinal)));
        var only = Terminal();
        await only.RunAsync("plan", "-f", "only.yaml", "--cluster-dir", cluster, "-o", "json");
        var whole = JsonNode.Parse(only.Out)!;
        Assert.NotEmpty(part["changes"]!.AsArray());
        Assert.Equal((string)whole["checksum"]!, (string)part["checksum"]!);
        foreach (var plan in new[] { part, whole })
        {
            foreach (var change in plan["changes"]!.AsArray())
            {
                change!["origin"] = null;
            }

            plan["cluster"]!.AsObject().Remove("name");
            (plan["config"], plan["seal"]) = (null, null);
        }

        Assert.Equal(whole.ToJsonString(), part.ToJsonString());
    }

    [Fact]
    public async Task One_checksum_approves_the_plans_of_all_clusters_and_no_others()
    {
        var plan = Terminal();
        await plan.RunAsync("plan", "--cluster", "eu,us", "-o", "json");
        var sum = (string)JsonNode.Parse(plan.Out)!["checksum"]!;
        Assert.Equal(5, await Terminal().RunAsync("apply", "--cluster", "eu", "--expect", sum));
        Assert.Equal(0, await Terminal().RunAsync("apply", "--cluster", "us,eu", "--expect", sum));
        Assert.Equal(5, await Terminal().RunAsync("apply", "--cluster", "us,eu", "--expect", sum));
    }

    [Fact]
    public async Task A_comment_about_several_clusters_fits_however_much_there_is()
    {
        Write(["us", "eu"], "tenants:\n" + string.Concat(Enumerable.Range(0, 400).Select(
            i => $"  - {{name: team-{i}, owner: ana@example.com, contributors: [{{user: p{i}@example.com, role: edit}}], quota: {{pods: {i + 1}}}}}\n")));
        var terminal = Terminal();
        await terminal.RunAsync("plan", "--cluster", "all", "-o", "markdown");
        Assert.InRange(terminal.Out.Length, 10_000, 60_000);
        Assert.Contains("for cluster <code>us</code>", terminal.Out, StringComparison.Ordinal);
        Assert.Equal(1, terminal.Out.Split("<!--").Length - 1);
    }

    [Fact]
    public async Task Tenants_that_are_called_as_columns_are_have_columns_of_their_own()
    {
        Write(["us", "eu"], """
            tenants:
              - {name: cluster, owner: ana@example.com}
              - {name: person, owner: eva@example.com, clusters: [eu]}
            """);
        var terminal = Terminal();
        Assert.Equal(0, await terminal.RunAsync("access", "--desired", "--cluster", "all", "--matrix", "-o", "csv"));
        Assert.Equal(
            "cluster,person,cluster,person\neu,ana@example.com,owner,\neu,eva@example.com,,owner\nus,ana@example.com,owner,\n", terminal.Out.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task What_opens_a_cluster_is_no_value_of_a_tenant_however_it_is_spelt()
    {
        await File.WriteAllTextAsync(Path.Combine(_here, "eu.token"), "secret");
        await File.WriteAllTextAsync(Path.Combine(_here, "tenants.yaml"), """
            apiVersion: kftenants.io/v1
            kind: TenantSet
            metadata: {name: example}
            clusters:
              - {name: us, directory: us}
              - {name: eu, server: "https://127.0.0.1:1", token: {file: eu.token}}
            tenants:
              - {name: mine, owner: ana@example.com, secrets: [{name: s, data: {key: {file: ./us/../eu.token}}}]}
            """);
        var terminal = Terminal();
        Assert.Equal(3, await terminal.RunAsync("plan", "--cluster", "us"));
        Assert.Contains("KFT1308", terminal.Error, StringComparison.Ordinal);
    }

    private TestTerminal Terminal(params string[] lines)
    {
        var terminal = new TestTerminal { Directory = _here, IsInputTerminal = lines.Length > 0 };
        lines.ToList().ForEach(terminal.Lines.Enqueue);
        return terminal;
    }

    private void Write(string[] clusters, string? tenants = null) => File.WriteAllText(Path.Combine(_here, "tenants.yaml"), $$"""
        apiVersion: kftenants.io/v1
        kind: TenantSet
        metadata: {name: example}
        clusters:
        {{string.Join('\n', clusters.Select(c => $"  - {{name: {c}, directory: {c}, labels: {{region: {c}}}}}"))}}
        {{tenants ?? People}}
        """);

    private const string People = """
        users:
          - {name: ana, email: ana@example.com}
          - {name: ben, email: ben@example.com}
          - {name: eva, email: eva@example.com}
          - {name: fay, email: fay@example.com, login: {passwordHash: $2b$12$hF/KU7.hz2t7/ciM.XGJWeSRjAOsnETapSYeax1Ew3Xep/Mi.WAXy}}
          - {name: gil, email: gil@example.com}
        tenants:
          - {name: team-vision, owner: ana, contributors: [{user: ben, role: edit}], clusterSelector: {region: eu}}
          - {name: team-audio, owner: eva, contributors: [{user: ana, role: view}, {user: ben, role: view}, {user: gil, role: edit}]}
          - {name: team-speech, owner: fay, clusters: [us]}
        """;

    private string Files() => string.Concat(
        new[] { "eu", "us" }.SelectMany(c => Directory.EnumerateFiles(Path.Combine(_here, c)).Order(StringComparer.Ordinal)).Select(File.ReadAllText));
}
