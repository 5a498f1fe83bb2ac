using System.Globalization;
using KfTenants.Resources;
using KfTenants.Testing;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>What reading costs, in bytes that it allocates: the same on every machine, and where reading became slower it was always seen there.</summary>
public sealed class ReadingCostTests
{
    // Measured 60,000, three quarters of them in the parser; before this was watched it was 228,000.
    private const double MostPerTenant = 75_000;

    [Fact]
    public void A_tenant_of_ten_contributors_with_quota_and_limit_range_costs_little()
    {
        var perTenant = AllocatedBy(1000) / 1000.0;
        Assert.True(perTenant <= MostPerTenant, string.Create(CultureInfo.InvariantCulture, $"{perTenant:F0} bytes"));
    }

    [Fact]
    public void Twice_the_tenants_cost_twice_as_much()
    {
        var growth = (double)AllocatedBy(2000) / AllocatedBy(1000);
        Assert.True(growth <= 2.1, string.Create(CultureInfo.InvariantCulture, $"{growth:F2} times"));
    }

    // The least of some: code allocates more before the runtime has compiled it to the last, and when it does is a matter of time.
    private static long AllocatedBy(int tenants)
    {
        var bytes = ManyTenants.File(tenants);
        return Enumerable.Range(0, 4).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Read(bytes, tenants);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
    }

    private static void Read(byte[] bytes, int tenants)
    {
        Assert.True(YamlDocument.Parse("tenants.yaml", bytes, TenantsSchema.Fits).TryGet(out var document, out _));
        Assert.True(TenantReader.Read([document], TenantResources.Rules, ReadSet.Now).TryGet(out var set, out var findings));
        Assert.Equal(tenants, set.Tenants.Length);
        Assert.Empty(findings);
    }
}
