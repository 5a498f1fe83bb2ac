using System.Buffers;
using System.Text;
using KfTenants.Diagnostics;
using KfTenants.Tenants.Unicode;

namespace KfTenants.Tenants;

/// <summary>Which texts can be a person's identity: e-mail addresses that YAML, RBAC, an HTTP header and an Istio policy all carry unchanged.</summary>
public static class EmailAddress
{
    private const int MaxLength = 254;
    private const int MaxLocalLength = 64;
    private const int MaxLabelLength = 63;

    private static readonly SearchValues<char> LocalSigns = SearchValues.Create("!#$%&'+/=?^_`{|}~.-");

    /// <summary>What is wrong with it, as the rest of a sentence; null when it is usable.</summary>
    public static string? Problem(string text)
    {
        if (string.Equals(text, Suspension.Owner, StringComparison.OrdinalIgnoreCase))
        {
            return "it is reserved for the owner of suspended tenants";
        }

        if (text.Contains('*', StringComparison.Ordinal))
        {
            return "\"*\" would match other people in an Istio policy";
        }

        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            return "it has no \"@\"";
        }

        if (at != text.LastIndexOf('@'))
        {
            return "it has more than one \"@\"";
        }

        if (text.Length > MaxLength || at > MaxLocalLength)
        {
            return $"it is longer than {MaxLength} characters, or than {MaxLocalLength} before the \"@\"";
        }

        if (at == 0 || at == text.Length - 1)
        {
            return "one side of the \"@\" is empty";
        }

        if (FirstOdd(text.AsSpan(0, at)) is { } odd)
        {
            return $"it has the character U+{odd.Value:X4} before the \"@\"";
        }

        if (!IsDomain(text.AsSpan(at + 1)))
        {
            return "the part after the \"@\" is not a domain name";
        }

        return NormalForm.IsComposed(text)
            ? null
            : $"it is {QuotedText.Of(CodePoints.Of(text))}, which is not in Unicode's normal form C, so that another address looks the same and is another person";
    }

    /// <summary>Letters that lower-casing would change: Dex looks e-mails up in lower case, all others compare bytes.</summary>
    public static bool HasUpperCase(string email)
    {
        foreach (var c in email)
        {
            if (char.IsUpper(c))
            {
                return true;
            }
        }

        return false;
    }

    private static Rune? FirstOdd(ReadOnlySpan<char> local)
    {
        foreach (var rune in local.EnumerateRunes())
        {
            if (!IsWordRune(rune) && !(rune.IsBmp && LocalSigns.Contains((char)rune.Value)))
            {
                return rune;
            }
        }

        return null;
    }

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        foreach (var label in domain.Split('.'))
        {
            if (!IsDomainLabel(domain[label]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDomainLabel(ReadOnlySpan<char> label)
    {
        if (label.Length is 0 or > MaxLabelLength || label[0] == '-' || label[^1] == '-')
        {
            return false;
        }

        foreach (var rune in label.EnumerateRunes())
        {
            if (!IsWordRune(rune) && rune.Value != '-')
            {
                return false;
            }
        }

        return true;
    }

    // Internationalised addresses (RFC 6531) are letters too; RuneError stands for half a surrogate pair.
    private static bool IsWordRune(Rune rune) => rune != Rune.ReplacementChar && (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune)
        is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark);
}
