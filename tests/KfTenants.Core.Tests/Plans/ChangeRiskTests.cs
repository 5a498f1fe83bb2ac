using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Testing;

namespace KfTenants.Plans;

public sealed class ChangeRiskTests
{
    private const string Ana = """[{"kind":"User","name":"ana@example.com"}]""";
    private const string AnaAndMal = """[{"kind":"User","name":"ana@example.com"},{"kind":"User","name":"mal@example.com"}]""";
    private const string When = """[{"key":"request.headers[kubeflow-userid]","values":["ana@example.com"]}]""";
    private const string Rule = $$$"""{"from":[{"source":{"principals":["c/ns/istio-system/sa/gateway"]}}],"when":{{{When}}}}""";

    [Theory]
    [InlineData("update", AnaAndMal, Ana, Risk.AccessRevoked)]
    [InlineData("update", Ana, AnaAndMal, Risk.AccessGranted)]
    [InlineData("update", null, Ana, Risk.AccessGranted)]
    [InlineData("adopt", AnaAndMal, Ana, Risk.AccessRevoked)]
    public void A_binding_that_only_loses_people_grants_nothing(string action, string? before, string after, Risk risk) =>
        Assert.Equal(risk, Of(ObjectKind.RoleBinding, "user-ana-example-com-clusterrole-edit", action, HandMade.Field("/subjects", before, after)));

    [Theory]
    [InlineData("kubeflow-edit", "kubeflow-admin", Risk.AccessAdminGranted)]
    [InlineData("kubeflow-view", "kubeflow-edit", Risk.AccessGranted)]
    [InlineData("kubeflow-edit", "kubeflow-view", Risk.AccessRevoked)]
    public void A_binding_that_is_replaced_means_what_its_new_role_means(string before, string after, Risk risk)
    {
        var role = HandMade.Field("/roleRef/name", CanonicalJson.OfText(before), CanonicalJson.OfText(after));
        Assert.Equal(risk, Of(ObjectKind.RoleBinding, "user-ana-example-com-clusterrole-edit", "replace", role));
    }

    [Fact]
    public void A_policy_that_only_loses_rules_grants_nothing() => Assert.Equal(
        Risk.AccessRevoked, Of(ObjectKind.AuthorizationPolicy, "user-ana-example-com-clusterrole-edit", "update", HandMade.Field("/spec/rules", $"[{Rule},{{}}]", $"[{Rule}]")));

    [Theory]
    [InlineData("kubeflow-userid", "x-mal")]
    [InlineData("c/ns/istio-system/sa/gateway", "evil.org/ns/team-mal/sa/default-editor")]
    public void A_policy_that_recognises_people_by_something_else_is_a_risk_of_its_own(string from, string to) => Assert.Equal(
        Risk.MeshIdentity,
        Of(ObjectKind.AuthorizationPolicy, "user-ana-example-com-clusterrole-edit", "update",
            HandMade.Field("/spec/rules", $"[{Rule}]", $"[{Rule.Replace(from, to, StringComparison.Ordinal)}]")));

    [Fact]
    public void Another_person_in_a_policy_is_access() => Assert.Equal(
        Risk.AccessAdminGranted,
        Of(ObjectKind.AuthorizationPolicy, "user-ana-example-com-clusterrole-admin", "update",
            HandMade.Field("/spec/rules", $"[{Rule}]", $"[{Rule.Replace("ana@", "mal@", StringComparison.Ordinal)}]")));

