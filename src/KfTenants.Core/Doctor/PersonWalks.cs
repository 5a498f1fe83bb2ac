using System.Collections.Immutable;
using KfTenants.AccessLists;
using KfTenants.Audit;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Tenants;

namespace KfTenants.Doctor;

/// <summary>
/// Why a person cannot open their notebook: login, header, policy, binding, sidecar, quota, pods, one after the other. Each step is judged by the list of
/// access and by the findings; there is no rule here that is not a check.
/// </summary>
internal static class PersonWalks
{
    private static readonly ImmutableArray<string> OfSignIn =
        [.. Ids(DoctorChecks.NoDexConfig, DoctorChecks.NoDex, DoctorChecks.DexDown, DoctorChecks.DexOtherKey), AuditRules.DexUnreadable.Id, AuditRules.PasswordsOff.Id];

    private static readonly ImmutableArray<string> OfHeader = Ids(DoctorChecks.MeshDisagrees);
    private static readonly ImmutableArray<string> OfSidecar = [.. Ids(DoctorChecks.NoSidecar), AuditRules.OutsideMesh.Id];
    private static readonly ImmutableArray<string> OfQuota = [.. Ids(DoctorChecks.QuotaFull, DoctorChecks.PodRefused), AuditRules.QuotaBelowUse.Id];

    private static readonly ImmutableArray<string> OfPods =
    [
        .. Ids(
            DoctorChecks.NamespaceEnding, DoctorChecks.Unschedulable, DoctorChecks.ImagePull, DoctorChecks.Crashing, DoctorChecks.CannotStart, DoctorChecks.VolumePending,
            DoctorChecks.NotebookDown),
    ];

