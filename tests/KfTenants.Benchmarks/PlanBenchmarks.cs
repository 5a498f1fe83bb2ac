using BenchmarkDotNet.Attributes;
using KfTenants.Kube;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Testing;

namespace KfTenants.Benchmarks;

/// <summary>What it takes to decide about one tenant of ten contributors in which nothing is to be done, with its objects as a list brings them.</summary>
[InProcess]
[MemoryDiagnoser]
public class PlanBenchmarks
{
    private const int Tenants = 100;

    private DesiredState _desired = null!;
    private LiveState _listed = null!;

    [GlobalSetup]
    public void Setup()
    {
        var set = Some.Set([.. Enumerable.Range(0, Tenants).Select(i => Some.Tenant(
            $"team-{i:D4}", $"owner-{i}@example.com", [.. Enumerable.Range(0, 10).Select(c => Some.Contributor($"person-{c}@example.com"))]))]);
        _desired = DesiredState.For(set, IstioIdentity.Default);
        _listed = OwnedTenants.Of(set).Listed();
    }

    [Benchmark(OperationsPerInvoke = Tenants)]
    public Plan Plan() => Planner.Plan(_desired, logins: null, _listed, PlanOptions.Default);
}