    [Theory]
    [InlineData("update", "/spec/resourceQuotaSpec/hard/cpu", "\"8\"", "\"4\"", Risk.QuotaReduced)]
    [InlineData("update", "/spec/resourceQuotaSpec/hard/cpu", "\"4\"", "\"8\"", Risk.None)]
    [InlineData("update", "/spec/resourceQuotaSpec/hard/cpu", null, "\"8\"", Risk.QuotaReduced)]
    [InlineData("adopt", "/spec/resourceQuotaSpec/hard/cpu", "\"8\"", null, Risk.QuotaRemoved)]
    [InlineData("adopt", "/spec/plugins", "[{\"kind\":\"AwsIamForServiceAccount\"}]", null, Risk.CloudRole)]
    [InlineData("create", "/spec/plugins", null, "[{\"kind\":\"AwsIamForServiceAccount\"}]", Risk.CloudRole)]
    [InlineData("create", "/spec/owner/name", null, "\"ana@example.com\"", Risk.AccessGranted)]
    [InlineData("update", "/spec/owner/name", "\"ana@example.com\"", "\"ben@example.com\"", Risk.AccessAdminGranted)]
    [InlineData("update", "/spec/owner/name", "\"ana@example.com\"", "\"suspended@kftenants.invalid\"", Risk.AccessRevoked)]
    [InlineData("delete", "/spec/owner/name", "\"ana@example.com\"", null, Risk.TenantDeleted)]
    public void What_a_Profile_changes_decides(string action, string pointer, string? before, string? after, Risk risk) =>
        Assert.Equal(risk, Of(ObjectKind.Profile, "team-a", action, HandMade.Field(pointer, before, after)));

    [Theory]
    [InlineData("create", null, "a,b", Risk.None)]
    [InlineData("update", "a,b", "a", Risk.None)]
    [InlineData("update", "a", "a,b", Risk.NetworkOpened)]
    [InlineData("adopt", "a", "b", Risk.NetworkOpened)]
    [InlineData("update", "a", "", Risk.NetworkOpened)] // Of a rule without a source Kubernetes lets in all.
    [InlineData("update", null, "a", Risk.NetworkOpened)]
    [InlineData("update", "a", null, Risk.None)]
    [InlineData("delete", "a", null, Risk.NetworkOpened)]
    public void An_isolation_that_lets_in_more_is_a_risk_of_its_own(string action, string? before, string? after, Risk risk) =>
        Assert.Equal(risk, Of(ObjectKind.NetworkPolicy, "kftenants", action, HandMade.Field("/spec/ingress", Ingress(before), Ingress(after))));

    [Theory]
    [InlineData("user-uid-map", "create", null, "1", Risk.PodIdentity)]
    [InlineData("user-gid-map", "update", "1", "2", Risk.PodIdentity)]
    [InlineData("user-gids-map", "update", "1", "2", Risk.PodIdentity)]
    [InlineData("user-uid-map", "update", "1", null, Risk.None)] // Without a key no pod runs.
    [InlineData("user-home-map", "update", "1", "2", Risk.None)]
    [InlineData("pod-lifetime-map", "create", null, "1", Risk.None)]
    public void As_whom_pods_run_is_a_risk_of_its_own(string map, string action, string? before, string? after, Risk risk) =>
        Assert.Equal(risk, Of(ObjectKind.ConfigMap, map, action, HandMade.Field("/data/team-a", before, after)));

    [Theory]
    [InlineData("/metadata/labels/kftenants.io~1posix-identity")]
    [InlineData("/metadata/labels/kftenants.io~1pod-lifetime")]
    [InlineData("/metadata/annotations/kftenants.io~1exempt-containers")]
    public void What_frees_pods_of_a_policy_is_told(string pointer) =>
        Assert.Equal(Risk.NamespaceSecurity, Of(ObjectKind.Namespace, "team-a", "update", HandMade.Field(pointer, "\"a\"", null)));

    [Fact]
    public void A_range_of_addresses_that_is_let_in_opens_the_tenant()
    {
        var with = """[{"from":[{"podSelector":{}},{"ipBlock":{"cidr":"192.0.2.0/24"}}]}]""";
        var without = """[{"from":[{"podSelector":{}}]}]""";
        Assert.Equal(Risk.NetworkOpened, Of(ObjectKind.NetworkPolicy, "kftenants", "update", HandMade.Field("/spec/ingress", without, with)));
        Assert.Equal(Risk.None, Of(ObjectKind.NetworkPolicy, "kftenants", "update", HandMade.Field("/spec/ingress", with, without)));
    }

