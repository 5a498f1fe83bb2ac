using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.AccessLists;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Resources;

namespace KfTenants.Audit;

/// <summary>Profiles and their Namespaces, and whether profile-controller (profile_controller.go, Reconcile) can look after them.</summary>
internal static class TenantChecks
{
    private const string PartOf = "app.kubernetes.io/part-of";
    private const int LongestLabel = 63;

    public static readonly ImmutableArray<Func<AuditView, IEnumerable<AuditFinding>>> All =
        [Owners, Missing, Mesh, Controllers, Deleting, OwnerKinds, Labels, Suspended, Names, OwnersOutside];

    private static IEnumerable<(KubeObject Profile, KubeObject Space)> WithNamespace(AuditView view) =>
        from profile in view.Profiles
        let space = view.Live.Find(NamespaceObject.Key(profile.Key.Name))
        where space is not null && !profile.IsTerminating && !space.IsTerminating
        select (profile, space);

    private static bool IsLookedAfter(KubeObject profile, KubeObject space) => !OwnerTransferPlanner.IsFrozen(profile, space);

    private static IEnumerable<AuditFinding> Owners(AuditView view) =>
        from pair in WithNamespace(view)
        where !IsLookedAfter(pair.Profile, pair.Space)
        let tenant = pair.Profile.Key.Name
        let wanted = pair.Profile.Text("spec", "owner", "name") ?? "no one"
        let noted = pair.Space.Annotation(ProfileObject.OwnerAnnotation)
        select ProfileObject.Owns(pair.Profile, pair.Space)
            ? AuditRules.Frozen.At(pair.Profile.Key, tenant, null,
                $"the Profile says that {wanted} owns it, its Namespace says {noted ?? "nothing"}: quota, bindings and labels are not looked after, " +
                $"{view.EntriesOf(tenant).FirstOrDefault(e => e.Route == AccessRoute.Owner)?.Subject.ToString() ?? "no one"} has the owner's access, and a deletion would hang",
                "apply a tenants file with the right owner, which finishes the transfer")
            : AuditRules.NamespaceTaken.At(pair.Profile.Key, tenant, null,
                $"the Namespace was there before the Profile and {(noted is null ? "names no owner" : $"names {noted} as its owner")}, not {wanted}: profile-controller " +
                "does nothing, and says so only in its log",
                "choose another name for the Profile; or, where the Namespace is meant, apply a tenants file with adopt: true");

    private static IEnumerable<AuditFinding> Missing(AuditView view) =>
        from profile in view.Profiles
        where !profile.IsTerminating && profile.BodyFlaw is null && view.Live.Find(NamespaceObject.Key(profile.Key.Name)) is null
        select AuditRules.NamespaceMissing.At(profile.Key, profile.Key.Name, null,
            "the Profile has no Namespace, which profile-controller makes within seconds",
            "look whether profile-controller runs and what it logs (kubectl -n kubeflow logs deployment/profiles-deployment -c manager)");

    private static IEnumerable<AuditFinding> Mesh(AuditView view)
    {
        foreach (var (profile, space) in WithNamespace(view).Where(p => IsLookedAfter(p.Profile, p.Space)))
        {
            var name = profile.Key.Name;
            if (!NamespaceObject.IsInMesh(space))
            {
                yield return AuditRules.OutsideMesh.At(space.Key, name, null,
                    "no label of the Namespace puts its pods into the mesh: they get no sidecar, no AuthorizationPolicy holds, and every pod of the cluster can reach them",
                    $"label it ({PasteText.Command("kubectl", "label", "namespace", name, "istio-injection=enabled")}) and restart its pods");
            }

            if (profile.Uid is not null && !ProfileObject.Owns(profile, space))
            {
                yield return AuditRules.NamespaceStays.At(space.Key, name, null,
                    "the Namespace was not made for this Profile: deleting the Profile would leave it, with all data and access of others",
                    "apply a tenants file with adopt: true, which makes it the Profile's own; or leave it, if that is meant");
            }
        }
    }

    // roleRef cannot be changed, so that every look of the controller ends there: quota and finalizer come after it.
    private static IEnumerable<AuditFinding> Controllers(AuditView view) =>
        from pair in view.InTenants(ObjectKind.RoleBinding)
        where ProfileObject.ControllerBindings.Contains(pair.Object.Key.Name)
        let role = ControllerGrants.RoleOf(pair.Object.Key.Name)
        where Grants.RoleRef(pair.Object) != $"ClusterRole {role}"
        select AuditRules.ControllerBinding.At(pair.Object.Key, pair.Profile.Key.Name, Grants.RoleRef(pair.Object),
            $"the binding gives {Grants.RoleRef(pair.Object)} instead of ClusterRole {role}, which profile-controller cannot change: it fails each time " +
            "before it reaches the quota",
            $"delete it ({PasteText.Kubectl("delete", pair.Object.Key)}); the controller makes it anew");

