namespace KfTenants.Diagnostics;

/// <content>KFT06, from 04 on: tokens of tenants, and how people sign in to the API server.</content>
public static partial class KnownDiagnostics
{
    /// <param name="meant">The same in hours; null when it cannot be told.</param>
    public static Diagnostic NotALifetime(SourceLocation at, string text, string? meant) =>
        Make("KFT0604", at,
            $"A token cannot live for {Quote(text)}: Kubernetes takes 10m to 1193046h, in hours, minutes and seconds{Ending(SpellingHints.Of(meant), "write it as 24h")}");

    public static Diagnostic LongLifetime(SourceLocation at, string text) =>
        Make("KFT0605", at,
            $"A token that lives for {Quote(text)} is worth stealing for so long, and many clusters grant less; write 24h and let kftenants token rotate renew it.");

    /// <param name="lifetime">As written, or the usual.</param>
    public static Diagnostic RotationAlwaysDue(SourceLocation at, string text, string lifetime) =>
        Make("KFT0606", at,
            $"\"rotateBefore\" cannot be {Quote(text)}: it takes a positive time in hours, minutes and seconds that is shorter than the token's ttl of {lifetime}.");

    public static Diagnostic UnknownAccount(SourceLocation at, string name, string hint) =>
        Make("KFT0607", at, $"The tenant has no service account {Quote(name)}{Ending(hint, "list it in \"serviceAccounts\" of the tenant")}");

    /// <param name="problem">What is wrong, as the rest of a sentence.</param>
    public static Diagnostic BadSink(SourceLocation at, string text, string problem) => Make("KFT0608", at, $"{Quote(text)} cannot be where a token is kept: {problem}.");

    /// <param name="sink">The place, in words.</param>
    public static Diagnostic SinkTwice(SourceLocation at, string name, string sink, SourceLocation first) =>
        Make("KFT0609", at, $"The credential {Quote(name)} would be kept in {sink}, where {first} keeps another; each needs a place of its own.");

    public static Diagnostic NotAnIssuer(SourceLocation at, string text) =>
        Make("KFT0610", at, $"{Quote(text)} is not an issuer: write the https URL that the API server has in --oidc-issuer-url, without a query, a fragment or a user.");

    public static Diagnostic NotAnOidcWord(SourceLocation at, string text) =>
        Make("KFT0610", at, $"{Quote(text)} cannot be a client or a scope of OpenID Connect: write one word of visible ASCII characters.");
}