    [Theory]
    [InlineData("create", "/metadata/labels/pod-security.kubernetes.io~1enforce", Risk.NamespaceSecurity)]
    [InlineData("update", "/metadata/labels/istio.io~1dataplane-mode", Risk.NamespaceSecurity)]
    [InlineData("release", "/metadata/labels/pod-security.kubernetes.io~1enforce", Risk.NamespaceSecurity)]
    [InlineData("update", "/metadata/annotations/scheduler.alpha.kubernetes.io~1node-selector", Risk.NamespaceSecurity)]
    [InlineData("update", "/metadata/labels/team", Risk.Metadata)]
    [InlineData("create", "/metadata/labels/team", Risk.None)]
    public void What_other_programs_obey_in_a_Namespace_is_a_risk_of_its_own(string action, string pointer, Risk risk) =>
        Assert.Equal(risk, Of(ObjectKind.Namespace, "team-a", action, HandMade.Field(pointer, null, "\"x\"")));

    [Theory]
    [InlineData("create", "/spec/serviceAccountName", "\"default-editor\"", Risk.PodIdentity)]
    [InlineData("update", "/spec/automountServiceAccountToken", "true", Risk.PodIdentity)]
    [InlineData("update", "/spec/automountServiceAccountToken", "false", Risk.None)]
    [InlineData("update", "/spec/envFrom", """[{"secretRef":{"name":"store"}}]""", Risk.PodIdentity)]
    [InlineData("update", "/spec/env", """[{"name":"A","valueFrom":{"secretKeyRef":{"name":"store","key":"A"}}}]""", Risk.PodIdentity)]
    [InlineData("update", "/spec/env", """[{"name":"A","value":"secret"}]""", Risk.None)]
    [InlineData("create", "/spec/volumes", """[{"name":"t","projected":{"sources":[{"serviceAccountToken":{"path":"token"}}]}}]""", Risk.PodIdentity)]
    [InlineData("create", "/spec/volumes", """[{"name":"t","emptyDir":{}}]""", Risk.None)]
    [InlineData("update", "/spec/volumes", null, Risk.None)]
    [InlineData("update", "/spec/desc", "\"x\"", Risk.None)]
    public void A_pod_default_that_gives_an_identity_or_a_secret_is_a_risk_of_its_own(string action, string pointer, string? after, Risk risk) =>
        Assert.Equal(risk, Of(ObjectKind.PodDefault, "x", action, HandMade.Field(pointer, null, after)));

    // Ours has the name that kftenants gives it; profile-controller's follows its Profile, of which the risk is told.
    [Theory]
    [InlineData("kftenants", "update", "\"8\"", "\"4\"", Risk.QuotaReduced)]
    [InlineData("kftenants", "update", "\"8\"", null, Risk.QuotaRemoved)]
    [InlineData("kftenants", "create", null, "\"4\"", Risk.None)]
    [InlineData("kftenants", "delete", null, null, Risk.QuotaRemoved)]
    [InlineData("kf-resource-quota", "delete", null, null, Risk.None)]
    public void A_quota_of_ours_says_its_own_risk(string name, string action, string? before, string? after, Risk risk) =>
        Assert.Equal(risk, Of(ObjectKind.ResourceQuota, name, action, HandMade.Field("/spec/hard/cpu", before, after)));

    [Fact]
    public void A_Namespace_that_is_deleted_is_a_tenant_with_its_data() => Assert.Equal(Risk.TenantDeleted, ChangeRisk.OfDeletion(ObjectKind.Namespace));

    // A selector for each of these namespaces; null for no field.
    private static string? Ingress(string? namespaces) => namespaces is null
        ? null
        : "[{\"from\":[" + string.Join(',', namespaces.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Selector)) + "]}]";

    private static string Selector(string inNamespace) =>
        $$"""{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"{{inNamespace}}"} } }""";

    [Fact]
    public void A_kind_that_is_not_known_is_at_least_deleted() => Assert.Equal(Risk.ObjectDeleted, ChangeRisk.Of(null, "x", "delete", []));

    private static Risk Of(ObjectKind kind, string name, string action, FieldChange field) => ChangeRisk.Of(kind, name, action, [field]);
}