    /// <summary>One way for each tenant that the person has or should have, or that was asked for; one that ends early where there is none.</summary>
    public static ImmutableArray<PersonWalk> Of(string person, DoctorFacts facts, ImmutableArray<DoctorFinding> findings)
    {
        if (facts.View is not { } view)
        {
            return [new PersonWalk(person, null, [new WalkStep("login", WalkState.Unknown, "the cluster could not be read")])];
        }

        string[] tenants = facts.Tenants.IsEmpty
            ? [.. view.Access.Of(person).Select(e => e.Tenant).OfType<string>().Concat(Listed(person, facts.Set)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]
            : [.. facts.Tenants];
        return tenants.Length == 0
            ? [new PersonWalk(person, null, Cut([.. SignIn(person, facts, view, findings), Nowhere(person, view)]))]
            : [.. tenants.Select(tenant => new PersonWalk(person, tenant, Cut(Steps(person, tenant, facts, view, findings))))];
    }

    private static ImmutableArray<string> Ids(params ReadOnlySpan<DoctorCheck> checks)
    {
        var ids = ImmutableArray.CreateBuilder<string>();
        foreach (var check in checks)
        {
            ids.Add(check.Id);
        }

        return ids.ToImmutable();
    }

    private static IEnumerable<string> Listed(string person, TenantSet? set) =>
        set?.Tenants.Where(t => t.Owner == person || t.People.Any(p => p.Email == person)).Select(t => t.Name) ?? [];

    // After the first break nothing is sure: it may be its consequence.
    private static ImmutableArray<WalkStep> Cut(ImmutableArray<WalkStep> steps)
    {
        var at = steps.TakeWhile(s => s.State != WalkState.Broken).Count();
        return at == steps.Length ? steps
            : [.. steps.Take(at + 1), .. steps.Skip(at + 1).Select(s => new WalkStep(s.Word, WalkState.After, $"not judged before {steps[at].Word} is put right"))];
    }

    private static ImmutableArray<WalkStep> Steps(string person, string tenant, DoctorFacts facts, AuditView view, ImmutableArray<DoctorFinding> findings) =>
    [
        .. SignIn(person, facts, view, findings),
        .. facts.Flavor == Flavor.Kubeflow ? [Policy(person, tenant, facts, view)] : Array.Empty<WalkStep>(),
        Binding(person, tenant, facts, view),
        .. facts.Flavor == Flavor.Kubeflow
            ? [Of("sidecar", findings, OfSidecar, tenant, facts.WhyUnread(ObjectKind.Pod, tenant) ?? facts.WhyUnread(ObjectKind.Namespace),
                "every pod that should be in the mesh is")]
            : Array.Empty<WalkStep>(),
        Of("quota", findings, OfQuota, tenant, facts.WhyUnread(ObjectKind.ResourceQuota, tenant) ?? facts.WhyUnread(ObjectKind.Event, tenant),
            "there is room, and no pod was refused"),
        Of("pods", findings, OfPods, tenant, facts.WhyUnread(ObjectKind.Pod, tenant) ?? facts.WhyUnread(ObjectKind.Notebook, tenant), "everything that should run does"),
    ];

    private static IEnumerable<WalkStep> SignIn(string person, DoctorFacts facts, AuditView view, ImmutableArray<DoctorFinding> findings)
    {
        if (facts.Flavor == Flavor.Kubernetes)
        {
            yield break;
        }

        yield return Broken("login", findings.FirstOrDefault(f => OfSignIn.Contains(f.Id)) ??
            findings.FirstOrDefault(f => f.Id == AuditRules.HashUnusable.Id && f.Detail == person)) ?? Login(person, view);
        yield return Of("header", findings, OfHeader, null, facts.WhyUnread(ObjectKind.AuthorizationPolicy),
            $"the mesh knows people by the {facts.Identity!.Describe()}");
    }

    private static WalkStep Login(string person, AuditView view)
    {
        var signIn = view.Access.Logins.Of(person);
        return signIn.State switch
        {
            SignInState.Login => new WalkStep("login", WalkState.Fine, $"Dex signs them in as {signIn.As}"),
            SignInState.OtherSpelling => new WalkStep("login", WalkState.Broken,
                $"Dex signs them in as {signIn.As}, and access is given to {person}: Kubernetes and the mesh compare byte for byte",
                "write the e-mail alike in both places, best in lower case"),
            SignInState.Elsewhere => new WalkStep(
                "login", WalkState.Unknown, $"Dex has no login for them; they may sign in through {signIn.Detail ?? "another identity provider"}"),
            SignInState.None => new WalkStep("login", WalkState.Broken, "Dex has no login for this e-mail, and no connector", "add a login (users of the tenants file)"),
            _ => new WalkStep("login", WalkState.Unknown, $"not known: {signIn.Detail}"),
        };
    }

    private static WalkStep Policy(string person, string tenant, DoctorFacts facts, AuditView view) =>
        facts.WhyUnread(ObjectKind.AuthorizationPolicy, tenant) is { } why ? new WalkStep("policy", WalkState.Unknown, why)
        : view.Access.Of(person).FirstOrDefault(e => e.HasMesh && (e.Tenant == tenant || e.Tenant is null)) is { } entry
            ? new WalkStep("policy", WalkState.Fine, $"the mesh lets them in ({Objects(entry, ObjectKind.AuthorizationPolicy)})")
        : Outside("policy", person, tenant, view, $"no AuthorizationPolicy in {tenant} lets {person} in: its pages answer RBAC: access denied");

    private static WalkStep Binding(string person, string tenant, DoctorFacts facts, AuditView view) =>
        facts.WhyUnread(ObjectKind.RoleBinding, tenant) is { } why ? new WalkStep("binding", WalkState.Unknown, why)
        : view.Access.Of(person).FirstOrDefault(e => e.HasKubernetes && (e.Tenant == tenant || e.Tenant is null)) is { } entry
            ? new WalkStep("binding", WalkState.Fine, $"Kubernetes gives them {entry.Role} ({Objects(entry, ObjectKind.RoleBinding)})")
        : Outside("binding", person, tenant, view, $"no RoleBinding in {tenant} names {person}: the dashboard does not show the tenant to them");

    // Why a grant is missing is what matters: a tenant that lets no one in, another spelling, or a grant that was never made.
    private static WalkStep Outside(string word, string person, string tenant, AuditView view, string message)
    {
        var condition = view.Access.Tenants.FirstOrDefault(t => t.Name == tenant)?.Condition;
        var other = view.Access.Entries.Where(e => e.Tenant == tenant && e.Subject.Kind == SubjectKind.Person).Select(e => e.Subject.Name)
            .FirstOrDefault(name => name != person && string.Equals(name, person, StringComparison.OrdinalIgnoreCase));
        return condition switch
        {
            null => new WalkStep(word, WalkState.Broken, $"the cluster has no tenant {tenant}", "apply the tenants file"),
            TenantCondition.Suspended => new WalkStep(word, WalkState.Broken, $"{tenant} is suspended: it lets no one in", "set state: active in the tenants file, and apply it"),
            TenantCondition.Deleting => new WalkStep(word, WalkState.Broken, $"{tenant} is being deleted", "wait, and apply the tenants file if it should be there"),
            _ when other is not null => new WalkStep(word, WalkState.Broken, $"access is given to {other}, and not to {person}: e-mails are compared byte for byte",
                "write the e-mail alike in both places, best in lower case"),
            _ => new WalkStep(word, WalkState.Broken, message,
                view.Set?.Tenants.FirstOrDefault(t => t.Name == tenant) is { } declared && Listed(person, view.Set).Contains(declared.Name, StringComparer.Ordinal)
                    ? "apply the tenants file, which lists them"
                    : "list them under contributors of the tenant in the tenants file, and apply it"),
        };
    }

    private static WalkStep Nowhere(string person, AuditView view)
    {
        string[] people = [.. view.Access.People];
        var meant = people.FirstOrDefault(p => string.Equals(p, person, StringComparison.OrdinalIgnoreCase)) ?? new SpellingHints().Nearest(person, people);
        return new WalkStep("policy", WalkState.Broken,
            $"{person} has access to no tenant{(meant is null ? "" : $", and there is a {meant}: e-mails are compared byte for byte")}",
            "list them as owner or contributor of a tenant in the tenants file, and apply it");
    }

    private static WalkStep Of(string word, ImmutableArray<DoctorFinding> findings, ImmutableArray<string> ids, string? tenant, string? unread, string fine) =>
        Broken(word, findings.FirstOrDefault(f => ids.Contains(f.Id) && (tenant is null || f.Tenant == tenant)))
        ?? (unread is null ? new WalkStep(word, WalkState.Fine, fine) : new WalkStep(word, WalkState.Unknown, unread));

    private static WalkStep? Broken(string word, DoctorFinding? finding) =>
        finding is null ? null : new WalkStep(word, WalkState.Broken, $"{finding.Id} {finding.Subject}: {finding.Message}", finding.Remedy);

    private static string Objects(AccessEntry entry, ObjectKind kind) =>
        entry.Objects.FirstOrDefault(o => o.Kind == kind) is { Name: { } } key ? key.ToString() : entry.Route.ToText();
}
