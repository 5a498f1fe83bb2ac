using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.AccessLists;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;

namespace KfTenants.Audit;

/// <summary>AuthorizationPolicies, by what they let in.</summary>
internal static class PolicyChecks
{
    private const int MostSources = 5;

    public static readonly ImmutableArray<Func<AuditView, IEnumerable<AuditFinding>>> All = [Alone, ForAll, WithoutPrincipals, EveryMesh, Opened];

    private static IEnumerable<AuditFinding> Alone(AuditView view) =>
        from entry in view.Access.Entries
        where entry is { Route: AccessRoute.Policy, Tenant: not null, Subject.Kind: SubjectKind.Person or SubjectKind.Pattern }
        select AuditRules.PolicyAlone.At(entry.Objects[0], entry.Tenant, entry.Subject.Name,
            $"{entry.Subject} can open what runs in the tenant and has no RoleBinding there, so that neither kubectl nor the dashboard shows it",
            $"delete the policy ({PasteText.Kubectl("delete", entry.Objects[0])}), or give the access in the tenants file");

    private static IEnumerable<AuditFinding> ForAll(AuditView view) =>
        from entry in view.Access.Entries
        where entry is { Route: AccessRoute.Policy, Tenant: not null, Subject.Kind: SubjectKind.Everyone }
        select AuditRules.PolicyForAll.At(entry.Objects[0], entry.Tenant, null,
            "the policy lets in everyone who is signed in, or every workload: what runs in the tenant is open to all of them",
            $"say in its rules who is meant, or delete it ({PasteText.Kubectl("delete", entry.Objects[0])})");

    // Since 1.8 only the gateway and the pipelines' page may say who someone is (kubeflow#7032); policies that were made before are not rewritten by the upgrade.
    private static IEnumerable<AuditFinding> WithoutPrincipals(AuditView view) =>
        from pair in view.InTenants(ObjectKind.AuthorizationPolicy)
        where !view.Identity.Principals.IsEmpty && pair.Object.Text("spec", "action") is null or "ALLOW"
        let people = pair.Object.At("spec", "rules").Items().Where(r => !IsVouchedFor(r)).SelectMany(view.Reach.OfRule).Where(s => s.IsPerson).Select(s => s.Who).ToList()
        where people.Count > 0
        select AuditRules.PolicyWithoutPrincipals.At(pair.Object.Key, pair.Profile.Key.Name, string.Join(' ', people),
            "the policy asks who someone is and not who says so: every pod of the mesh that sends the header is let in as that person",
            "apply the tenants file, which writes the policy anew; or add from.source.principals, as the other policies of this cluster have it");

    // Policies add up: what one of them lets in is let in.
    private static IEnumerable<AuditFinding> Opened(AuditView view) =>
        from pair in view.InTenants(ObjectKind.NetworkPolicy)
        let tenant = pair.Profile.Key.Name
        let isolation = view.Live.Find(new ObjectKey(ObjectKind.NetworkPolicy, tenant, NetworkPolicyObject.Name))
        where isolation is not null && isolation.Managers.IncludeUs && pair.Object.Key != isolation.Key
        let more = NetworkSources.Of(pair.Object.At("spec", "ingress")).Except(NetworkSources.Of(isolation.At("spec", "ingress")), StringComparer.Ordinal).ToList()
        where more.Count > 0
        select AuditRules.IsolationOpened.At(pair.Object.Key, tenant, string.Join(' ', more),
            $"the tenant is isolated, and this policy lets in more: {NameList.Of(more, MostSources)}",
            $"name the source under network in the tenants file, or delete the policy ({PasteText.Kubectl("delete", pair.Object.Key)})");

    // By the workload that says it, or by a token that the mesh has checked itself.
    private static bool IsVouchedFor(JsonElement rule) =>
        rule.Member("from").Items().Any(f => f.Member("source") is { } source && (source.Member("principals").Items().Any() || source.Member("namespaces").Items().Any())) ||
        rule.Member("when").Items().Any(w => w.TextMember("key") is { } key &&
            (key is "source.principal" or "source.namespace" || key.StartsWith("request.auth.", StringComparison.Ordinal)));

    private static IEnumerable<AuditFinding> EveryMesh(AuditView view) =>
        from entry in view.Access.Entries
        where entry.Route == AccessRoute.MeshPolicy && entry.Subject.IsPeople
        select AuditRules.EveryMesh.At(entry.Objects[0], null, entry.Subject.Name,
            $"{entry.Subject} can open what runs in every tenant, whatever a tenants file says",
            $"delete the policy if that is not meant ({PasteText.Kubectl("delete", entry.Objects[0])})");
}
