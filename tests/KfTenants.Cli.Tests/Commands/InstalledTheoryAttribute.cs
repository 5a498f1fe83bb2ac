namespace KfTenants.Cli.Tests.Commands;

/// <summary>Skipped where this machine, Linux, does not have the program (the bash of macOS, 3.2, cannot read a script from a pipe).</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class InstalledTheoryAttribute : TheoryAttribute
{
    public InstalledTheoryAttribute(string program)
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        Skip = OperatingSystem.IsLinux() && path.Split(Path.PathSeparator).Any(d => File.Exists(Path.Combine(d, program))) ? null : $"there is no {program} here";
    }
}
