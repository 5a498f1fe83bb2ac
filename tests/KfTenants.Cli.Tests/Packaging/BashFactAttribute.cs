namespace KfTenants.Cli.Tests.Packaging;

/// <summary>A test of a script: skipped where there is no bash.</summary>
public sealed class BashFactAttribute : FactAttribute
{
    public BashFactAttribute() => Skip = OperatingSystem.IsWindows() ? "needs bash" : null;
}
