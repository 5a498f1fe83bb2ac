using System.Diagnostics;
using System.Net;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.Testing;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>
/// Tokens and kubeconfigs on a real API server, by a user who has exactly what <c>bootstrap --credentials</c> prints for the file: what they open, what they do not, when they
/// end, and that nothing of them is ever said.
/// </summary>
[SupportedOSPlatform("linux")]
[Collection(On2603.Name)]
public sealed class CredentialTests(Kubeflow2603 kubeflow) : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // Where tokens are written: what a run says, and saves elsewhere, is searched for them.
    private readonly string _safe = Directory.CreateTempSubdirectory("kftenants-safe-").FullName;

    public void Dispose() => Directory.Delete(_safe, recursive: true);

    [EndToEndFact]
    public async Task A_kubeconfig_opens_the_calls_of_the_sdk_and_nothing_else_and_ends_with_its_anchor()
    {
        await SdkCalls.InstallTrainerAsync(kubeflow.Api);
        using var work = await WorkAsync("cred-sdk", "[{name: laptop, serviceAccount: sdk-user}]");
        var path = Path.Combine(_safe, "new", "sdk.kubeconfig");
        var run = (await work.RunAsync("kubeconfig", "cred-sdk", "--service-account", "sdk-user", "--name", "laptop", "--ttl", "1h", "-o", path)).Ends(0);
        Assert.Contains("ClusterRole kftenants-preset-sdk-trainer; asked for 60 min, granted until ", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
        var token = TokenOf(path);
        Hide(work, run, token);
        Assert.Equal(Private, File.GetUnixFileMode(path));
        Assert.Equal(Private | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(path)!));

        await SdkCalls.AssertTrainsAsync(kubeflow, token, "cred-sdk");
        if (EndToEndRun.Kubectl is not null)
        {
            Assert.Equal("cred-sdk", await KubectlAsync(path, "config", "view", "--minify", "-o", "jsonpath={.contexts[0].context.namespace}"));
            Assert.Contains("No resources found in cred-sdk namespace.", await KubectlAsync(path, "get", "pods"), StringComparison.Ordinal);
            Assert.Contains("forbidden", await KubectlAsync(path, "get", "secrets"), StringComparison.OrdinalIgnoreCase);
        }

        // Merged into another's kubeconfig, all that was there is as it was, and both contexts work.
        var own = Path.Combine(_safe, "own.kubeconfig");
        await File.WriteAllTextAsync(own, "# mine\n" + (await File.ReadAllTextAsync(path)).Replace("e2e", "other", StringComparison.Ordinal));
        File.SetUnixFileMode(own, Private);
        (await work.RunAsync("kubeconfig", "cred-sdk", "--service-account", "sdk-user", "--exec", "-o", own, "--merge")).Ends(0);
        Assert.StartsWith("# mine\n", await File.ReadAllTextAsync(own), StringComparison.Ordinal);
        Assert.Equal(token, TokenOf(own));
        Assert.False(File.Exists(own + ".lock"));

        // Who revokes it has nothing but the token; the server's memory is about ten seconds.
        var tokenFile = Path.Combine(_safe, "token");
        await File.WriteAllTextAsync(tokenFile, token);
        var watch = Stopwatch.StartNew();
        var revoked = (await work.RunAsync("token", "revoke", "cred-sdk", "--token-file", tokenFile)).Ends(0);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 15);
        Assert.Contains("takes its token no more", revoked.Out, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(token, "cred-sdk"));
        (await work.RunAsync("token", "revoke", "cred-sdk", "--token-file", tokenFile)).Fails(4, "--token-file", "is gone");
    }

    [EndToEndFact]
    public async Task A_kubeconfig_without_a_token_asks_for_one_at_each_use()
    {
        await SdkCalls.InstallTrainerAsync(kubeflow.Api);
        using var work = await WorkAsync("cred-exec", "[{name: any, serviceAccount: sdk-user}]");
        var path = Path.Combine(_safe, "exec.kubeconfig");
        (await work.RunAsync("kubeconfig", "cred-exec", "--service-account", "sdk-user", "--exec", "-o", path)).Ends(0);
        Assert.DoesNotContain("token:", await File.ReadAllTextAsync(path), StringComparison.Ordinal);

        var answer = JsonNode.Parse((await work.RunAsync("exec-credential", "cred-exec", "--service-account", "sdk-user", "--ttl", "10m")).Ends(0).Out)!;
        Assert.Equal(("client.authentication.k8s.io/v1", "ExecCredential"), ((string?)answer["apiVersion"], (string?)answer["kind"]));
        Assert.InRange((DateTimeOffset.Parse((string)answer["status"]!["expirationTimestamp"]!) - DateTimeOffset.UtcNow).TotalMinutes, 8, 11);
        await SdkCalls.AssertTrainsAsync(kubeflow, (string)answer["status"]!["token"]!, "cred-exec");
        if (EndToEndRun.Kubectl is not null)
        {
            // kubectl finds kftenants in PATH.
            var (program, before) = ProgramFile.Command;
            var tool = Path.Combine(_safe, "bin", "kftenants");
            Directory.CreateDirectory(Path.GetDirectoryName(tool)!);
            await File.WriteAllTextAsync(tool, $"#!/bin/sh\nexec {string.Join(' ', [program, .. before])} \"$@\"\n");
            File.SetUnixFileMode(tool, Private | UnixFileMode.UserExecute);
            Assert.Contains("No resources found in cred-exec namespace.", await KubectlAsync(path, "get", "pods"), StringComparison.Ordinal);
        }

        (await work.RunAsync("exec-credential", "cred-exec", "--service-account", "default-editor")).Fails(1, "ServiceAccount/cred-exec/default-editor", "forbidden");
        (await work.RunAsync("exec-credential", "kube-system", "--service-account", "default")).Ends(4);
    }

    [EndToEndFact]
    public async Task A_rotation_is_seen_by_no_client_and_ends_the_old_token()
    {
        await SdkCalls.InstallTrainerAsync(kubeflow.Api);
        using var work = await WorkAsync("cred-rotate", "[{name: loop, serviceAccount: sdk-user, ttl: 10m, sink: {file: tokens/loop}}]");
        using var reviewer = new Workspace(kubeflow.Kubeconfig(ToolRoles.NamespaceAccess));
        reviewer.Write("tenants.yaml", await File.ReadAllTextAsync(work.PathOf("tenants.yaml")));
        Assert.Contains("credential loop (service account sdk-user) is not issued yet", (await reviewer.RunAsync("plan")).Ends(0).Out, StringComparison.Ordinal);
        var path = Path.Combine(_safe, "tokens", "loop");
        string[] rotate = ["token", "rotate", "--all", "--sink-dir", _safe, "--grace", "2s"];
        var first = (await work.RunAsync(rotate)).Ends(0);
        var token = await File.ReadAllTextAsync(path);
        Hide(work, first, token);
        reviewer.Hide(token);
        Assert.DoesNotContain("loop", (await reviewer.RunAsync("plan")).Ends(0).Out, StringComparison.Ordinal);
        Assert.Contains("nothing to do", (await work.RunAsync(rotate)).Ends(0).Out, StringComparison.Ordinal);
        Assert.Equal(token, await File.ReadAllTextAsync(path));
        await Eventually.TrueAsync("the token works", async () => await StatusAsync(token, "cred-rotate") == HttpStatusCode.OK, seconds: 5);

        // A client that reads the file for each call, as SDKs do with a token file.
        using var end = new CancellationTokenSource();
        var calls = 0;
        var client = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                Assert.Equal(HttpStatusCode.OK, await StatusAsync(await File.ReadAllTextAsync(path), "cred-rotate"));
                calls++;
            }
        });
        for (var i = 0; i < 2; i++)
        {
            var run = (await work.RunAsync("token", "rotate", "cred-rotate", "--name", "loop", "--now", "--sink-dir", _safe, "--grace", "3s")).Ends(0);
            Assert.NotEqual(token, await File.ReadAllTextAsync(path));
            Hide(work, run, await File.ReadAllTextAsync(path));
        }

        await Task.Delay(TimeSpan.FromSeconds(11));
        await end.CancelAsync();
        await client;
        Assert.InRange(calls, 20, int.MaxValue);
        await Eventually.TrueAsync("the old token ends", async () => await StatusAsync(token, "cred-rotate") == HttpStatusCode.Unauthorized, seconds: 15);

        // One anchor is left; it holds nothing.
        var listed = JsonNode.Parse((await work.RunAsync("token", "list", "cred-rotate", "-o", "json")).Ends(0).Out)!;
        Assert.Equal("valid", (string?)Assert.Single(listed["tokens"]!.AsArray())!["state"]);
        Assert.Equal(["cred-rotate"], listed["unseen"]!.AsArray().Select(n => (string?)n));
        var anchor = await kubeflow.Live.GetAsync($"/api/v1/namespaces/cred-rotate/secrets/{(string?)listed["tokens"]![0]!["anchor"]}");
        Assert.Null(anchor["data"]);

        // Nothing of it is in what the set plans or keeps, and an apply leaves it alone.
        (await reviewer.ApplyAsync()).Ends(0);
        (await reviewer.PlanAsync()).IsEmpty();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(await File.ReadAllTextAsync(path), "cred-rotate"));
        (await work.RunAsync("token", "revoke", "cred-rotate", "--name", "loop", "--sink-dir", _safe)).Ends(0);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(await File.ReadAllTextAsync(path), "cred-rotate"));
    }

    [EndToEndFact]
    public async Task A_token_can_be_kept_in_a_secret_and_what_others_keep_is_left_alone()
    {
        using var work = await WorkAsync(
            "cred-secret",
            "[{name: ci, serviceAccount: sdk-user, sink: {secret: {name: ci-token}}}, {name: other, serviceAccount: sdk-user, sink: {secret: {name: foreign}}}, " +
            "{name: kfp, serviceAccount: sdk-user, audiences: [pipelines.kubeflow.org]}]");
        await kubeflow.Live.CreateAsync("/api/v1/namespaces/cred-secret/secrets/foreign", """
            {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "foreign"}, "stringData": {"token": "a password of others"}}
            """);
        var run = (await work.RunAsync("token", "rotate", "--all", "-v")).Ends(1);
        Assert.Contains("is there already and is not kftenants' own", run.Error, StringComparison.Ordinal);
        var secret = await kubeflow.Live.GetAsync("/api/v1/namespaces/cred-secret/secrets/ci-token");
        var token = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String((string)secret["data"]!["token"]!));
        Hide(work, run, token);
        Assert.Equal("a password of others", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(
            (string)(await kubeflow.Live.GetAsync("/api/v1/namespaces/cred-secret/secrets/foreign"))["data"]!["token"]!)));

        // The token that had no place is not left behind.
        var names = await kubeflow.Live.NamesAsync("/api/v1/namespaces/cred-secret/secrets/x");
        Assert.DoesNotContain(names, n => n.StartsWith("kftenants-cred-other-", StringComparison.Ordinal));
        Assert.Single(names, n => n.StartsWith("kftenants-cred-ci-", StringComparison.Ordinal));

        // Where nothing says where it goes, it goes to standard output and nowhere else.
        work.Write("tenants.yaml", (await File.ReadAllTextAsync(work.PathOf("tenants.yaml"))).Replace(", sink: {secret: {name: foreign}}", "", StringComparison.Ordinal));
        var issued = (await work.RunAsync("token", "issue", "cred-secret", "--name", "other")).Ends(0);
        Assert.Equal(3, issued.Out.Split('.').Length);
        Canaries.Check("standard error", issued.Error, [issued.Out]);
        (await work.RunAsync("token", "issue", "cred-secret", "--name", "other")).Fails(4, "credential other of cred-secret", "is issued already");

        // A program gets it by its standard input: Workspace looks at the arguments of all that runs.
        (await work.RunAsync("token", "revoke", "cred-secret", "--name", "other")).Ends(0);
        var piped = Path.Combine(_safe, "piped");
        var told = (await work.RunAsync("token", "issue", "cred-secret", "--name", "other", "--to", $"command:tee {piped}")).Ends(0);
        Hide(work, told, await File.ReadAllTextAsync(piped));
        Assert.Contains("tee: ***", told.Error, StringComparison.Ordinal);

        // One for others than the API server is reviewed, because it cannot be tried.
        var foreign = Path.Combine(_safe, "kfp");
        var reviewed = (await work.RunAsync("token", "issue", "cred-secret", "--name", "kfp", "--to", $"file:{foreign}")).Ends(0);
        Assert.DoesNotContain("could not be tried", reviewed.Error, StringComparison.Ordinal);
        Hide(work, reviewed, await File.ReadAllTextAsync(foreign));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(await File.ReadAllTextAsync(foreign), "cred-secret"));
    }

    [EndToEndFact]
    public async Task A_token_that_never_ends_needs_consent_and_is_found_by_audit()
    {
        using var work = await WorkAsync("cred-legacy", "[{name: old, serviceAccount: sdk-user}]");
        var path = Path.Combine(_safe, "old");
        var run = (await work.RunAsync("token", "issue", "cred-legacy", "--name", "old", "--accept-non-expiring", "--to", $"file:{path}")).Ends(0);
        Assert.Contains("never ends by itself", run.Error, StringComparison.Ordinal);
        var token = await File.ReadAllTextAsync(path);
        Hide(work, run, token);
        await Eventually.TrueAsync("the token works", async () => await StatusAsync(token, "cred-legacy", "/api/v1/namespaces/cred-legacy/pods") == HttpStatusCode.OK, seconds: 5);
        Assert.Contains("expires   never", (await work.RunAsync("token", "inspect", "--token-file", path)).Ends(0).Out, StringComparison.Ordinal);

        using var auditor = new Workspace(kubeflow.Cluster.Kubeconfig("auditor", "system:masters"));
        auditor.Hide(token);
        var audit = (await auditor.RunAsync("audit", "--tenant", "cred-legacy")).Ends(0);
        Assert.Contains("AUD0118 Secret/cred-legacy/kftenants-cred-old-1", audit.Out, StringComparison.Ordinal);

        (await work.RunAsync("token", "revoke", "cred-legacy", "--token-file", path)).Ends(0);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(token, "cred-legacy", "/api/v1/namespaces/cred-legacy/pods"));
    }

    private async Task<Workspace> WorkAsync(string tenant, string credentials)
    {
        var file = new TenantsFile(tenant, new Team(tenant, "ana@example.com")
        {
            ServiceAccounts = "[{name: sdk-user, preset: sdk-trainer}]",
            Contents = $"    credentials: {credentials}\n",
        });
        using var platform = new Workspace(kubeflow.Kubeconfig(ToolRoles.NamespaceAccess), file);
        await ToolRoles.CreateAsync(kubeflow.Api, (await platform.RunAsync("bootstrap")).Ends(0).Out, ToolRoles.NamespaceAccess);
        (await platform.ApplyAsync()).Ends(0);
        await kubeflow.Controller.SettleAsync();
        var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Rotation), file);
        await ToolRoles.CreateAsync(kubeflow.Api, (await work.RunAsync("bootstrap", "--credentials")).Ends(0).Out, ToolRoles.Rotation);
        return work;
    }

    private static void Hide(Workspace work, Run run, string token)
    {
        Canaries.Check("standard output", run.Out, [token, token.Split('.')[2]]);
        Canaries.Check("standard error", run.Error, [token, token.Split('.')[2]]);
        work.Hide(token);
    }

    private static string TokenOf(string kubeconfig) =>
        File.ReadAllLines(kubeconfig).Select(l => l.Trim()).First(l => l.StartsWith("token: ", StringComparison.Ordinal))["token: ".Length..].Trim('"');

    private Task<HttpStatusCode> StatusAsync(string token, string space, string? path = null) =>
        SdkCalls.StatusAsync(kubeflow, token, "GET", path ?? $"{SdkCalls.Trainer}/namespaces/{space}/trainjobs");

    private async Task<string> KubectlAsync(string kubeconfig, params string[] words)
    {
        var start = new ProcessStartInfo(EndToEndRun.Kubectl!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])[.. words, "--kubeconfig", kubeconfig])
        {
            start.ArgumentList.Add(word);
        }

        start.Environment["HOME"] = _safe;
        start.Environment["PATH"] = $"{Path.Combine(_safe, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (await output + await error).Trim();
    }
}
