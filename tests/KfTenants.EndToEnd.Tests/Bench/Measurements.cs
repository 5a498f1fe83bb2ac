namespace KfTenants.EndToEnd.Tests.Bench;

/// <summary>Measurements run one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class Measurements
{
    public const string Name = "bench";
}
