namespace KfTenants.EndToEnd.Tests.Cluster;

/// <summary>A test against a real API server.</summary>
public sealed class EndToEndFactAttribute : FactAttribute
{
    public EndToEndFactAttribute() => Skip = EndToEndRun.WhyNot;
}
