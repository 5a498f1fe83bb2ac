using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Kube;

namespace KfTenants.Doctor;

/// <summary>What a token says of itself. Nothing of it is proven, and nothing of its signature is kept.</summary>
/// <param name="Audiences">Whom it is meant for: an API server takes a token that names one of its own (<c>--api-audiences</c>).</param>
public sealed record TokenClaims(
    string? Subject, string? Issuer, ImmutableArray<string> Audiences, DateTimeOffset? IssuedAt, DateTimeOffset? NotBefore, DateTimeOffset? Expiry)
{
    private const double LastSecond = 253402300799;

    /// <summary>Null when it is no JSON Web Token.</summary>
    public static TokenClaims? Of(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            var payload = parts[1].Replace('-', '+').Replace('_', '/');
            using var document = JsonDocument.Parse(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')));
            var claims = document.RootElement;
            return claims.ValueKind != JsonValueKind.Object ? null : new TokenClaims(
                claims.TextMember("sub"), claims.TextMember("iss"), Texts(claims.Member("aud")), Time(claims, "iat"), Time(claims, "nbf"), Time(claims, "exp"));
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private static ImmutableArray<string> Texts(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } => [.. value.Items().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)],
        _ => [],
    };

    private static DateTimeOffset? Time(JsonElement claims, string name) =>
        claims.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var seconds) && seconds is > 0 and < LastSecond
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : null;
}
