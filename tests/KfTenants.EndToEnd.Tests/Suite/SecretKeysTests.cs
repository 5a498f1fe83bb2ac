using System.Text;
using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Faults;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>
/// Keys that other people put into the Secret that we write, in the way of Kubeflow's own instructions: <c>stringData</c>, by server-side
/// apply, for which no manager of the key is noted. Dex does not start without them. An API server of today (recorded of 1.36) takes them
/// away with the last key that is ours; the one of this suite does not, so that a proxy before it does.
/// </summary>
[Collection(On2603.Name)]
public sealed class SecretKeysTests(Kubeflow2603 kubeflow)
{
    private const string Hash = "$2b$12$abcdefghijklmnopqrstu.012345678901234567890123456789C";

    private Live Live => kubeflow.Live;

    [EndToEndFact]
    public async Task The_keys_of_others_stay_when_the_logins_move_elsewhere()
    {
        await using var proxy = await ProxyAsync("keys-move");
        using var work = await StartAsync("keys-move", proxy);

        work.Write(File("keys-move", "config"));
        (await work.ApplyAsync("--allow", "platform")).Ends(0);

        Assert.Equal(["DEX_USER_PASSWORD"], await KeysAsync(KubeflowInstallation.DexPasswordsPath));
        (await work.PlanAsync()).IsEmpty();
    }

    [EndToEndFact]
    public async Task The_keys_of_others_stay_when_the_last_login_goes()
    {
        await using var proxy = await ProxyAsync("keys-last");
        using var work = await StartAsync("keys-last", proxy);

        work.Write(File("keys-last", "secret") with { Users = ["{name: ana, email: ana@example.com}"] });
        (await work.ApplyAsync()).Ends(0);

        Assert.Equal(["DEX_USER_PASSWORD"], await KeysAsync(KubeflowInstallation.DexPasswordsPath));
        (await work.PlanAsync()).IsEmpty();
    }

    // What 1.36 does: an apply without any key takes the whole map, with what no manager is noted for.
    private async Task<FaultProxy> ProxyAsync(string name)
    {
        var proxy = await FaultProxy.StartAsync(kubeflow.Cluster, name);
        proxy.Afterwards = async request =>
        {
            if (request.HasLanded && request.Path == KubeflowInstallation.DexPasswordsPath && request.MediaType == "application/apply-patch+yaml" &&
                JsonNode.Parse(request.Body)!["data"] is null)
            {
                await Live.EditAsync(request.Path, """{"data": null}""");
                return Encoding.UTF8.GetBytes((await Live.GetAsync(request.Path)).ToJsonString());
            }

            return null;
        };
        return proxy;
    }

    private static TenantsFile File(string set, string logins) => new(set, new Team(set, "ana@example.com"))
    {
        Platform = $"  dex: {{logins: {logins}}}",
        Users = [$"{{name: ana, email: ana@example.com, login: {{passwordHash: {Hash}}}}}"],
    };

    // Dex as the instructions install it, and a login of ours in its Secret.
    private async Task<Workspace> StartAsync(string set, FaultProxy proxy)
    {
        await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release);
        await kubeflow.Api.DeleteAsync(KubeflowInstallation.DexPasswordsPath);
        await ApplyAsync(KubeflowInstallation.DexPasswordsPath, $$$"""{"stringData": {"DEX_USER_PASSWORD": "{{{KubeflowRelease.DemoHash}}}"}}""", "kubectl");
        var work = new Workspace(proxy.Kubeconfig, File(set, "secret"));
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
