using System.Collections.Immutable;
using KfTenants.Audit;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Logins;

namespace KfTenants.Doctor;

/// <summary>All checks over the facts. Pure: equal facts give equal answers, in one order.</summary>
public static class ClusterDoctor
{
    private static readonly ImmutableArray<CheckRun> Runs =
    [
        .. FileChecks.All, .. EndpointChecks.All, .. TlsChecks.All, .. IdentityChecks.All, .. RightsChecks.All, .. KubeflowChecks.All, .. DexChecks.All,
        .. TenantHealthChecks.All, .. WorkloadChecks.All,
    ];

    /// <param name="person">Whose way in is walked; null: no one's.</param>
    public static Diagnosis Of(DoctorFacts facts, string? person)
    {
        var (findings, skipped, passed) = (new List<DoctorFinding>(), new List<SkippedCheck>(), new List<DoctorCheck>());
        foreach (var run in Runs.Where(r => IsAsked(r.Check.Area, facts)))
        {
            if (run.Lacks(facts) is { } why)
            {
                skipped.Add(new SkippedCheck(run.Check, why));
                continue;
            }

            var found = run.Find(facts).ToList();
            findings.AddRange(found);
            if (found.Count == 0)
            {
                passed.Add(run.Check);
            }
        }

        findings.AddRange(OfAudit(facts));
        ImmutableArray<DoctorFinding> told =
        [
            .. findings.Distinct().OrderBy(f => f.Area).ThenBy(f => f.Severity).ThenBy(f => f.Tenant, StringComparer.Ordinal)
                .ThenBy(f => f.Id, StringComparer.Ordinal).ThenBy(f => f.Subject, StringComparer.Ordinal),
        ];
        return new Diagnosis(
            told, [.. skipped], [.. passed], facts.File is null ? facts.View?.Unread ?? [] : [], AboutOf(facts),
            person is null ? [] : PersonWalks.Of(person, facts, told));
    }

    // What the rights are for, and all after them, is no matter of a file; what is of files, none of a cluster.
    private static bool IsAsked(DoctorArea area, DoctorFacts facts) =>
        facts.File is null ? area != DoctorArea.Kubeconfig : area is DoctorArea.Kubeconfig or DoctorArea.Endpoint or DoctorArea.Tls or DoctorArea.Identity;

    private static IEnumerable<DoctorFinding> OfAudit(DoctorFacts facts) => facts.View is not { } view ? [] : ClusterAudit.Of(view)
        .Where(f => DoctorChecks.OfAudit.Contains(f.Rule) && facts.Includes(f.Tenant)).Select(DoctorFinding.Of);

    private static ImmutableArray<(string Word, string Value)> AboutOf(DoctorFacts facts)
    {
        var about = ImmutableArray.CreateBuilder<(string, string)>();
        void Add(string word, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                about.Add((word, value));
            }
        }

        Add("server", facts.Server?.Server);
        Add("configured", facts.Server?.Source);
        Add("kubernetes", facts.Server?.Answer?.Version);
        Add("identity", facts.Server?.Answer?.User ?? (facts.Credential?.Claims?.Subject is { } claimed ? $"{claimed} (as its token says)" : null));
        Add("credential", facts.Credential is { } credential ? $"{credential.Kind.ToText()} of {credential.Owner}{Ends(credential)}" : null);
        Add("namespace", facts.File?.Namespace);
        Add("may", Abilities(facts.File, isAllowed: true));
        Add("may not", Abilities(facts.File, isAllowed: false));
        if (facts.Live is { } live && facts.File is null)
        {
            Add("profile-controller", live.Find(ClusterIstio.Controller) is { } controller ? DeploymentState.ImagesOf(controller).FirstOrDefault() : null);
            Add("dex", live.Find(LoginResolver.DeploymentOf(facts.Dex)) is { } dex ? DeploymentState.ImagesOf(dex).FirstOrDefault() : null);
            Add("mesh", facts.Flavor == Tenants.Flavor.Kubeflow ? facts.Identity?.Describe() : null);
        }

        return about.ToImmutable();
    }

    private static string Ends(CredentialFacts credential) => (credential.Claims?.Expires ?? credential.CertificateTo) is { } end ? $", until {Times.Seconds(end)}" : "";

    private static string? Abilities(FileFacts? file, bool isAllowed) =>
        file is null ? null : string.Join(", ", file.Abilities.Where(a => a.IsAllowed == isAllowed).Select(a => a.Question));
}
