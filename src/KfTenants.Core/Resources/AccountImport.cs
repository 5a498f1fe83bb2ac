using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>
/// The service accounts and bindings of a tenant that kftenants made. Those of others are not imported: who made them keeps them.
/// </summary>
public static class AccountImport
{
    /// <summary>The roles of these bindings of which the rules are not known, in the order of their keys.</summary>
    public static IEnumerable<ObjectKey> RolesOf(LiveState live) => live.Of(ObjectKind.RoleBinding)
        .Where(b => IsMade(b) && b.Annotation(Grants.UserAnnotation) is null)
        .Select(RoleOf).OfType<ObjectKey>().Distinct().Order();

    internal static Func<ImportedTenant, KubeObject, ImportedTenant> Of(ImportView view) => (tenant, found) =>
    {
        if (!IsMade(found))
        {
            return tenant;
        }

        var binding = view.Live.Find(new ObjectKey(ObjectKind.RoleBinding, tenant.Name, TenantAccount.BindingNameOf(found.Key.Name)));
        var account = new TenantAccount(found.Key.Name, binding is not null && IsOfAccount(binding, found) ? binding.Text("roleRef", "name") : null, default)
        {
            MountsToken = found.At("automountServiceAccountToken") is not { ValueKind: System.Text.Json.JsonValueKind.False },
            AllowsWildcards = binding is not null && HasWildcards(binding, view),
        };
        return tenant with { ServiceAccounts = tenant.ServiceAccounts.Add(account), Sources = tenant.Sources.Add(found.Key.ToString()) };
    };

    /// <summary>The bindings beside those of contributors, of the reaper of pods, and of the accounts that are known by now.</summary>
    internal static ImportedTenant Bindings(ImportedTenant tenant, ImportView view) => view.Live.In(tenant.Name, ObjectKind.RoleBinding)
        .Where(b => IsMade(b) && b.Annotation(Grants.UserAnnotation) is null && !b.IsTerminating && !JobReaperResource.Instance.Owns(b) && !IsTold(b, tenant))
        .Aggregate(tenant, (known, binding) => OfBinding(known, binding, view));

    private static ImportedTenant OfBinding(ImportedTenant tenant, KubeObject binding, ImportView view)
    {
        var role = new RoleReference(binding.Text("roleRef", "kind") == "ClusterRole", binding.Text("roleRef", "name") ?? "");
        var grant = new RoleGrant(role, [.. binding.At("subjects").Items().Select(s => Subject(s, tenant.Name)).OfType<GrantSubject>()], default)
        {
            AllowsWildcards = HasWildcards(binding, view),
        };
        grant = grant.Name == binding.Key.Name ? grant : grant with { OwnName = binding.Key.Name };
        return grant.Subjects.Length == binding.At("subjects").Items().Count()
            ? tenant with { RoleBindings = tenant.RoleBindings.Add(grant), Sources = tenant.Sources.Add(binding.Key.ToString()) }
            : tenant.Saying($"{binding.Key} has a subject that roleBindings cannot say: it is not imported, and stays as it is", binding.Key);
    }

    private static GrantSubject? Subject(System.Text.Json.JsonElement subject, string tenant) =>
        subject.TextMember("name") is { } name && Enum.TryParse<GrantSubjectKind>(subject.TextMember("kind"), out var kind)
            ? new GrantSubject(kind, name, kind == GrantSubjectKind.ServiceAccount && subject.TextMember("namespace") is { } space && space != tenant ? space : null)
            : null;

    private static bool IsTold(KubeObject binding, ImportedTenant tenant) =>
        tenant.ServiceAccounts.Any(a => a.Grant is { } grant && grant.Name == binding.Key.Name);

    private static bool IsOfAccount(KubeObject binding, KubeObject account) => binding.Text("roleRef", "kind") == "ClusterRole" &&
        Grants.Subjects(binding).SequenceEqual([$"{Grants.ServiceAccountPrefix}{account.Key.Namespace}/{account.Key.Name}"]);

    private static bool IsMade(KubeObject found) => found.Label(Ownership.ManagedByLabel) == Ownership.ManagedByValue;

    // The role is bound, so that it was allowed.
    private static bool HasWildcards(KubeObject binding, ImportView view) =>
        RoleOf(binding) is { } key && view.Live.Find(key) is { } role && RoleStrength.Of(role).HasWildcards;

    // Null for presets and Kubeflow's roles: nothing needs to be allowed of them.
    private static ObjectKey? RoleOf(KubeObject binding) =>
        binding.Text("roleRef", "name") is { } name && AccountPreset.OfClusterRole(name) is null && RoleNames.OfClusterRole(name) is null
            ? RoleGrantObject.RoleKey(binding.Key.Namespace!, new RoleReference(binding.Text("roleRef", "kind") == "ClusterRole", name))
            : null;
}
