using KfTenants.Credentials;
using KfTenants.Kube;

namespace KfTenants.Cli.Output;

/// <summary>Tokens for people; never a token itself.</summary>
internal static class TokensText
{
    public static StyledText Of(TokensAnswer answer) => answer.Claims is { } claims ? Of(claims, answer.Now!.Value) : List(answer);

    private static StyledText List(TokensAnswer answer)
    {
        var text = new StyledText();
        var (names, accounts) = (Columns.Width(answer.Rows.Select(r => r.Credential)), Columns.Width(answer.Rows.Select(r => r.Account ?? "")));
        foreach (var tenant in answer.Rows.GroupBy(r => r.Tenant, StringComparer.Ordinal))
        {
            text.Add(Tone.Heading, TenantList.Heading(tenant.Key)).EndLine();
            foreach (var row in tenant)
            {
                text.Add("  ").AddPadded(ToneOf(row.State), row.State, 10).Add("  ").AddPadded(Tone.Plain, row.Credential, names)
                    .Add("  ").AddPadded(Tone.Plain, row.Account ?? "", accounts).Line($"  {When(row)}{(row.IsDeclared ? "" : ", not in the file")}");
            }
        }

        foreach (var tenant in answer.Unseen)
        {
            text.Line($"{tenant}: its Secrets may not be listed, so that only credentials of the file are shown");
        }

        return answer.Rows.IsEmpty ? text.Line("No token.") : text;
    }

    private static StyledText Of(TokenClaims claims, DateTimeOffset now)
    {
        var text = new StyledText();
        Line("for", claims.Account is { } account ? $"service account {claims.Namespace}/{account}" : claims.Email ?? claims.Subject);
        Line("subject", claims.Subject);
        Line("issuer", claims.Issuer);
        Line("audience", claims.Audiences.IsEmpty ? null : string.Join(", ", claims.Audiences));
        Line("issued", Time(claims.Issued));
        Line("from", claims.NotBefore > claims.Issued ? Time(claims.NotBefore) : null);
        Line("expires", claims.Expires is { } end ? $"{Times.Seconds(end)}{(end <= now ? ", which is over" : "")}" : "never");
        Line("bound to", claims.BoundTo ?? "nothing: it cannot be revoked by itself");
        Line("id", claims.Id);
        return text.Line("Not proven: only the API server knows whether it takes the token.");

        void Line(string name, string? value)
        {
            if (value is { Length: > 0 })
            {
                text.AddPadded(Tone.Faint, name, 10).Line(value);
            }
        }
    }

    private static string When(TokenRow row) => row switch
    {
        { State: TokenRow.MissingState } => "not issued yet",
        { Issued: null } => $"{row.Anchor}: a run died before it was issued, or is at it",
        { Expires: { } expires } => $"until {Times.Seconds(expires)}, {row.Anchor}",
        _ => $"never ends, {row.Anchor}",
    };

    private static string? Time(DateTimeOffset? time) => time is { } moment ? Times.Seconds(moment) : null;

    private static Tone ToneOf(string state) => state switch
    {
        "valid" => Tone.Good,
        "due" => Tone.Change,
        _ => Tone.Bad,
    };
}
