using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using KfTenants.Kube;
using KfTenants.Testing;

namespace KfTenants.Benchmarks;

/// <summary>What it takes to keep one object of a list, and to ask it for what a plan asks for; what keeping it whole takes beside it.</summary>
[InProcess]
[MemoryDiagnoser]
public class ObjectBenchmarks
{
    private readonly JsonShapes _shapes = new();
    private byte[] _bytes = [];
    private KubeObject _object = null!;

    [GlobalSetup]
    public void Setup()
    {
        var set = Some.Set(Some.Tenant("team-a", "owner@example.com", Some.Contributor("ana@example.com"), Some.Contributor("ben@example.com")));
        byte[][] bindings = [.. OwnedTenants.Of(set).Of(ObjectKind.RoleBinding).Where(o => o.Managers.IncludeUs).Select(o => o.ToUtf8())];
        _shapes.Read(bindings[0]);
        _shapes.Read(bindings[0]);
        _bytes = bindings[1];
        _object = new KubeObject(ObjectKind.RoleBinding, _shapes.Read(_bytes) ?? throw new InvalidOperationException(Encoding.UTF8.GetString(_bytes)));
    }

    [Benchmark(Baseline = true)]
    public KubeObject KeepWhole() => new(ObjectKind.RoleBinding, JsonElement.Parse(_bytes));

    [Benchmark]
    public KubeObject KeepShaped() => new(ObjectKind.RoleBinding, _shapes.Read(_bytes)!);

    [Benchmark]
    public string? ReadLabel() => _object.Label(Ownership.PartOfLabel);

    [Benchmark]
    public object? ReadSubjects() => _object.At("subjects");

    [Benchmark]
    public FieldManagers ReadManagers() => _object.Managers;
}
