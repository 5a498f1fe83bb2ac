using System.Collections.Immutable;
using KfTenants.Credentials;
using KfTenants.Kube;

namespace KfTenants.Doctor;

/// <summary>Who we are: first by the credential itself, which needs no server, then by what the server says to it.</summary>
internal static class IdentityChecks
{
    private const string AnonymousUser = "system:anonymous";
    private const string AccountPrefix = "system:serviceaccount:";
    private const int Unauthorized = 401;

    public static readonly ImmutableArray<CheckRun> All =
    [
        new(DoctorChecks.Anonymous,
            f => WithoutCredential(f) ?? (f.Credential!.Kind == CredentialKind.None || WhoIs(f) is not null ? null : EndpointChecks.WithoutAnswer(f)), Anonymous),
        new(DoctorChecks.BearerTwice, WithoutCredential,
            f => OfFlaw(f, DoctorChecks.BearerTwice, TokenFlaw.Bearer, "the token begins with \"Bearer \", which the header gets anyway")),
        new(DoctorChecks.BrokenToken, WithoutCredential, f => OfFlaw(f, DoctorChecks.BrokenToken, TokenFlaw.Blank, "the token holds a blank or a line break")),
        new(DoctorChecks.EncodedToken, WithoutCredential,
            f => OfFlaw(f, DoctorChecks.EncodedToken, TokenFlaw.Encoded, "the token is the base64 of a token, as the data of a Secret has it")),
        new(DoctorChecks.TokenExpired, WithoutCredential, Expired),
        new(DoctorChecks.TokenEarly, WithoutCredential, Early),
        new(DoctorChecks.NotAccepted, f => WithoutCredential(f) ?? EndpointChecks.WithoutAnswer(f) ??
            (f.Server!.Answer!.Authentication is null ? "the server was not asked" : null), NotAccepted),
        new(DoctorChecks.PluginFails, WithoutCredential, f => OfProblem(f, DoctorChecks.PluginFails, isPlugin: true)),
        new(DoctorChecks.CredentialEnds, WithoutCredential, Ends),
        new(DoctorChecks.CertificateOut, WithoutCredential, CertificateOut),
        new(DoctorChecks.CredentialUnusable, WithoutCredential, f => OfProblem(f, DoctorChecks.CredentialUnusable, isPlugin: false)),
    ];

    private static string? WithoutCredential(DoctorFacts facts) => facts.IsDirectory ? EndpointChecks.ADirectory
        : facts.Credential is null ? "needs a credential: what is configured leads to none"
        : null;

    private static string? WhoIs(DoctorFacts facts) => facts.Server?.Answer?.User;

    private static IEnumerable<DoctorFinding> Anonymous(DoctorFacts facts)
    {
        var credential = facts.Credential!;
        if (credential is { Kind: CredentialKind.None, Problem: null, Flaw: TokenFlaw.None } || WhoIs(facts) == AnonymousUser)
        {
            yield return DoctorChecks.Anonymous.At(credential.Owner, null,
                WhoIs(facts) == AnonymousUser ? $"the server knows us as {AnonymousUser}" : "the configuration has no credential for this server");
        }
    }

    private static IEnumerable<DoctorFinding> OfFlaw(DoctorFacts facts, DoctorCheck check, TokenFlaw flaw, string message)
    {
        if (facts.Credential!.Flaw == flaw)
        {
            yield return check.At(facts.Credential.Owner, null, message);
        }
    }

    private static IEnumerable<DoctorFinding> Expired(DoctorFacts facts)
    {
        if (facts.Credential!.Claims is { Expires: { } end } claims && end <= facts.Now)
        {
            yield return DoctorChecks.TokenExpired.At(facts.Credential.Owner, null,
                $"the token of {claims.Subject ?? "an unknown subject"} expired at {Times.Seconds(end)}; it is {Times.Seconds(facts.Now)} here");
        }
    }

    private static IEnumerable<DoctorFinding> Early(DoctorFacts facts)
    {
        if (facts.Credential!.Claims is { NotBefore: { } from } && from > facts.Now)
        {
            yield return DoctorChecks.TokenEarly.At(facts.Credential.Owner, null, $"the token is valid from {Times.Seconds(from)} on; it is {Times.Seconds(facts.Now)} here");
        }
    }

