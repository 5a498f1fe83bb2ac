using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace KfTenants.Logins.Dex;

/// <summary>What a scalar means to Dex, and how one is written so that Dex reads text.</summary>
internal static partial class ConfigText
{
    public enum Kind
    {
        Null,
        Bool,
        Number,
        Text,
    }

    /// <summary>The type that gopkg.in/yaml.v2 (resolve.go), which ghodss/yaml is built on, gives a scalar.</summary>
    public static Kind KindOf(ConfigScalar scalar)
    {
        if (scalar.Tag is not null)
        {
            return scalar.Tag switch
            {
                "tag:yaml.org,2002:null" => Kind.Null,
                "tag:yaml.org,2002:bool" => Kind.Bool,
                "tag:yaml.org,2002:int" or "tag:yaml.org,2002:float" => Kind.Number,
                _ => Kind.Text,
            };
        }

        return scalar.Style != ScalarStyle.Plain ? Kind.Text : scalar.Value switch
        {
            "" or "~" or "null" or "Null" or "NULL" => Kind.Null,
            _ when IsTrue(scalar.Value) || IsFalse(scalar.Value) => Kind.Bool,
            _ when NumberShape().IsMatch(scalar.Value) => Kind.Number,
            _ => Kind.Text,
        };
    }

    public static bool IsTrue(string value) => value is "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "y" or "Y" or "on" or "On" or "ON";

    private static bool IsFalse(string value) =>
        value is "false" or "False" or "FALSE" or "no" or "No" or "NO" or "n" or "N" or "off" or "Off" or "OFF";

    /// <summary>An e-mail or a variable name: bare where that cannot be taken for anything else.</summary>
    public static string Word(string value) => BareEmail().IsMatch(value) || BareVariable().IsMatch(value) ? value : Quoted(value);

    /// <summary>In single quotes, as hashes are usually written; a <c>$</c> means nothing in them.</summary>
    public static string SingleQuoted(string value) => SingleQuotable().IsMatch(value) ? $"'{value}'" : Quoted(value);

    /// <summary>In double quotes; a number stays text.</summary>
    public static string Quoted(string value)
    {
        var result = new StringBuilder(value.Length + 2).Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c is '"' or '\\')
            {
                result.Append('\\').Append(c);
            }
            else if (char.IsSurrogatePair(value, i))
            {
                result.Append(c).Append(value[++i]);
            }
            else if (c is >= ' ' and < '\u007F' || char.IsLetterOrDigit(c) || char.IsPunctuation(c) || char.IsSymbol(c)
                || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
            {
                result.Append(c);
            }
            else
            {
                result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            }
        }

        return result.Append('"').ToString();
    }

    public static string QuotedList(IEnumerable<string> values) => $"[{string.Join(", ", values.Select(Quoted))}]";

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._+-]*@[A-Za-z0-9.-]*[A-Za-z0-9]\z")]
    private static partial Regex BareEmail();

    // Long and with an underscore: NO, ON, Y and NULL are not text.
    [GeneratedRegex(@"^[A-Z][A-Z0-9]+_[A-Z0-9_]+\z")]
    private static partial Regex BareVariable();

    [GeneratedRegex(@"^[!-&(-~]*\z")]
    private static partial Regex SingleQuotable();

    [GeneratedRegex(
        @"^([-+]?(\.[0-9_]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?|[-+]?0[xX][0-9a-fA-F_]+|[-+]?0[bB][01_]+|[-+]?0[oO][0-7_]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z")]
    private static partial Regex NumberShape();
}
