namespace KfTenants.EndToEnd.Tests.Cluster;

/// <summary>A test that also asks kubectl.</summary>
public sealed class KubectlFactAttribute : FactAttribute
{
    public KubectlFactAttribute() => Skip = EndToEndRun.WhyNot ?? (EndToEndRun.Kubectl is null ? "kubectl is not installed" : null);
}
