using System.Collections.Immutable;
using KfTenants.Credentials;

namespace KfTenants.Cli.Output;

/// <summary>The answer of <c>token list</c>, or of <c>token inspect</c>.</summary>
/// <param name="Rows">Of <c>list</c>.</param>
/// <param name="Unseen">Tenants whose anchors may not be listed: only those of the file were read.</param>
/// <param name="Claims">Of <c>inspect</c>; null for <c>list</c>.</param>
internal sealed record TokensAnswer(ImmutableArray<TokenRow> Rows, ImmutableArray<string> Unseen, TokenClaims? Claims, DateTimeOffset? Now)
{
    public static TokensAnswer Of(ImmutableArray<TokenRow> rows, ImmutableArray<string> unseen) => new(rows, unseen, null, null);

    public static TokensAnswer Of(TokenClaims claims, DateTimeOffset now) => new([], [], claims, now);
}
