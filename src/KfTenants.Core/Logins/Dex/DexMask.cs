using System.Collections.Immutable;
using System.Text.RegularExpressions;
using KfTenants.Diff;
using KfTenants.Plans;

namespace KfTenants.Logins.Dex;

/// <summary>
/// Dex's configuration as people may see it, line by line. Nothing is shown because it looks harmless: a key is shown that Dex has, and a value
/// that is an e-mail, a name, an id or a group of an entry of <c>staticPasswords</c>, which a plan shows anyway. All else is hidden, and a hidden line that
/// only one of two texts has says so.
/// </summary>
internal static partial class DexMask
{
    private const string Hidden = FieldChange.HiddenText;

    // cmd/dex/config.go, storage/static.go and the connectors of Dex 2.45; what stands in any other key is hidden with it.
    private static readonly ImmutableHashSet<string> Keys =
    [
        "issuer", "storage", "type", "config", "inCluster", "web", "http", "https", "tlsCert", "tlsKey", "frontend", "logger", "level", "format", "telemetry", "grpc", "expiry",
        "oauth2",
        "skipApprovalScreen", "alwaysShowLoginScreen", "passwordConnector", "responseTypes", "grantTypes", "enablePasswordDB", "staticPasswords",
        "email", "hash", "hashFromEnv", "username", "userID", "name", "preferredUsername", "emailVerified", "groups", "staticClients", "id", "idEnv",
        "secret", "secretEnv", "redirectURIs", "public",
        "trustedPeers", "connectors", "clientID", "clientSecret", "redirectURI", "host", "bindDN", "bindPW", "userSearch", "groupSearch", "baseDN", "filter", "scopes",
    ];

    private static readonly ImmutableHashSet<string> Told = ["email", "hashFromEnv", "username", "userID", "name", "preferredUsername", "emailVerified"];

    /// <summary>Null when the text stays.</summary>
    public static TextChange? Of(string name, DexConfig before, string after)
    {
        if (before.Text == after)
        {
            return null;
        }

        var now = DexConfig.Parse(after);
        var values = before.Users.Concat(now.Users).SelectMany(Values).ToHashSet(StringComparer.Ordinal);
        var (old, next) = (Lines(before.Text), Lines(after));
        return new TextChange(name, Masked(old, next.ToHashSet(StringComparer.Ordinal), "old", values), Masked(next, old.ToHashSet(StringComparer.Ordinal), "new", values));
    }

    private static IEnumerable<string> Values(DexUser user) =>
        ((string?[])[user.Email, user.HashFromEnv, user.Username, user.UserId, user.Name, user.PreferredUsername, "true", "false", .. user.Groups ?? []])
            .OfType<string>().Where(v => v.Length > 0);

    private static string[] Lines(string text) => [.. text.Split('\n').Select(l => l.TrimEnd('\r'))];

    private static string Masked(string[] lines, HashSet<string> others, string which, HashSet<string> values) => string.Join('\n', lines.Select(line =>
    {
        var masked = Masked(line, values);
        return masked.Contains(Hidden, StringComparison.Ordinal) && !others.Contains(line) ? masked.Replace(Hidden, $"(hidden, {which})", StringComparison.Ordinal) : masked;
    }));

    private static string Masked(string line, HashSet<string> values)
    {
        var parts = Line().Match(line);
        if (!parts.Success)
        {
            return Hidden;
        }

        var (indent, key, value) = (parts.Groups["indent"].Value, parts.Groups["key"].Value, parts.Groups["value"].Value.Trim());
        if (key.Length > 0 && !Keys.Contains(key))
        {
            return indent + Hidden;
        }

        var isTold = value.Length == 0 || ((key.Length == 0 || Told.Contains(key)) && values.Contains(Unquoted(value)));
        return $"{indent}{key}{(key.Length == 0 ? "" : value.Length == 0 ? ":" : ": ")}{(isTold ? value : Hidden)}";
    }

    private static string Unquoted(string value) => value is ['"' or '\'', .. var inside, var end] && end == value[0] ? inside : value;

    // A key and a value, an element of a list, or nothing: everything else matches nothing or is a value.
    [GeneratedRegex(@"^(?<indent>\s*(?:-\s+|-$)?)(?:(?<key>[A-Za-z]+):(?=\s|$))?(?<value>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
