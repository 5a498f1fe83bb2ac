using System.Text.Json.Nodes;
using KfTenants.Credentials;
using KfTenants.Kube;

namespace KfTenants.Cli.Output;

/// <summary>The answers of <c>token list -o json</c> and <c>token inspect -o json</c>; schemas/tokens.schema.json describes them.</summary>
internal static class TokensJson
{
    public const string Version = "kftenants.io/tokens/v1";

    public static JsonObject Of(TokensAnswer answer)
    {
        var json = new JsonObject { ["apiVersion"] = Version, ["tool"] = VersionAction.Tool, ["outcome"] = ExitCode.Ok.Word };
        if (answer.Claims is { } claims)
        {
            json["claims"] = Of(claims, answer.Now!.Value);
            return json;
        }

        json["tokens"] = new JsonArray([.. answer.Rows.Select(JsonNode (r) => Of(r))]);
        json["unseen"] = new JsonArray([.. answer.Unseen.Select(JsonNode (t) => t)]);
        return json;
    }

    private static JsonObject Of(TokenRow row) => new()
    {
        ["tenant"] = row.Tenant,
        ["credential"] = row.Credential,
        ["serviceAccount"] = row.Account,
        ["state"] = row.State,
        ["issued"] = Time(row.Issued),
        ["expires"] = Time(row.Expires),
        ["declared"] = row.IsDeclared,
        ["anchor"] = row.Anchor,
        ["tokenId"] = row.TokenId,
    };

    private static JsonObject Of(TokenClaims claims, DateTimeOffset now) => new()
    {
        ["issuer"] = claims.Issuer,
        ["subject"] = claims.Subject,
        ["namespace"] = claims.Namespace,
        ["serviceAccount"] = claims.Account,
        ["audiences"] = new JsonArray([.. claims.Audiences.Select(JsonNode (a) => a)]),
        ["issued"] = Time(claims.Issued),
        ["notBefore"] = Time(claims.NotBefore),
        ["expires"] = Time(claims.Expires),
        ["expired"] = claims.Expires <= now,
        ["boundTo"] = claims.BoundTo,
        ["tokenId"] = claims.Id,
    };

    private static string? Time(DateTimeOffset? time) => time is { } moment ? Times.Seconds(moment) : null;
}
