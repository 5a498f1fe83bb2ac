using System.Text;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>
/// The most talkative runs: every request on standard error, in every store of logins, in success and in failure. Each run's output,
/// files and command line are searched for every secret by <see cref="Workspace"/>; here is only what gives it something to find.
/// </summary>
[Collection(On191.Name)]
public sealed class CanaryTests(Kubeflow191 kubeflow)
{
    private const string Hash = "$2b$12$abcdefghijklmnopqrstu.012345678901234567890123456789C";
    private const string Password = "canary-correct-horse-battery-staple";

    [EndToEndFact]
    public async Task Nothing_secret_is_said_at_any_verbosity()
    {
        await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release);
        string[] allowed = [];
        foreach (var store in (string[])["config", "secret", "passwords", "config"])
        {
            using var work = Work(ToolRoles.Platform, store);
            (await work.RunAsync("validate", "-v")).Ends(0);
            (await work.RunAsync(["plan", "-v", "--server-dry-run", "--out", "plan.json", "-o", "json=view.json", .. allowed])).Ends(0);
            (await work.RunAsync("show", "plan.json", "-v")).Ends(0);
            var applied = (await work.RunAsync(["apply", "plan.json", "-v", "-o", "json=report.json", .. allowed])).Ends(0);
            Assert.Contains("PATCH", applied.Error, StringComparison.Ordinal);
            (await work.RunAsync("history", "-v", "-o", "json")).Ends(0);
            Assert.Contains((await work.RunAsync("doctor", "-v", "-o", "json")).Code, (int[])[0, 4]);
            (await work.RunAsync("plan", "-v")).Ends(0);
            allowed = ["--allow", "platform"];
        }
    }

    [EndToEndFact]
    public async Task Nothing_secret_is_said_by_a_run_that_fails()
    {
        using var stranger = Work(ToolRoles.Stranger, "config");
        (await stranger.RunAsync("apply", "--auto-approve", "-v")).Ends(1);

        // Dex does not start with it, and the way back is told.
        await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release);
        using var work = Work(ToolRoles.Platform, "config");
        kubeflow.Dex.Failure = DexFailure.CrashLoop;
        kubeflow.Dex.IsBad = text => text.Contains("ana@example.com", StringComparison.Ordinal);
        try
        {
            Assert.Contains("previous configuration is running again", (await work.RunAsync("apply", "--auto-approve", "-v")).Ends(1).Out, StringComparison.Ordinal);
        }
        finally
        {
            kubeflow.Dex.IsBad = _ => false;
        }
    }

    private Workspace Work(string user, string store)
    {
        var work = new Workspace(kubeflow.Kubeconfig(user), new TenantsFile("canary", new Team("canary", "ana@example.com") { Contributors = [("ben@example.com", "view")] })
        {
            Platform = $"  dex: {{logins: {store}}}",
            Users =
            [
                "{name: ana, email: ana@example.com, login: {passwordFrom: {env: KFT_ANA_PASSWORD}}}",
                $"{{name: ben, email: ben@example.com, login: {{passwordHash: {Hash}}}}}",
            ],
        });
        work.SetSecret("KFT_ANA_PASSWORD", Password);
        work.Hide(Hash);
        work.Hide(Convert.ToBase64String(Encoding.UTF8.GetBytes(Hash)));
        return work;
    }
}
