using BenchmarkDotNet.Attributes;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Tenants.Reading;
using KfTenants.Testing;
using KfTenants.Yaml;

namespace KfTenants.Benchmarks;

/// <summary>What it takes to read and judge one tenant of ten contributors, with a quota and a limit range, in a file of a thousand.</summary>
[InProcess]
[MemoryDiagnoser]
public class FileBenchmarks
{
    private const int Tenants = 1_000;

    private readonly byte[] _bytes = ManyTenants.File(Tenants);

    [Benchmark(OperationsPerInvoke = Tenants)]
    public TenantSet Read()
    {
        var isRead = YamlDocument.Parse("tenants.yaml", _bytes, TenantsSchema.Fits).TryGet(out var document, out _);
        return isRead && TenantReader.Read([document!], TenantResources.Rules, DateTimeOffset.UnixEpoch).TryGet(out var set, out _)
            ? set
            : throw new InvalidOperationException("the file is refused");
    }
}
