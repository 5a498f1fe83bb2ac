using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Kubernetes.Applying;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Runs;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Kubernetes;

/// <summary>What a server does beyond what it is asked is undone, and told.</summary>
public sealed class CheckedClusterTests
{
    private static readonly ObjectKey Profile = ProfileObject.Key("team-a");

    [Fact]
    public async Task A_field_that_vanishes_with_a_write_is_put_back_and_the_change_fails()
    {
        using var directory = await TenantAsync();
        var server = new DroppingCluster(directory.Cluster, Profile, "/metadata/annotations/site.example~1contact");
        var outcome = await RunAsync(Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "2")) }, server);

        Assert.Equal(
            "Profile/team-a: metadata.annotations.site.example/contact vanished with a write that did not name it; put back as before. Look for an admission " +
            "webhook or a server that changes more than it is asked to, then run the same command again",
            Assert.IsType<Outcome.Failed>(outcome).Message);
        var now = await directory.Get(ObjectKind.Profile, null, "team-a");
        Assert.Equal("north", now.Annotation("site.example/contact"));
        Assert.Equal("2", now.Text("spec", "resourceQuotaSpec", "hard", "cpu"));
    }

    [Fact]
    public async Task A_field_that_changes_with_a_write_is_put_back_and_the_change_fails()
    {
        using var directory = await TenantAsync();
        var server = new DroppingCluster(directory.Cluster, Profile, "/metadata/annotations/site.example~1contact", "south");
        var outcome = await RunAsync(Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "2")) }, server);

        Assert.Contains("changed with a write that did not name it", Assert.IsType<Outcome.Failed>(outcome).Message, StringComparison.Ordinal);
        Assert.Equal("north", (await directory.Get(ObjectKind.Profile, null, "team-a")).Annotation("site.example/contact"));
    }

    [Fact]
    public async Task A_server_that_drops_it_again_is_told_of_as_it_is()
    {
        using var directory = await TenantAsync();
        var server = new DroppingCluster(directory.Cluster, Profile, "/metadata/annotations/site.example~1contact") { DropsAlways = true };
        var outcome = await RunAsync(Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "2")) }, server);

        Assert.Contains("could not be put back, so restore it by hand", Assert.IsType<Outcome.Failed>(outcome).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_write_names_may_change_and_what_it_gives_up_may_go()
    {
        using var directory = await TenantAsync(Some.Tenant("team-a") with { Quota = Some.Quantities(("cpu", "2")) });

        Assert.IsType<Outcome.Done>(await RunAsync(Some.Tenant("team-a"), directory.Cluster));
        Assert.Equal("north", (await directory.Get(ObjectKind.Profile, null, "team-a")).Annotation("site.example/contact"));
    }

    private static async Task<TemporaryCluster> TenantAsync(Tenant? tenant = null)
    {
        var directory = await TemporaryCluster.With(("namespaces.yaml", TemporaryCluster.Namespaces.Split("---")[0]));
        await RunAsync(tenant ?? Some.Tenant("team-a"), directory.Cluster);
        var profile = await directory.Get(ObjectKind.Profile, null, "team-a");
        await directory.Cluster.MergePatchAsync(
            Profile, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["site.example/contact"] = "north" } } },
            Precondition.Of(profile), CancellationToken.None);
        return directory;
    }

    private static async Task<Outcome> RunAsync(Tenant tenant, ICluster cluster)
    {
        var set = Some.Set(tenant);
        var live = new List<KubeObject>();
        foreach (var kind in TenantResources.Of(Flavor.Kubeflow).Select(r => r.Kind).Distinct())
        {
            live.AddRange(await cluster.ListAsync(kind, null, CancellationToken.None));
        }

        var plan = Planner.Plan(
            DesiredState.For(set, IstioIdentity.Default), logins: null, new LiveState(Some.Cluster, live), PlanOptions.Default);
        var outcomes = new List<Outcome>();
        await foreach (var happened in new PlanExecutor(cluster, TimeProvider.System).RunAsync(plan, CancellationToken.None))
        {
            if (happened is RunEvent.Finished finished && finished.Change.Key == Profile)
            {
                outcomes.Add(finished.Outcome);
            }
        }

        return Assert.Single(outcomes);
    }

    /// <summary>Stores what it is asked to, and with every apply to one object removes or rewrites a field of others.</summary>
    private sealed class DroppingCluster(ICluster inner, ObjectKey victim, string pointer, string? instead = null) : ICluster
    {
        public bool DropsAlways { get; init; }

        public string Address => inner.Address;

        public bool IsDirectory => inner.IsDirectory;

        public Task<ImmutableArray<KubeObject>> ListAsync(ObjectKind kind, string? inNamespace, CancellationToken cancellationToken) =>
            inner.ListAsync(kind, inNamespace, cancellationToken);

        public Task<KubeObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

        public Task<string?> ReadLogAsync(ObjectKey pod, string container, bool previous, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

        public async Task<WriteAnswer> ApplyAsync(KubeObject intent, Precondition? live, bool force, CancellationToken cancellationToken) =>
            await DropAsync(await inner.ApplyAsync(intent, live, force, cancellationToken));

        public async Task<WriteAnswer> MergePatchAsync(ObjectKey key, JsonObject patch, Precondition live, CancellationToken cancellationToken)
        {
            var answer = await inner.MergePatchAsync(key, patch, live, cancellationToken);
            return DropsAlways ? await DropAsync(answer) : answer;
        }

        public Task<WriteAnswer> DeleteAsync(ObjectKey key, Precondition live, CancellationToken cancellationToken) => inner.DeleteAsync(key, live, cancellationToken);

        private async Task<WriteAnswer> DropAsync(WriteAnswer answer)
        {
            if (answer is not WriteAnswer.Written { Object: { } written } || written.Key != victim)
            {
                return answer;
            }

            var patch = new JsonObject();
            JsonPointer.Set(patch, pointer, instead);
            return await inner.MergePatchAsync(victim, patch, Precondition.Of(written), CancellationToken.None);
        }
    }
}
