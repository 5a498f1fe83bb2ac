using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace KfTenants.Testing;

/// <summary>
/// Finds secrets where none may be: in what the program says, saves, or is started with. Any bcrypt hash is one; others are named.
/// </summary>
public static partial class Canaries
{
    /// <summary>Shorter ones would be found in innocent words.</summary>
    private const int ShortestSecret = 8;

    /// <summary>Throws when the text holds one of the secrets, raw, in base64 or escaped for JSON, or any bcrypt hash.</summary>
    /// <param name="what">Where the text comes from.</param>
    public static void Check(string what, string text, params IEnumerable<string> secrets)
    {
        if (Bcrypt().Match(text) is { Success: true } hash)
        {
            throw new InvalidOperationException($"a bcrypt hash is in {what}, at {hash.Index}: {Around(text, hash.Index)}");
        }

        foreach (var secret in secrets.Where(s => s.Length >= ShortestSecret))
        {
            foreach (var form in FormsOf(secret))
            {
                if (text.IndexOf(form, StringComparison.Ordinal) is >= 0 and var at)
                {
                    throw new InvalidOperationException($"a secret is in {what}, at {at}: {Around(text, at)}");
                }
            }
        }
    }

    /// <summary>Raw, in base64 at each of the three places it can have in a longer text, and escaped for JSON in both ways.</summary>
    public static IEnumerable<string> FormsOf(string secret)
    {
        yield return secret;
        yield return JsonSerializer.Serialize(secret)[1..^1];
        yield return JsonSerializer.Serialize(secret, Relaxed)[1..^1];
        for (var shift = 0; shift < 3; shift++)
        {
            // The first and the last letters depend on what stands beside.
            var encoded = Convert.ToBase64String([.. new byte[shift], .. Encoding.UTF8.GetBytes(secret)]).TrimEnd('=');
            yield return encoded[(shift == 0 ? 0 : shift + 1)..^1];
        }
    }

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Around(string text, int at) => text[Math.Max(0, at - 80)..at].ReplaceLineEndings(" ") + "<here>";

    [GeneratedRegex(@"\$2[abxy]?\$[0-9]{2}\$[./A-Za-z0-9]{53}|(?:JDJ[hieg5]JD|QyYSQ|QyYiQ|QyeSQ)[A-Za-z0-9+/]{60}")]
    private static partial Regex Bcrypt();
}
