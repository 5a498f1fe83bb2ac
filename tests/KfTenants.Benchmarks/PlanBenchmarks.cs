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
        var set = ManyTenants.Set(Tenants);
        _desired = DesiredState.For(set, IstioIdentity.Default);
        _listed = OwnedTenants.Of(set).Listed();
    }

    [Benchmark(OperationsPerInvoke = Tenants)]
    public Plan Plan() => Planner.Plan(_desired, logins: null, _listed, PlanOptions.Default);
}