    private static IEnumerable<AuditFinding> Deleting(AuditView view) =>
        from profile in view.Profiles
        where profile.IsTerminating
        let finalizers = string.Join(", ", profile.At("metadata", "finalizers").Items().Select(f => f.ToString()))
        select AuditRules.Deleting.At(profile.Key, profile.Key.Name, null,
            $"the Profile has been marked for deletion and waits{(finalizers.Length == 0 ? "" : $" for {finalizers}")}; until it is gone, its people still get in",
            "if it stays so for minutes, look at profile-controller's log: a frozen Profile, a plugin without credentials or a foreign binding stop it; " +
            "only then take the finalizer away");

    private static IEnumerable<AuditFinding> OwnerKinds(AuditView view) =>
        from profile in view.Profiles
        let kind = profile.Text("spec", "owner", "kind")
        where profile.BodyFlaw is null && kind is not "User"
        select AuditRules.OwnerKind.At(profile.Key, profile.Key.Name, null,
            kind is null
                ? "the Profile has no owner: profile-controller cannot finish it"
                : $"the owner is a {kind} ({profile.Text("spec", "owner", "name")}): the dashboard and the mesh know only people, so that no one sees this tenant there",
            "name one person as the owner, and list the others as contributors");

    // PodDefaults are injected, and pipelines, Katib and the model registry reached, only from Namespaces with this label.
    private static IEnumerable<AuditFinding> Labels(AuditView view) =>
        from pair in WithNamespace(view)
        where IsLookedAfter(pair.Profile, pair.Space) && ProfileObject.IsMade(pair.Profile) && pair.Space.Label(PartOf) != "kubeflow-profile"
        select AuditRules.NotLabelled.At(pair.Space.Key, pair.Profile.Key.Name, null,
            $"the label {PartOf} is {pair.Space.Label(PartOf) ?? "absent"}: PodDefaults are not injected, and Kubeflow's network policies shut the tenant out of " +
            "pipelines",
            $"label it ({PasteText.Command("kubectl", "label", "--overwrite", "namespace", pair.Space.Key.Name, $"{PartOf}=kubeflow-profile")})");

    private static IEnumerable<AuditFinding> Suspended(AuditView view) =>
        from tenant in view.Access.Tenants
        where tenant.Condition == TenantCondition.Suspended
        from entry in view.EntriesOf(tenant.Name)
        where entry.Subject.IsPeople
        select AuditRules.SuspendedAccess.At(entry.Objects[0], tenant.Name, GrantChecks.Accepted(entry),
            $"the tenant is suspended, and {entry.Subject} has {entry.Role}",
            $"delete the grant ({PasteText.Kubectl("delete", entry.Objects[0])})");

    private static IEnumerable<AuditFinding> Names(AuditView view) =>
        from profile in view.Profiles
        let name = profile.Key.Name
        where name.Length > LongestLabel || name.Contains('.', StringComparison.Ordinal)
        select AuditRules.NameTooLong.At(profile.Key, name, null,
            $"a Namespace's name has at most {LongestLabel} characters and no dot: profile-controller tries without end to make this one",
            "delete the Profile, and make one with another name");

    // What the controller would put right by itself, if nothing stopped it.
    private static IEnumerable<AuditFinding> OwnersOutside(AuditView view) =>
        from pair in WithNamespace(view)
        where IsLookedAfter(pair.Profile, pair.Space) && !ProfileObject.IsSuspended(pair.Profile) && pair.Profile.Text("spec", "owner", "kind") is "User"
        let tenant = pair.Profile.Key.Name
        let owner = pair.Profile.Text("spec", "owner", "name") ?? ""
        let binding = view.Live.Find(ProfileObject.OwnerBindingKey(tenant))
        let policy = view.Live.Find(ProfileObject.OwnerPolicyKey(tenant))
        let lacking = Lacking(
            binding is not null && Grants.Of(binding).Any(g => g.Person == owner),
            policy is not null && view.Reach.Of(policy).Any(s => AccessSubject.Of(s).Means(owner)))
        where lacking is not null
        select AuditRules.OwnerOutside.At(pair.Profile.Key, tenant, null,
            $"{owner} owns the tenant and has {lacking}",
            "look at profile-controller's log (kubectl -n kubeflow logs deployment/profiles-deployment -c manager): something stops it before it makes them");

    private static string? Lacking(bool hasBinding, bool hasPolicy) => (hasBinding, hasPolicy) switch
    {
        (true, true) => null,
        (false, true) => $"no right in Kubernetes: {ProfileObject.OwnerBinding} does not name them",
        (true, false) => $"no way through the mesh: {ProfileObject.OwnerPolicy} does not name them",
        _ => $"no access at all: neither {ProfileObject.OwnerBinding} nor {ProfileObject.OwnerPolicy} names them",
    };
}
