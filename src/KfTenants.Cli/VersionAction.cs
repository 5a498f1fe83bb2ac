using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Runtime.InteropServices;

namespace KfTenants.Cli;

/// <summary><c>--version</c>: this assembly's, whatever process hosts it.</summary>
internal sealed class VersionAction(Terminal terminal) : SynchronousCommandLineAction
{
    /// <summary>As many digits as git shows.</summary>
    private const int CommitDigits = 7;

    // The SDK adds the commit to the version, behind a plus sign; a source tree without git has none.
    private static readonly string Informational =
        typeof(VersionAction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>For example <c>kftenants 0.1.0</c>, also written into plans: two builds of one version make the same plan.</summary>
    public static string Tool => "kftenants " + Version;

    public static string Version { get; } = Informational.Split('+')[0];

    public override bool Terminating => true;

    public override int Invoke(ParseResult parseResult)
    {
        terminal.Out.WriteLine(Line(Informational, RuntimeInformation.RuntimeIdentifier));
        return ExitCode.Ok.Number;
    }

    /// <summary>For example <c>kftenants 0.1.0 (commit 1a2b3c4, linux-x64)</c>.</summary>
    public static string Line(string informational, string platform)
    {
        var (version, commit) = informational.Split('+', 2) is [var before, { Length: > CommitDigits } sha] ? (before, $"commit {sha[..CommitDigits]}, ") : (informational, "");
        return $"kftenants {version} ({commit}{platform})";
    }
}
