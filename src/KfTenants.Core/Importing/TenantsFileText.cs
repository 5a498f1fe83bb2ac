using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using KfTenants.Diagnostics;
using KfTenants.Logins.Dex;
using KfTenants.Yaml;

namespace KfTenants.Importing;

/// <summary>Scalars and comments of a tenants file as it is written here: bare where no YAML reader can take the text for something else, quoted where one could.</summary>
internal static partial class TenantsFileText
{
    private const int Width = 140;

    // What YAML 1.1 readers take for something else; people read these files with them, too.
    private static readonly string[] Words = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A text as one scalar, also inside braces.</summary>
    public static string Scalar(string text) =>
        Bare().IsMatch(text) && CoreScalars.KindOf(text) == ScalarKind.Text && !Words.Contains(text, StringComparer.OrdinalIgnoreCase)
            ? text
            : ConfigText.Quoted(text).Replace("##", "#\\u0023", StringComparison.Ordinal);

    /// <summary>An amount: a number may stand bare.</summary>
    public static string Amount(string text) => BareAmount().IsMatch(text) ? text : Scalar(text);

    /// <summary>The text of comments, each line with its mark: folded at spaces, so that it can be read beside the lines around it.</summary>
    public static IEnumerable<string> Comment(string indentation, string text)
    {
        var line = "";
        foreach (var word in Harmless(text).Split(' '))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && indentation.Length + longer.Length > Width)
            {
                yield return $"{indentation}# {line}";
                longer = "  " + word;
            }

            line = longer;
        }

        yield return $"{indentation}# {line}";
    }

    /// <summary>A comment behind a value; empty for none.</summary>
    public static string Trailing(string? text) => text is null ? "" : "  # " + Harmless(text);

    // Nothing of a foreign text can end the comment's line, be invisible, turn the reading direction or command the pipeline that prints it ("##[", "##vso[").
    private static string Harmless(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.IsUnseen() ? result.Append(UnseenRunes.Escape(rune.Value)) : result.Append(rune);
        }

        return result.Replace("##", "#\\u{23}").ToString();
    }

    // Words and paths, e-mails, bcrypt hashes.
    [GeneratedRegex(
        @"^(?:[A-Za-z/][A-Za-z0-9._/+-]*|[A-Za-z0-9][A-Za-z0-9._+-]*@[A-Za-z0-9.-]*[A-Za-z0-9]|\$2[aby]\$[0-9]{2}\$[A-Za-z0-9./]{53})\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Bare();

    [GeneratedRegex(@"^[0-9]+(?:\.[0-9]+)?(?:m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex BareAmount();
}
