using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Rbac;

public sealed class PermissionTableTests
{
    public static TheoryData<LoginStore, string?> Places
    {
        get
        {
            var data = new TheoryData<LoginStore, string?>();
            foreach (var store in Enum.GetValues<LoginStore>())
            {
                data.Add(store, null);
                data.Add(store, "production");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Planning_gets_and_lists_and_nothing_else(LoginStore store, string? set) =>
        Assert.All(PermissionTable.ForPlan(With(store, set)), rule => Assert.Empty(rule.Verbs.Except(["get", "list"])));

    [Theory]
    [MemberData(nameof(Places))]
    public void A_doctor_gets_and_lists_and_sees_no_Secret_and_nothing_that_plan_gives_already(LoginStore store, string? set)
    {
        var rules = PermissionTable.ForDoctor(With(store, set));
        Assert.All(rules, rule => Assert.Empty(rule.Verbs.Except(["get", "list"])));
        Assert.Empty(rules.SelectMany(r => r.Resources).Intersect(["secrets", "passwords", "configmaps", "pods/log"]));
        Assert.Empty(rules.Select(r => r.Role).Intersect(PermissionTable.ForPlan(With(store, set)).Select(r => r.Role)));
        var bound = With(store, set) with { BoundClusterRoles = ["kubeflow-view", "other"] };
        Assert.Equal("kubeflow-admin kubeflow-edit", string.Join(' ', PermissionTable.ForDoctor(bound).Single(r => r.Resources.Contains("clusterroles")).Names));
        Assert.All(rules, r => Assert.EndsWith(".", r.Why, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Nothing_is_granted_twice_or_by_a_wildcard(LoginStore store, string? set)
    {
        var rules = PermissionTable.ForPlan(With(store, set)).AddRange(PermissionTable.ForApply(With(store, set)));

        Assert.DoesNotContain(rules, r => r.Verbs.Concat(r.Resources).Append(r.Group).Any(w => w.Contains('*', StringComparison.Ordinal)));
        var single = (from r in rules
                      from resource in r.Resources
                      from name in r.Names.DefaultIfEmpty("")
                      from verb in r.Verbs
                      select (r.Namespace, r.Group, resource, name, verb)).ToList();
        Assert.Equal(single.Distinct(), single);
        Assert.All(rules, r => Assert.EndsWith(".", r.Why, StringComparison.Ordinal));
    }

    // An apply of an absent object is a patch that is then authorized as a creation.
    [Theory]
    [MemberData(nameof(Places))]
    public void Who_may_create_may_patch(LoginStore store, string? set) => Assert.All(
        PermissionTable.ForApply(With(store, set)).Where(r => r.Verbs.Contains("create")), rule => Assert.Contains("patch", rule.Verbs));

    // list cannot be limited by name, and neither can the log of a pod whose name is not known.
    [Fact]
    public void Rights_that_reach_all_objects_of_a_kind_are_these()
    {
        var rules = PermissionTable.ForPlan(With(LoginStore.Secret, "production")).AddRange(PermissionTable.ForApply(With(LoginStore.Secret, "production")));

        Assert.Equal(
        [
            "auth: pods list", "auth: pods/log get", "cluster: authorizationpolicies create patch delete", "cluster: authorizationpolicies get list",
            "cluster: clusterpolicies list", "cluster: clusterrolebindings list",
            "cluster: limitranges,resourcequotas get list", "cluster: namespaces get list", "cluster: namespaces patch",
            "cluster: networkpolicies get list", "cluster: profiles create patch delete",
            "cluster: profiles get list", "cluster: resourcequotas create patch delete",
            "cluster: rolebindings create patch delete", "cluster: rolebindings get list",
            "cluster: serviceaccounts create patch delete", "cluster: serviceaccounts get list",
            "cluster: validatingadmissionpolicybindings list", "default: events create patch",
            "kftenants-system: events create patch", "kftenants-system: leases list", "kubeflow: configmaps get",
        ], rules.Where(r => r.Names.IsEmpty).Select(r => $"{r.Namespace ?? "cluster"}: {string.Join(',', r.Resources)} {string.Join(' ', r.Verbs)}").Order(StringComparer.Ordinal));
    }

    // Nothing of Profiles, Istio and Dex, and the file's own roles in the place of Kubeflow's.
    [Fact]
    public void Without_Kubeflow_its_kinds_are_not_opened()
    {
        var places = ToolPlaces.Default with { Set = "production", Flavor = Flavor.Kubernetes, Roles = new ClusterRoles("ood-user", "admin", "ood-user", "view") };
        var rules = PermissionTable.ForPlan(places).AddRange(PermissionTable.ForApply(places));

        Assert.Empty(rules.SelectMany(r => r.Resources).Intersect(["profiles", "authorizationpolicies", "secrets", "passwords", "deployments", "pods"]));
        Assert.Equal(["default", "kftenants-system"], rules.Select(r => r.Namespace).OfType<string>().Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["job-pod-reaper", "view ood-user admin"], rules.Where(r => r.Verbs.Contains("bind")).Select(r => string.Join(' ', r.Names)).Order(StringComparer.Ordinal));
        Assert.Contains(rules, r => r.Resources.Contains("namespaces") && r.Verbs.Contains("delete"));
        var ofKubeflow = PermissionTable.ForPlan(ToolPlaces.Default).AddRange(PermissionTable.ForApply(ToolPlaces.Default));
        Assert.Empty(rules.Select(r => (r.Role, r.Namespace)).Intersect(ofKubeflow.Select(r => (r.Role, r.Namespace))));
    }

    [Fact]
    public void Only_the_store_of_the_file_is_opened()
    {
        Assert.DoesNotContain(Resources(LoginStore.Config), r => r is "secrets" or "passwords");
        Assert.DoesNotContain("passwords", Resources(LoginStore.Secret));
        Assert.DoesNotContain("secrets", Resources(LoginStore.Passwords));
        Assert.Contains("passwords", Resources(LoginStore.Passwords));
    }

    [Fact]
    public void A_file_that_says_all_about_Istio_needs_nothing_of_the_controller() =>
        Assert.DoesNotContain(PermissionTable.ForPlan(ToolPlaces.Default with { ReadsController = false }), r => r.Namespace == "kubeflow");

    [Fact]
    public void Two_sets_have_roles_of_their_own_and_share_the_rest()
    {
        var one = PermissionTable.ForApply(With(LoginStore.Config, "one")).Select(r => (r.Namespace, r.Role)).Distinct().ToList();
        var two = PermissionTable.ForApply(With(LoginStore.Config, "two")).Select(r => (r.Namespace, r.Role)).Distinct().ToList();

        Assert.Equal([(null, "kftenants-apply-one"), (Ownership.SystemNamespace, "kftenants-apply-one")], one.Except(two));
    }

    [Theory]
    [InlineData("patch", "", "configmaps", "auth", "dex", true)]
    [InlineData("patch", "", "configmaps", "auth", "other", false)]
    [InlineData("patch", "", "configmaps", "team-a", "dex", false)]
    [InlineData("create", "", "limitranges", "team-a", "kftenants", true)]
    [InlineData("create", "", "limitranges", "team-a", null, false)]
    [InlineData("bind", "rbac.authorization.k8s.io", "clusterroles", null, "kubeflow-edit", true)]
    [InlineData("bind", "rbac.authorization.k8s.io", "clusterroles", null, "cluster-admin", false)]
    [InlineData("delete", "", "namespaces", null, "team-a", false)]
    public void A_rule_allows_what_RBAC_would(string verb, string group, string resource, string? inNamespace, string? name, bool allowed) =>
        Assert.Equal(allowed, PermissionTable.ForApply(ToolPlaces.Default).Any(r => r.Allows(verb, group, resource, inNamespace, name)));

    private static ToolPlaces With(LoginStore store, string? set) =>
        ToolPlaces.Default with { Set = set, Dex = ToolPlaces.Default.Dex with { Logins = store } };

    private static IEnumerable<string> Resources(LoginStore store) =>
        PermissionTable.ForPlan(With(store, null)).AddRange(PermissionTable.ForApply(With(store, null))).SelectMany(r => r.Resources).Distinct();
}
