using System.Text;
using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Faults;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>What stands in a tenant's namespace for its pods, with the rights that bootstrap prints for the names in the file, and no others.</summary>
[Collection(On2603.Name)]
public sealed class ContentsTests(Kubeflow2603 kubeflow)
{
    private const string Space = "contents";
    private const string Owner = "own@example.com";
    private const string Password = "staple battery horse";
    private const string Store = "horse battery staple";

    private const string Contents = FaultDocuments.Contents + "    podSecurity: {enforce: baseline, warn: restricted}\n";

    private const string SecretPath = $"/api/v1/namespaces/{Space}/secrets/registry";
    private const string EditorPath = $"/api/v1/namespaces/{Space}/serviceaccounts/default-editor";
    private const string DefaultPath = $"/api/v1/namespaces/{Space}/serviceaccounts/default";
    private const string TheirsPath = $"/api/v1/namespaces/{Space}/secrets/theirs";

    private Live Live => kubeflow.Live;

    /// <summary>With every name that the rights must have.</summary>
    public static TenantsFile Everything { get; } = new(Space, new Team(Space, Owner) { Contents = Contents });

    [EndToEndFact]
    public async Task Contents_are_made_changed_imported_and_taken_away_and_others_stay()
    {
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), Everything);
        work.SetSecret("KFT_PULL", Password);
        work.SetSecret("KFT_STORE", Store);

        // A new tenant: its service accounts are made while the plan is carried out.
        (await work.ApplyAsync()).Ends(0);
        await kubeflow.Controller.SettleAsync();
        Assert.Equal(["registry"], await EntriesAsync(EditorPath));
        Assert.Equal(["registry"], await EntriesAsync(DefaultPath));
        var secret = await Live.GetAsync(SecretPath);
        Assert.Equal("kubernetes.io/dockerconfigjson", (string?)secret["type"]);
        Assert.Contains(Password, Encoding.UTF8.GetString(Convert.FromBase64String((string)secret["data"]![".dockerconfigjson"]!)), StringComparison.Ordinal);
        Assert.DoesNotContain("last-applied-configuration", secret.ToJsonString(), StringComparison.Ordinal);
        await AssertNothingIsWrittenAsync(work);

        // Another tool puts its own Secret beside ours, and replaces the list, as a server-side apply of it does.
        await Live.CreateAsync(TheirsPath, """{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "theirs"}, "type": "Opaque", "data": {"a": "YQ=="}}""");
        var theirs = (await Live.GetAsync(TheirsPath)).ToJsonString();
        await Live.EditAsync(EditorPath, """{"imagePullSecrets": [{"name": "theirs"}]}""");
        await kubeflow.ConvergeAsync(work);
        Assert.Equal(["theirs", "registry"], await EntriesAsync(EditorPath));

        // Rotation.
        work.SetSecret("KFT_PULL", "another " + Password);
        var plan = await work.PlanAsync();
        Assert.Equal("(hidden)", plan.Of($"secret/{Space}/registry").Field("/data/.dockerconfigjson").New?.Trim('"'));
        await kubeflow.ConvergeAsync(work);
        Assert.NotEqual((string?)secret["data"]![".dockerconfigjson"], (string?)(await Live.GetAsync(SecretPath))["data"]![".dockerconfigjson"]);

        // A snapshot plans the same, and holds no value.
        (await work.RunAsync("snapshot", "--out", "snap")).Ends(0);
        new PlanDocument((await work.RunAsync("plan", "-o", "json", "--cluster-dir", "snap")).Ends(0).Out).IsEmpty();
        Assert.DoesNotContain(
            Convert.ToBase64String(Encoding.UTF8.GetBytes(Store)),
            string.Concat(Directory.EnumerateFiles(work.PathOf("snap"), "*", SearchOption.AllDirectories).Select(System.IO.File.ReadAllText)),
            StringComparison.Ordinal);

        // The way back.
        var imported = (await work.RunAsync("import", "--name", Space, "--tenant", Space)).Ends(0).Out;
        Assert.Contains("dockerConfigFrom: {env: KFT_CONTENTS_REGISTRY}", imported, StringComparison.Ordinal);
        Assert.Contains("KEY: {env: KFT_CONTENTS_STORE_KEY}", imported, StringComparison.Ordinal);
        Assert.Contains("HTTPS_PROXY:", imported, StringComparison.Ordinal);
        Assert.Contains("- name: site", imported, StringComparison.Ordinal);

        // Detached from one, and then all of it taken away; what is another's stays byte for byte.
        work.Write(Everything.With(Space, t => t with { Contents = Contents.Replace("{env: KFT_PULL}", "{env: KFT_PULL}, attachTo: [default-editor]", StringComparison.Ordinal) }));
        await kubeflow.ConvergeAsync(work);
        Assert.Empty(await EntriesAsync(DefaultPath));
        work.Write(Everything.With(Space, t => t with { Contents = "" }));
        await kubeflow.ConvergeAsync(work);
        Assert.Equal(["theirs"], await EntriesAsync(EditorPath));
        Assert.Null(await Live.FindAsync(SecretPath));
        Assert.Equal(theirs, (await Live.GetAsync(TheirsPath)).ToJsonString());
        await AssertNothingIsWrittenAsync(work);
    }

    [EndToEndFact]
    public async Task Who_may_read_no_secret_plans_a_file_without_any()
    {
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Reviewer), new TenantsFile("contents-none", new Team("contents-none", Owner)));
        (await work.PlanAsync()).Of("profile/contents-none");
        work.SetSecret("KFT_PULL", Password);
        work.SetSecret("KFT_STORE", Store);
        work.Write(Everything);
        var refused = (await work.RunAsync("plan")).Ends(1);
        Assert.Contains("registry", refused.Error, StringComparison.Ordinal);
    }

    private async Task AssertNothingIsWrittenAsync(Workspace work)
    {
        var before = await VersionsAsync();
        (await work.ApplyAsync()).Ends(0);
        await kubeflow.Controller.SettleAsync();
        Assert.Equal(before, await VersionsAsync());
    }

    private async Task<string> VersionsAsync()
    {
        string[] paths =
        [
            SecretPath, EditorPath, DefaultPath, $"/api/v1/namespaces/{Space}", $"/api/v1/namespaces/{Space}/configmaps/proxy",
            $"/apis/kubeflow.org/v1alpha1/namespaces/{Space}/poddefaults/site", "/api/v1/namespaces/kftenants-system/configmaps/kftenants-contents.access",
        ];
        var versions = new StringBuilder();
        foreach (var path in paths)
        {
            versions.Append(path).Append(' ').Append((string?)(await Live.FindAsync(path))?["metadata"]!["resourceVersion"]).Append('\n');
        }

        return versions.ToString();
    }

    private async Task<string[]> EntriesAsync(string path) =>
        [.. ((await Live.GetAsync(path))["imagePullSecrets"] as JsonArray ?? []).Select(e => (string)e!["name"]!)];
}
