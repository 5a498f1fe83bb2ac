namespace KfTenants.Cli;

/// <summary>A run ends before it writes, with another exit code than 1.</summary>
internal class RefusedException(ExitCode code, string message) : KfTenantsException(message)
{
    public ExitCode Code { get; } = code;
}
