using System.Text.Json.Nodes;
using k8s;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>
/// Keys that other people put into the Secret that we write, in the way of Kubeflow's own instructions: <c>stringData</c>, by server-side
/// apply, for which no manager of the key is noted. Dex does not start without them.
/// </summary>
[Collection(On2603.Name)]
public sealed class SecretKeysTests(Kubeflow2603 kubeflow)
{
    private const string Hash = "$2b$12$abcdefghijklmnopqrstu.012345678901234567890123456789C";

    private Live Live => kubeflow.Live;

    [EndToEndFact]
    public async Task A_server_may_take_keys_without_a_manager_along_with_the_last_of_ours()
    {
        const string path = "/api/v1/namespaces/auth/secrets/lost";
        await ApplyAsync(path, """{"stringData": {"THEIRS": "one"}}""", "kubectl");
        await ApplyAsync(path, """{"data": {"OURS": "dHdv"}}""", "kftenants");
        Assert.Equal(["OURS", "THEIRS"], await KeysAsync(path));
        await ApplyAsync(path, "{}", "kftenants");

        // As recorded of 1.36; an older server may keep them, and then the tests below show nothing.
        Assert.Empty(await KeysAsync(path));
        await kubeflow.Api.DeleteAsync(path);
    }

    [EndToEndFact]
    public async Task The_keys_of_others_stay_when_the_logins_move_elsewhere()
    {
        using var work = await StartAsync("keys-move");

        work.Write(File("keys-move", "config"));
        (await work.ApplyAsync()).Ends(0);

        Assert.Equal(["DEX_USER_PASSWORD"], await KeysAsync(KubeflowInstallation.DexPasswordsPath));
        (await work.PlanAsync()).IsEmpty();
    }

    [EndToEndFact]
    public async Task The_keys_of_others_stay_when_the_last_login_goes()
    {
        using var work = await StartAsync("keys-last");

        work.Write(File("keys-last", "secret") with { Users = ["{name: ana, email: ana@example.com}"] });
        (await work.ApplyAsync()).Ends(0);

        Assert.Equal(["DEX_USER_PASSWORD"], await KeysAsync(KubeflowInstallation.DexPasswordsPath));
        (await work.PlanAsync()).IsEmpty();
    }

    private static TenantsFile File(string set, string logins) => new(set, new Team(set, "ana@example.com"))
    {
        Platform = $"  dex: {{logins: {logins}}}",
        Users = [$"{{name: ana, email: ana@example.com, login: {{passwordHash: {Hash}}}}}"],
    };

    // Dex as the instructions install it, and a login of ours in its Secret.
    private async Task<Workspace> StartAsync(string set)
    {
        await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release);
        await kubeflow.Api.DeleteAsync(KubeflowInstallation.DexPasswordsPath);
        await ApplyAsync(KubeflowInstallation.DexPasswordsPath, $$$"""{"stringData": {"DEX_USER_PASSWORD": "{{{KubeflowRelease.DemoHash}}}"}}""", "kubectl");
        var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), File(set, "secret"));
        (await work.ApplyAsync()).Ends(0);
        Assert.Equal(2, (await KeysAsync(KubeflowInstallation.DexPasswordsPath)).Length);
        return work;
    }

    private async Task ApplyAsync(string path, string content, string manager)
    {
        var body = JsonNode.Parse(content)!.AsObject();
        body["apiVersion"] = "v1";
        body["kind"] = "Secret";
        body["metadata"] = new JsonObject { ["name"] = path[(path.LastIndexOf('/') + 1)..] };
        await kubeflow.Api.ApplyAsync(path, body, manager);
    }

    private async Task<string[]> KeysAsync(string path) =>
        [.. ((await Live.GetAsync(path))["data"] as JsonObject ?? []).Select(k => k.Key).Order(StringComparer.Ordinal)];
}
