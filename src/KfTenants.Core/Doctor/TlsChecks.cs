using System.Collections.Immutable;
using KfTenants.Kube;

namespace KfTenants.Doctor;

/// <summary>Whether it is the right server, and whether both sides have the same time.</summary>
internal static class TlsChecks
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    public static readonly ImmutableArray<CheckRun> All =
    [
        new(DoctorChecks.UnknownAuthority, WithoutTls, f => OfFlaw(f, DoctorChecks.UnknownAuthority, CertificateFlaw.Authority)),
        new(DoctorChecks.OtherName, WithoutTls, f => OfFlaw(f, DoctorChecks.OtherName, CertificateFlaw.Name)),
        new(DoctorChecks.OutOfTime, WithoutTls, f => OfFlaw(f, DoctorChecks.OutOfTime, CertificateFlaw.Time)),
        new(DoctorChecks.NoHandshake, WithoutTls, f => OfFlaw(f, DoctorChecks.NoHandshake, CertificateFlaw.Other)),
        new(DoctorChecks.CertificateEnds, f => WithoutTls(f) ?? (f.Server!.Tls!.NotAfter is null ? "the server's certificate was not seen" : null), Ends),
        new(DoctorChecks.Unverified, EndpointChecks.WithoutServer, Unverified),
        new(DoctorChecks.ClockSkew, f => EndpointChecks.WithoutAnswer(f) ?? (f.Server!.Answer!.Date is null ? "the server's answer has no time" : null), Clocks),
    ];

    private static string? WithoutTls(DoctorFacts facts) => EndpointChecks.WithoutConnection(facts)
        ?? (facts.Server!.IsHttps ? facts.Server.Tls is null ? "no handshake was tried" : null : "needs https");

    private static IEnumerable<DoctorFinding> OfFlaw(DoctorFacts facts, DoctorCheck check, CertificateFlaw flaw)
    {
        if (facts.Server is not { Tls: { Problem: { } problem } tls } server || tls.Flaw != flaw)
        {
            yield break;
        }

        var remedy = flaw == CertificateFlaw.Name && !tls.Names.IsEmpty
            ? $"use one of its names in the server's URL, or set tls-server-name to one of them ({string.Join(", ", tls.Names.Take(5))}), " +
                $"or have the certificate issued for {server.Host}"
            : flaw == CertificateFlaw.Time && tls.NotBefore is { } from && from > facts.Now
                ? $"check the clock here, which says {Times.Seconds(facts.Now)}; else wait, or have the certificate issued again"
                : null;
        yield return check.At(server.Server, null, problem, remedy);
    }

    private static IEnumerable<DoctorFinding> Ends(DoctorFacts facts)
    {
        if (facts.Server is { Tls: { Problem: null, NotAfter: { } end } tls } server && Expiry.IsSoon(tls.NotBefore, end, facts.Now))
        {
            yield return DoctorChecks.CertificateEnds.At(server.Server, null, $"its certificate expires at {Times.Seconds(end)}: then no client accepts it any more");
        }
    }

    private static IEnumerable<DoctorFinding> Unverified(DoctorFacts facts)
    {
        if (facts.Server is { IsInsecure: true } server)
        {
            yield return DoctorChecks.Unverified.At(server.Server, null, $"insecure-skip-tls-verify is set ({server.Source}): anyone between gets the credential");
        }
    }

    private static IEnumerable<DoctorFinding> Clocks(DoctorFacts facts)
    {
        if (facts.Server is { Answer: { Date: { } theirs, Received: { } ours } } server && (theirs - ours).Duration() > Skew)
        {
            yield return DoctorChecks.ClockSkew.At(server.Server, null,
                $"the server's clock says {Times.Seconds(theirs)}, the one here {Times.Seconds(ours)}: tokens and certificates look expired, or not yet valid, on one side");
        }
    }
}
