using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace KfTenants.Cli;

/// <summary><c>--version</c>: this assembly's, whatever process hosts it.</summary>
internal sealed class VersionAction(Terminal terminal) : SynchronousCommandLineAction
{
    /// <summary>For example <c>kftenants 0.1.0</c>, also written into plans.</summary>
    public static string Tool => "kftenants " + Version;

    public static string Version { get; } =
        typeof(VersionAction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public override bool Terminating => true;

    public override int Invoke(ParseResult parseResult)
    {
        terminal.Out.WriteLine(Tool);
        return ExitCode.Ok.Number;
    }
}
