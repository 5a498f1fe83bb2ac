using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Doctor;

/// <summary>A kubeconfig that is handed out: whether the person who gets it can work with it, and with no more than is meant.</summary>
internal static class FileChecks
{
    private const int Most = 5;

    public static readonly ImmutableArray<CheckRun> All =
    [
        new(DoctorChecks.OpenFile, f => Lacks(f) ?? (f.File!.IsOpenToOthers is null ? "its mode is not known" : null), OpenFile),
        new(DoctorChecks.OtherEntries, Unread, OtherEntries),
        new(DoctorChecks.NamedFiles, Unread, NamedFiles),
        new(DoctorChecks.NoNamespace, Unread, NoNamespace),
        new(DoctorChecks.NoAuthority, Unread, NoAuthority),
        new(DoctorChecks.NoExpiry, f => Unread(f) ?? (f.Credential is { Problem: null, Flaw: TokenFlaw.None } ? null : "needs a credential"), NoExpiry),
        new(DoctorChecks.NeedsProgram, Unread, NeedsProgram),
        new(DoctorChecks.Mighty, Unasked, Mighty),
        new(DoctorChecks.Powerless, Unasked, Powerless),
    ];

    private static string? Lacks(DoctorFacts facts) => facts.File is null ? "no file is judged" : null;

    private static string? Unread(DoctorFacts facts) => Lacks(facts) ?? (facts.Credential is null ? "the file could not be read" : null);

    private static string? Unasked(DoctorFacts facts) => Unread(facts) ?? EndpointChecks.WithoutAnswer(facts)
        ?? (facts.File!.Abilities.IsEmpty ? "the server did not answer what the identity may do" : null);

    private static IEnumerable<DoctorFinding> OpenFile(DoctorFacts facts)
    {
        if (facts.File!.IsOpenToOthers == true && facts.Credential is not { Kind: CredentialKind.None or CredentialKind.Plugin })
        {
            yield return DoctorChecks.OpenFile.At(facts.File.Path, null, "its mode lets others than its owner read it, and it holds a credential");
        }
    }

    private static IEnumerable<DoctorFinding> OtherEntries(DoctorFacts facts)
    {
        if (!facts.File!.Others.IsEmpty)
        {
            yield return DoctorChecks.OtherEntries.At(facts.File.Path, null, $"its context does not use {NameList.Of(facts.File.Others, Most)}");
        }
    }

    private static IEnumerable<DoctorFinding> NamedFiles(DoctorFacts facts)
    {
        if (!facts.File!.Paths.IsEmpty)
        {
            yield return DoctorChecks.NamedFiles.At(facts.File.Path, null, $"it names {NameList.And(facts.File.Paths)} by path: on another computer they are not there");
        }
    }

    private static IEnumerable<DoctorFinding> NoNamespace(DoctorFacts facts)
    {
        if (facts.File!.Namespace is null)
        {
            yield return DoctorChecks.NoNamespace.At(facts.File.Path, null, "the context names no namespace: clients ask for namespace default");
        }
    }

    private static IEnumerable<DoctorFinding> NoAuthority(DoctorFacts facts)
    {
        if (!facts.File!.HasAuthority && facts.Server is not { IsInsecure: true } and not { Tls.Problem: null, IsHttps: true })
        {
            yield return DoctorChecks.NoAuthority.At(facts.File.Path, null, "it has no certificate-authority-data: the certificate authorities of each computer count");
        }
    }

    private static IEnumerable<DoctorFinding> NoExpiry(DoctorFacts facts)
    {
        if (facts.Credential is { Kind: CredentialKind.Token, Claims: { Expires: null } claims })
        {
            yield return DoctorChecks.NoExpiry.At(facts.Credential.Owner, null, $"the token of {claims.Subject ?? "an unknown subject"} has no expiry");
        }
        else if (facts.Credential is { Kind: CredentialKind.Basic })
        {
            yield return DoctorChecks.NoExpiry.At(facts.Credential.Owner, null, "it is a name and a password, which API servers take no more since Kubernetes 1.19",
                "hand out a token that ends, or a credential plugin");
        }
    }

    private static IEnumerable<DoctorFinding> NeedsProgram(DoctorFacts facts)
    {
        if (facts.Credential is { Plugin: { } plugin })
        {
            yield return DoctorChecks.NeedsProgram.At(facts.Credential.Owner, null, $"its credential comes from the program {plugin}");
        }
    }

    private static IEnumerable<DoctorFinding> Mighty(DoctorFacts facts)
    {
        if (!facts.File!.Everywhere.IsEmpty)
        {
            yield return DoctorChecks.Mighty.At(Who(facts), null, $"in every namespace it may {NameList.And(facts.File.Everywhere)}");
        }
    }

    private static IEnumerable<DoctorFinding> Powerless(DoctorFacts facts)
    {
        if (facts.File!.Abilities.All(a => !a.IsAllowed))
        {
            yield return DoctorChecks.Powerless.At(Who(facts), null,
                $"in namespace {facts.File.Namespace ?? "default"} it may do none of {facts.File.Abilities.Length} things that tenants do: " +
                "the namespace does not exist, or nothing in it is bound to it");
        }
    }

    private static string Who(DoctorFacts facts) => facts.Server?.Answer?.User ?? facts.Credential!.Claims?.Subject ?? facts.Credential.Owner;
}
