using KfTenants.Kubernetes.Client;
using KfTenants.Kubernetes.Reading;
using KfTenants.Logins;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Runs;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Kubernetes.Applying.Dex;

/// <summary>Plans and runs of sets that have nothing but logins.</summary>
internal static class DexRun
{
    public const string Hash = "$2b$12$abcdefghijklmnopqrstu.012345678901234567890123456789C";
    public const string OtherHash = "$2b$12$abcdefghijklmnopqrstue012345678901234567890123456789G";

    public const string Text = """
        # whoever edits this: call us first
        issuer: http://dex.auth.svc.cluster.local:5556/dex   # in-cluster
        enablePasswordDB: true
        staticPasswords:
        - email: user@example.com
          hashFromEnv: DEX_USER_PASSWORD
          username: user
          userID: "15841185641784"
        staticClients: []

        """;

    public static TenantSet SetOf(LoginStore store, params (string Email, string Hash)[] people)
    {
        var set = Some.Set();
        return set with
        {
            Platform = set.Platform with { Dex = set.Platform.Dex with { Logins = store } },
            Users = [.. people.OrderBy(p => p.Email, StringComparer.Ordinal).Select(p => Some.User(p.Email, new Login.PasswordHash(p.Hash, Some.Place)))],
        };
    }

    public static async Task<Plan> PlanAsync(TenantSet set, IClusterReader cluster)
    {
        var live = await LiveStateReader.ReadAsync(cluster, ReadScope.For(set, PlanOptions.Default), CancellationToken.None);
        var logins = LoginResolver.Resolve(set, live, PlanOptions.Default, _ => "", () => new byte[16]);
        return Planner.Plan(DesiredState.For(set, IstioIdentity.Default), logins, live, PlanOptions.Default);
    }

    public static async Task<List<RunEvent.Finished>> ApplyAsync(TenantSet set, ICluster cluster) => await RunAsync(await PlanAsync(set, cluster), cluster);

    public static async Task<List<RunEvent.Finished>> RunAsync(Plan plan, ICluster cluster)
    {
        var finished = new List<RunEvent.Finished>();
        await foreach (var happened in new PlanExecutor(cluster, new SkippingTime()).RunAsync(plan, CancellationToken.None))
        {
            if (happened is RunEvent.Finished one)
            {
                finished.Add(one);
            }
        }

        return finished;
    }

    /// <summary>Applies, and asserts that all of it was done and nothing is left.</summary>
    public static async Task ConvergeAsync(TenantSet set, DexCluster cluster)
    {
        Assert.All(await ApplyAsync(set, cluster), f => Assert.True(f.Outcome is Outcome.Done or Outcome.AlreadyDone, $"{f.Change.Id}: {f.Outcome}"));
        Assert.Empty((await PlanAsync(set, cluster)).Pending.Select(c => $"{c.Id} {c.Reason} {string.Join(", ", c.Fields)}"));
        var configMap = await cluster.ConfigMapAsync();
        Assert.Null(configMap.At("binaryData"));
    }

    /// <summary>Applies, with the program killed when so many writes have landed; false when it came to its end before.</summary>
    public static async Task<bool> IsKilledAsync(TenantSet set, DexCluster cluster, int writes)
    {
        cluster.WritesLeft = writes;
        try
        {
            await ApplyAsync(set, cluster);
            return false;
        }
        catch (KilledException)
        {
            return true;
        }
        finally
        {
            cluster.WritesLeft = null;
        }
    }
}
