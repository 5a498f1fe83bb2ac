using KfTenants.Testing;
using NJsonSchema;

namespace KfTenants.Cli.Tests.Commands;

public sealed class SnapshotCommandTests
{
    private const string Password = "canary horse battery staple";

    [Theory]
    [InlineData("config")]
    [InlineData("secret")]
    [InlineData("passwords")]
    public async Task A_login_that_is_the_same_is_the_same_on_a_snapshot_and_another_one_is_not(string store)
    {
        using var run = new CaseRun();
        await WithLoginsAsync(run, store);
        await run.StepAsync("quietly snapshot --out snap");
        CheckFiles(run, "snap");

        Assert.Equal(0, await run.RunAsync("plan --cluster-dir snap"));
        Assert.Contains("No changes.", run.Out, StringComparison.Ordinal);
        Assert.Contains("whether the password of gil@example.com changed cannot be told from a snapshot", run.Out, StringComparison.Ordinal);

        // Another hash is another one, in its place and no other.
        await run.StepAsync("edit tenants.yaml | passwordHash: $2b$12$hF/KU7 | passwordHash: $2b$12$hF/KU8");
        await run.RunAsync("plan");
        var here = Changes(run.Out);
        await run.RunAsync("plan --cluster-dir snap");
        Assert.Equal(here, Changes(run.Out));
        Assert.Contains("fay", here, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_it_says_of_itself_conforms_to_the_published_schema()
    {
        using var run = new CaseRun();
        await run.StepAsync("quietly snapshot --out snap");
        Assert.Equal(0, await run.RunAsync("schema snapshot"));
        var schema = await JsonSchema.FromJsonAsync(run.Out);
        Assert.Empty(schema.Validate(await File.ReadAllTextAsync(Path.Combine(run.Here, "snap", "kftenants-snapshot.json"))));
        Assert.NotEmpty(schema.Validate("""{"apiVersion": "kftenants.io/snapshot/v1", "files": {"a.yaml": null}, "unfinished": true}"""));

        var plan = await JsonSchema.FromFileAsync(Path.Combine(TestPaths.Repository(typeof(SnapshotCommandTests)), "schemas", "plan.schema.json"));
        Assert.Equal(0, await run.RunAsync("plan --cluster-dir snap -o json"));
        Assert.Empty(plan.Validate(run.Out));
        Assert.Contains("\"applyable\":false", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"apiVersion": "kftenants.io/snapshot/v1", "files": {"cluster.yaml": null}, "unfinished": true}""", "the snapshot is not whole")]
    [InlineData("""{"apiVersion": "kftenants.io/snapshot/v2"}""", "is of another version")]
    [InlineData("""{"apiVersion": "kftenants.io/snapshot/v1", "checksum": "x", "cluster": {}, "takenAt": "2026-01-01T00:00:00Z", "files": {"a.yaml": 1}}""", "of another type")]
    [InlineData("{", "it is not JSON")]
    public async Task A_snapshot_that_is_not_whole_is_none(string mark, string why)
    {
        using var run = new CaseRun();
        await run.StepAsync("quietly snapshot --out snap");
        await File.WriteAllTextAsync(Path.Combine(run.Here, "snap", "kftenants-snapshot.json"), mark);
        Assert.Equal(1, await run.RunAsync("plan --cluster-dir snap"));
        Assert.StartsWith("error: snap/kftenants-snapshot.json: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_order_of_the_clusters_files_never_matters()
    {
        using var run = new CaseRun();
        await run.StepAsync("quietly snapshot --out snap");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(run.Here, "cluster")).ToArray())
        {
            var documents = (await File.ReadAllTextAsync(file)).Split("\n---\n");
            await File.WriteAllTextAsync(file, string.Join("\n---\n", documents.Reverse()));
        }

        await run.StepAsync("quietly snapshot --out turned");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(run.Here, "snap"), "*", SearchOption.AllDirectories))
        {
            Assert.Equal(await File.ReadAllTextAsync(file), await File.ReadAllTextAsync(file.Replace($"{Path.DirectorySeparatorChar}snap{Path.DirectorySeparatorChar}",
                $"{Path.DirectorySeparatorChar}turned{Path.DirectorySeparatorChar}", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task No_login_is_in_what_render_writes()
    {
        using var run = new CaseRun();
        await WithLoginsAsync(run, "config");
        Assert.Equal(0, await run.RunAsync("render --out manifests"));
        CheckFiles(run, "manifests");
        Assert.Contains("hashFromEnv: ", await File.ReadAllTextAsync(Path.Combine(run.Here, "manifests", "logins.yaml")), StringComparison.Ordinal);
    }

    private static async Task WithLoginsAsync(CaseRun run, string store)
    {
        await run.StepAsync("edit tenants.yaml | - {name: gil, email: gil@example.com} | - {name: gil, email: gil@example.com, login: {passwordFrom: {env: KFT_GIL_PASSWORD}}}");
        await run.StepAsync($"edit tenants.yaml | users:\\n | platform: {{dex: {{logins: {store}}}}}\\n\\nusers:\\n");
        await run.StepAsync($"env KFT_GIL_PASSWORD={Password}");
        await run.StepAsync("quietly apply --auto-approve");
    }

    private static void CheckFiles(CaseRun run, string folder)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(run.Here, folder), "*", SearchOption.AllDirectories))
        {
            Canaries.Check(file, File.ReadAllText(file), Password);
        }
    }

    // Between the header and the sums, without notices: the objects, people, drift and grants of others.
    private static string Changes(string text) => string.Join("\n\n",
        text[text.IndexOf("\nDestroys", StringComparison.Ordinal)..text.IndexOf("\nchecksum", StringComparison.Ordinal)].Trim().Split("\n\n")
            .Where(p => !p.StartsWith("Notices", StringComparison.Ordinal)));
}
