using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Importing;

/// <summary>What a cluster without Kubeflow shows: the Namespaces that are tenants already, those that Open OnDemand's hook made, and those that are named.</summary>
internal static class NamespacesImport
{
    private const string OnDemandRole = "ood-user";
    private const string NamespaceKey = "namespacePrefix";
    private const string UserKey = "usernamePrefix";

    public static ImportedSet Into(ImportedSet set, LiveState live, AccessRecord record, ImportOptions options)
    {
        var spaces = (options.Scope is { } scope ? live.Of(ObjectKind.Namespace).Where(s => scope.Contains(s.Key.Name)) : TenantsIn(live)).ToImmutableArray();
        var roles = RolesIn(spaces, live, set.Platform);
        var view = new ImportView(live, IstioIdentity.Default.Reach, record) { Flavor = Flavor.Kubernetes, Roles = roles };
        var platform = set.Platform.SetItem("flavor", CanonicalJson.OfText("kubernetes"));
        foreach (var (name, given, usual) in new[]
        {
            ("owner", roles.Owner, ClusterRoles.Kubernetes.Owner), ("admin", roles.Admin, ClusterRoles.Kubernetes.Admin),
            ("edit", roles.Edit, ClusterRoles.Kubernetes.Edit), ("view", roles.View, ClusterRoles.Kubernetes.View),
        })
        {
            platform = given == usual ? platform.Remove("roles/" + name) : platform.SetItem("roles/" + name, CanonicalJson.OfText(given));
        }

        ImmutableArray<ImportedTenant> tenants = [.. spaces.Select(s => ClusterImport.TenantOf(s, view))];
        var names = Kept(NamespaceKey, tenants.Select(t => t.Name), set.Platform);
        var people = Kept(UserKey, tenants.SelectMany(t => t.Contributors.Select(c => c.Who).Append(t.Owner ?? "")), set.Platform);
        return set with
        {
            Platform = (names.Length > 0 ? platform : platform.Remove(NamespaceKey)) is var kept && people.Length > 0 ? kept : kept.Remove(UserKey),
            NamespacePrefix = names,
            UsernamePrefix = people,
            Tenants = tenants,
        };
    }

    // A prefix of the file that was applied last, where everything has it; else the file says the names in full.
    private static string Kept(string key, IEnumerable<string> all, ImmutableSortedDictionary<string, string> platform) =>
        ClusterImport.Text(platform.GetValueOrDefault(key)) is { } prefix && all.All(n => n.Length > prefix.Length && n.StartsWith(prefix, StringComparison.Ordinal)) ? prefix : "";

    // Where none is named.
    private static IEnumerable<KubeObject> TenantsIn(LiveState live)
    {
        var ours = TenantRoot.Of(Flavor.Kubernetes).All(live).Select(r => r.Key).ToHashSet();
        return live.Of(ObjectKind.Namespace).Where(s => ours.Contains(s.Key) || TenantNamespaceImport.IsOfOnDemand(s));
    }

    // What our own bindings give for each role, else what was approved last; without either, Open OnDemand's where its hook was.
    private static ClusterRoles RolesIn(ImmutableArray<KubeObject> spaces, LiveState live, ImmutableSortedDictionary<string, string> approved)
    {
        var given = (from space in spaces
                     from binding in live.In(space.Key.Name, ObjectKind.RoleBinding)
                     where binding.Label(Ownership.PartOfLabel) is not null && binding.Managers.IncludeUs
                     let role = RoleNames.Parse(binding.Annotation(Grants.RoleAnnotation))
                     where role is not null && binding.Text("roleRef", "name") is not null
                     group binding.Text("roleRef", "name")! by role.Value)
            .ToDictionary(g => g.Key, g => g.GroupBy(n => n, StringComparer.Ordinal).OrderByDescending(n => n.Count()).ThenBy(n => n.Key, StringComparer.Ordinal).First().Key);
        var usual = given.Count == 0 && spaces.Any(TenantNamespaceImport.IsOfOnDemand)
            ? ClusterRoles.Kubernetes with { Owner = OnDemandRole, Edit = OnDemandRole }
            : ClusterRoles.Kubernetes;
        usual = new ClusterRoles(Said("owner") ?? usual.Owner, Said("admin") ?? usual.Admin, Said("edit") ?? usual.Edit, Said("view") ?? usual.View);
        return new ClusterRoles(Of(Role.Owner, usual.Owner), Of(Role.Admin, usual.Admin), Of(Role.Edit, usual.Edit), Of(Role.View, usual.View));

        string? Said(string role) => ClusterImport.Text(approved.GetValueOrDefault("roles/" + role));
        string Of(Role role, string otherwise) => given.GetValueOrDefault(role, otherwise);
    }
}
