using System.Globalization;
using System.Text;
using KfTenants.Tenants.Rules;

namespace KfTenants.Importing;

/// <summary>Names for people inside the file, made from their addresses.</summary>
internal static class Handles
{
    private const int MostOfAddress = 48;

    /// <summary>The first that is free of: what Dex calls the person, the part before the @, that with a number.</summary>
    public static string Of(string email, string? username, HashSet<string> taken)
    {
        if (username is not null && NameRules.IsHandle(username) && taken.Add(username))
        {
            return username;
        }

        var at = email.IndexOf('@', StringComparison.Ordinal);
        var text = new StringBuilder();
        foreach (var c in (at < 0 ? email : email[..at]).Take(MostOfAddress))
        {
            text.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-');
        }

        var stem = text.ToString().Trim('.', '_', '-');
        stem = stem.Length == 0 ? "user" : stem;
        var handle = stem;
        for (var number = 2; !taken.Add(handle); number++)
        {
            handle = string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}");
        }

        return handle;
    }

    /// <summary>The variable that a person's password or hash is read from, with the prefix that plans may read.</summary>
    /// <param name="taken">Those of other people, whose addresses differ in signs that a variable cannot have; the result is added.</param>
    public static string Variable(string email, HashSet<string> taken)
    {
        var text = new StringBuilder("KFT_");
        foreach (var c in email.Take(MostOfAddress * 2))
        {
            text.Append(char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_');
        }

        var variable = text.ToString();
        for (var number = 2; !taken.Add(variable); number++)
        {
            variable = string.Create(CultureInfo.InvariantCulture, $"{text}_{number}");
        }

        return variable;
    }
}
