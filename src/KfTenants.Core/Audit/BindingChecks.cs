using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.AccessLists;
using KfTenants.Kube;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Audit;

/// <summary>RoleBindings as KFAM and the dashboard read them (kubeflow access-management, kfam/bindings.go): by annotations, name, first subject and roleRef.</summary>
internal static class BindingChecks
{
    private const string RemoveAndAdd = "delete the binding and its policy, and give the access anew, in the tenants file or in the dashboard";

    public static readonly ImmutableArray<Func<AuditView, IEnumerable<AuditFinding>>> All = [Subjects, Role, Person, Alone, Name, Twice];

    // What List takes up: both annotations, whatever they say.
    private static IEnumerable<(KubeObject Binding, string User, string Role)> Listed(AuditView view) =>
        from pair in view.InTenants(ObjectKind.RoleBinding)
        let user = pair.Object.Annotation(Grants.UserAnnotation)
        let role = pair.Object.Annotation(Grants.RoleAnnotation)
        where user is not null && role is not null
        select (pair.Object, user, role);

    private static bool HasOneSubject(KubeObject binding) => binding.At("subjects").Items().Count() == 1;

    // List answers with an error for every user, so that no one sees any tenant.
    private static IEnumerable<AuditFinding> Subjects(AuditView view) =>
        from listed in Listed(view)
        let count = listed.Binding.At("subjects").Items().Count()
        where count != 1
        select AuditRules.BindingSubjects.At(listed.Binding.Key, listed.Binding.Key.Namespace, null,
            $"the binding has the annotations user and role and {count} subjects, and so the dashboard's list of tenants fails for all users",
            $"take the annotations away ({Annotate(listed.Binding, "user-", "role-")}), or make a binding for each subject");

    private static IEnumerable<AuditFinding> Role(AuditView view) =>
        from listed in Listed(view)
        where HasOneSubject(listed.Binding)
        let given = Grants.RoleRef(listed.Binding)
        let said = RoleNames.Parse(listed.Role)
        where said is null || given != $"ClusterRole {said.Value.ToClusterRole()}"
        select AuditRules.BindingRole.At(listed.Binding.Key, listed.Binding.Key.Namespace, $"{listed.Role} {given}",
            said is null
                ? $"the annotation role says {listed.Role}, which is none of KFAM's roles, and the binding gives {given}"
                : $"the annotation role says {listed.Role}, and the binding gives {given}: what goes by the annotation, as queries by role do, takes it for something else",
            RemoveAndAdd);

    private static IEnumerable<AuditFinding> Person(AuditView view) =>
        from listed in Listed(view)
        where HasOneSubject(listed.Binding)
        let subject = listed.Binding.At("subjects").Items().First()
        let who = AccessSubject.Of(subject, listed.Binding.Key.Namespace)
        where subject.TextMember("name") != listed.User
        select AuditRules.BindingPerson.At(listed.Binding.Key, listed.Binding.Key.Namespace, $"{who}",
            $"the annotation user says {listed.User}, and the binding lets in {who}: the dashboard shows the tenant to the one and not to the other",
            listed.Binding.Key.Name == ProfileObject.OwnerBinding
                ? "finish the owner transfer: with the right owner in the tenants file, apply; by hand, set the annotation user of namespaceAdmin and ns-owner-access-istio"
                : RemoveAndAdd);

    // The other half has another name at most: the access list has joined them.
    private static IEnumerable<AuditFinding> Alone(AuditView view) =>
        from entry in view.Access.Entries
        where entry is { Route: AccessRoute.Contributor or AccessRoute.Group, HasMesh: false, Tenant: not null }
        select AuditRules.BindingAlone.At(entry.Objects[0], entry.Tenant, entry.Subject.Name,
            $"{entry.Subject} has {entry.Role} and no AuthorizationPolicy, so that notebooks and other pages of the tenant do not open (RBAC: access denied)",
            "apply the tenants file, which makes the missing half; or remove the person and add them again in the dashboard");

    private static IEnumerable<AuditFinding> Name(AuditView view) =>
        from listed in Listed(view)
        where HasOneSubject(listed.Binding) && listed.Binding.Key.Name != ProfileObject.OwnerBinding
        let role = RoleNames.Parse(listed.Role)
        where role is not null && Grants.RoleRef(listed.Binding) == $"ClusterRole {role.Value.ToClusterRole()}" && listed.Binding.Key.Name != KfamName.For(listed.User, role.Value)
        where listed.Binding.At("subjects").Items().First().TextMember("name") == listed.User
        select AuditRules.BindingName.At(listed.Binding.Key, listed.Binding.Key.Namespace, null,
            $"the dashboard lists {listed.User} and would remove {KfamName.For(listed.User, role.Value)}, which is not the name of this binding",
            RemoveAndAdd);

    private static IEnumerable<AuditFinding> Twice(AuditView view) =>
        from listed in Listed(view)
        where HasOneSubject(listed.Binding)
        let person = listed.Binding.At("subjects").Items().First().TextMember("name") ?? ""
        group listed.Binding by (listed.Binding.Key.Namespace, person) into same
        where same.Count() > 1
        select AuditRules.BindingTwice.At(NamespaceObject.Key(same.Key.Namespace!), same.Key.Namespace, same.Key.person,
            $"{same.Key.person} has {same.Count()} bindings that the dashboard lists ({string.Join(", ", same.Select(b => b.Key.Name))}): it shows the tenant as often",
            "keep the one with the role that is meant, and delete the others with their policies");

    private static string Annotate(KubeObject binding, params string[] words) => PasteText.Kubectl("annotate", binding.Key, words);
}
