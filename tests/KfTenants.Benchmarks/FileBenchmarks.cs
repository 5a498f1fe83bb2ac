using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Tenants.Reading;
using KfTenants.Yaml;

namespace KfTenants.Benchmarks;

/// <summary>What it takes to read and judge one tenant of ten contributors in a file of a thousand.</summary>
[InProcess]
[MemoryDiagnoser]
public class FileBenchmarks
{
    private const int Tenants = 1_000;

    private byte[] _bytes = [];

    [GlobalSetup]
    public void Setup()
    {
        var text = new StringBuilder("apiVersion: kftenants.io/v1\nkind: TenantSet\nmetadata: {name: bench}\ntenants:\n");
        for (var tenant = 0; tenant < Tenants; tenant++)
        {
            text.Append(CultureInfo.InvariantCulture, $"- name: team-{tenant}\n  owner: owner-{tenant}@example.com\n  contributors:\n");
            for (var person = 0; person < 10; person++)
            {
                text.Append(CultureInfo.InvariantCulture, $"  - {{user: person-{person}@team-{tenant}.example.com, role: edit}}\n");
            }
        }

        _bytes = Encoding.UTF8.GetBytes(text.ToString());
    }

    [Benchmark(OperationsPerInvoke = Tenants)]
    public TenantSet Read()
    {
        var isRead = YamlDocument.Parse("tenants.yaml", _bytes, TenantsSchema.Fits).TryGet(out var document, out _);
        return isRead && TenantReader.Read([document!], TenantResources.Rules, DateTimeOffset.UnixEpoch).TryGet(out var set, out _)
            ? set
            : throw new InvalidOperationException("the file is refused");
    }
}
