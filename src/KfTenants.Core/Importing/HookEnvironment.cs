using System.Collections.Immutable;
using System.Text.RegularExpressions;
using KfTenants.Diagnostics;
using KfTenants.Yaml;

namespace KfTenants.Importing;

/// <summary>
/// The variables of a file as Open OnDemand's <c>hook.env</c>: <c>KEY=VALUE</c>, a line each, with or without quotes. A shell would run it; here nothing is computed, and
/// what a shell would compute is an error.
/// </summary>
internal static partial class HookEnvironment
{
    private const int LongestLine = 64 * 1024;

    /// <summary>In the order of the file; null when it cannot be read.</summary>
    public static ImmutableArray<(string Key, YamlNode.Scalar Value)>? Read(string file, byte[] bytes, DiagnosticBag findings)
    {
        if (ForeignValues.Text(file, bytes, findings) is not { } text)
        {
            return null;
        }

        var variables = ImmutableArray.CreateBuilder<(string, YamlNode.Scalar)>();
        var number = 0;
        foreach (var written in text.Split('\n'))
        {
            number++;
            var line = written.TrimEnd('\r').Trim(' ', '\t');
            if (line.Length == 0 || line[0] == '#' || findings.IsFull)
            {
                continue;
            }

            var at = new SourceLocation(file, number, written.Length - written.TrimStart(' ', '\t').Length + 1);
            if (line.Length > LongestLine || Assignment().Match(line) is not { Success: true } match)
            {
                findings.Add(KnownDiagnostics.NotAVariable(at));
            }
            else if (!match.Groups["single"].Success && match.Groups["value"].Value.IndexOfAny(['$', '`', '\\']) >= 0)
            {
                findings.Add(KnownDiagnostics.ComputedVariable(at, match.Groups["key"].Value));
            }
            else
            {
                variables.Add((match.Groups["key"].Value, new YamlNode.Scalar(match.Groups["value"].Value, ScalarKind.Text, at)));
            }
        }

        return variables.ToImmutable();
    }

    [GeneratedRegex(
        """^(?:export[ \t]+)?(?<key>[A-Za-z_][A-Za-z0-9_]*)=(?:"(?<value>[^"]*)"|'(?<single>(?<value>[^']*))'|(?<value>[^\s"'#;&|<>()]*))(?:[ \t]+#.*)?\z""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Assignment();
}
