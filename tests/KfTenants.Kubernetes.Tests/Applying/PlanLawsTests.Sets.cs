using KfTenants.Kube;
using KfTenants.Resources;
using KfTenants.Runs;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Kubernetes.Applying;

/// <summary>Two sets that write into one object by one field manager, each planned before the other wrote.</summary>
public sealed partial class PlanLawsTests
{
    private static readonly ObjectKey Uids = IdentityMaps.KeyIn(Ownership.SystemNamespace, IdentityMaps.Uid);

    [Fact]
    public async Task Sets_that_write_at_once_keep_each_others_identities()
    {
        var cluster = await NewClusterAsync();

        // Neither map is there; then both sets change; then one leaves while the other changes.
        await ApplyBothAsync(OfPods("one", "team-a", 1001), OfPods("two", "team-b", 1002), "1001", "1002");
        await ApplyBothAsync(OfPods("one", "team-a", 2001), OfPods("two", "team-b", 2002), "2001", "2002");
        await ApplyBothAsync(OfPods("one", "team-a", uid: null), OfPods("two", "team-b", 3002), null, "3002");

        async Task ApplyBothAsync(TenantSet one, TenantSet two, string? uidOfOne, string? uidOfTwo)
        {
            var (first, second) = (await PlanAsync(one, cluster), await PlanAsync(two, cluster));
            foreach (var finished in (await RunAsync(first, cluster)).Concat(await RunAsync(second, cluster)))
            {
                Assert.True(finished.Outcome is Outcome.Done or Outcome.AlreadyDone, $"{finished.Change.Key}: {finished.Outcome}");
            }

            var map = await cluster.GetAsync(Uids, CancellationToken.None);
            Assert.Equal((uidOfOne, uidOfTwo), (map?.Text("data", "team-a"), map?.Text("data", "team-b")));
            Assert.Empty((await PlanAsync(one, cluster)).Pending);
            Assert.Empty((await PlanAsync(two, cluster)).Pending);
        }

        static TenantSet OfPods(string name, string tenant, int? uid)
        {
            var posix = uid is { } number ? new PodIdentity(number, 5001, [], [], null, [], Some.Place) : null;
            return Some.Set(Some.Tenant(tenant, "ana@example.com") with { Posix = posix }) with { Name = name };
        }
    }
}
