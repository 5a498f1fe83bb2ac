using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Kube;

namespace KfTenants.Credentials;

/// <summary>What a JSON Web Token says of itself. Nothing of it is proven, and the signature is not part of it.</summary>
/// <param name="Subject">Whom it is for.</param>
/// <param name="Email">How people know each other; of accounts none.</param>
/// <param name="Audiences">Who is to take it.</param>
/// <param name="Id">By which the audit log of an API server knows it (<c>JTI=</c>).</param>
public sealed record TokenClaims(
    string? Issuer, string? Subject, string? Email, ImmutableArray<string> Audiences, DateTimeOffset? Issued, DateTimeOffset? NotBefore, DateTimeOffset? Expires, string? Id)
{
    private const double EndOfTime = 253402300799;

    /// <summary>The namespace of its service account.</summary>
    public string? Namespace { get; init; }

    public string? Account { get; init; }

    /// <summary>The object that it ends with: <c>Secret kftenants-cred-ci-1</c>; null when it is bound to none.</summary>
    public string? BoundTo { get; init; }

    /// <summary>The name of the Secret that it ends with.</summary>
    public string? BoundSecret { get; init; }

    /// <summary>Null when the text is no JSON Web Token.</summary>
    public static TokenClaims? Read(string jwt)
    {
        var parts = jwt.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            var payload = parts[1].Replace('-', '+').Replace('_', '/');
            using var document = JsonDocument.Parse(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')));
            return document.RootElement.ValueKind == JsonValueKind.Object ? Of(document.RootElement) : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private static TokenClaims Of(JsonElement claims)
    {
        // A token of a service account says more of it: bound ones in one map, legacy ones in keys of their own.
        var kubernetes = claims.Member("kubernetes.io");
        var secret = kubernetes?.Member("secret")?.TextMember("name");
        var pod = kubernetes?.Member("pod")?.TextMember("name");
        var legacy = claims.TextMember("kubernetes.io/serviceaccount/secret.name");
        return new TokenClaims(
            claims.TextMember("iss"), claims.TextMember("sub"), claims.TextMember("email"), Texts(claims.Member("aud")),
            Time(claims.Member("iat")), Time(claims.Member("nbf")), Time(claims.Member("exp")), claims.TextMember("jti"))
        {
            Namespace = kubernetes?.TextMember("namespace") ?? claims.TextMember("kubernetes.io/serviceaccount/namespace"),
            Account = kubernetes?.Member("serviceaccount")?.TextMember("name") ?? claims.TextMember("kubernetes.io/serviceaccount/service-account.name"),
            BoundSecret = secret ?? legacy,
            BoundTo = secret is not null ? $"Secret {secret}" : pod is not null ? $"Pod {pod}" : legacy is not null ? $"Secret {legacy}" : null,
        };
    }

    private static ImmutableArray<string> Texts(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.String } text => [text.GetString()!],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!)],
        _ => [],
    };

    private static DateTimeOffset? Time(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var seconds) && seconds is > 0 and < EndOfTime
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : null;
}