    // What the credential itself shows to be wrong is told by its own check.
    private static IEnumerable<DoctorFinding> NotAccepted(DoctorFacts facts)
    {
        var credential = facts.Credential!;
        if (facts.Server!.Answer!.Authentication != Unauthorized || credential.Flaw != TokenFlaw.None || credential.Claims is { } known && IsOutOfTime(known, facts.Now))
        {
            yield break;
        }

        var message = credential.Claims is { } claims
            ? $"401 for the token of {claims.Subject ?? "an unknown subject"}, issued by {claims.Issuer ?? "no one"} for the audience {Audiences(claims)}"
            : $"401 for the {Word(credential.Kind)} of {credential.Owner}";
        yield return DoctorChecks.NotAccepted.At(credential.Owner, null, message, Remedy(credential.Claims));
    }

    // The token of a service account names its cluster as issuer, and by default as audience, too.
    private static string? Remedy(TokenClaims? claims) => claims switch
    {
        { Subject: { } subject, Issuer: { } issuer } when subject.StartsWith(AccountPrefix, StringComparison.Ordinal) &&
            !claims.Audiences.IsEmpty && !claims.Audiences.Contains(issuer) =>
            $"the token was made for {Audiences(claims)} and not for the API server ({issuer}): have one issued without an audience (kubectl create token)",
        { Subject: { } subject } when subject.StartsWith(AccountPrefix, StringComparison.Ordinal) =>
            "the token is that of another cluster, or its service account, its Secret or its pod was deleted: have a new one issued",
        { Issuer: not null } => $"the API server must be told this issuer (--oidc-issuer-url) and this audience (--oidc-client-id): {Audiences(claims)}",
        _ => null,
    };

    private static IEnumerable<DoctorFinding> OfProblem(DoctorFacts facts, DoctorCheck check, bool isPlugin)
    {
        var credential = facts.Credential!;
        var isTold = credential.Flaw != TokenFlaw.None || credential.CertificateTo is { } end && end <= facts.Now || credential.CertificateFrom is { } from && from > facts.Now;
        if (credential.Problem is { } problem && !isTold && credential.Kind == CredentialKind.Plugin == isPlugin)
        {
            yield return check.At(credential.Plugin is { } plugin ? $"{credential.Owner}: {plugin}" : credential.Owner, null, problem.TrimEnd('.'));
        }
    }

    private static IEnumerable<DoctorFinding> Ends(DoctorFacts facts)
    {
        var credential = facts.Credential!;
        if (credential.Claims is { Expires: { } end, Issued: { } since } && Expiry.IsSoon(since, end, facts.Now))
        {
            yield return DoctorChecks.CredentialEnds.At(credential.Owner, null, $"the token expires at {Times.Seconds(end)}; it was issued at {Times.Seconds(since)}");
        }

        if (credential.CertificateTo is { } to && Expiry.IsSoon(credential.CertificateFrom, to, facts.Now))
        {
            yield return DoctorChecks.CredentialEnds.At(credential.Owner, null, $"the client certificate expires at {Times.Seconds(to)}");
        }
    }

    private static IEnumerable<DoctorFinding> CertificateOut(DoctorFacts facts)
    {
        var credential = facts.Credential!;
        if (credential.CertificateTo is { } to && to <= facts.Now)
        {
            yield return DoctorChecks.CertificateOut.At(credential.Owner, null, $"the client certificate expired at {Times.Seconds(to)}; it is {Times.Seconds(facts.Now)} here");
        }
        else if (credential.CertificateFrom is { } from && from > facts.Now)
        {
            yield return DoctorChecks.CertificateOut.At(credential.Owner, null,
                $"the client certificate is valid from {Times.Seconds(from)} on; it is {Times.Seconds(facts.Now)} here", "check the clock here, or have a new one issued");
        }
    }

    private static bool IsOutOfTime(TokenClaims claims, DateTimeOffset now) =>
        claims.Expires is { } end && end <= now || claims.NotBefore is { } from && from > now;

    private static string Audiences(TokenClaims claims) => claims.Audiences.IsEmpty ? "of no one" : string.Join(", ", claims.Audiences);

    private static string Word(CredentialKind kind) => kind switch
    {
        CredentialKind.Certificate => "client certificate",
        CredentialKind.Basic => "password",
        CredentialKind.Plugin => "credential of the plugin",
        _ => "token",
    };
}
