using KfTenants.Credentials;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Rbac;

public sealed class CredentialRightsTests
{
    private static readonly TenantSet Set = Some.Set(
        Some.Tenant("team-a") with
        {
            Credentials = [Of("ci", "sdk-user", new TokenSink.Secret("ci", "team-a-token", "token")), Of("cd", "default-editor", null)],
        },
        Some.Tenant("team-b"));

    [Fact]
    public void Each_tenant_has_a_role_of_its_own_with_every_object_by_name()
    {
        var rules = CredentialRights.Of(Set);
        Assert.All(rules, r => Assert.True(r is { Namespace: "team-a" or "ci", Names.IsEmpty: false }, r.ToString()));
        Assert.DoesNotContain(rules, r => r.Verbs.Contains("list"));
        Assert.True(May("create", "serviceaccounts/token", "team-a", "sdk-user"));
        Assert.True(May("create", "serviceaccounts/token", "team-a", "default-editor"));
        Assert.False(May("create", "serviceaccounts/token", "team-a", "default"));
        Assert.False(May("create", "serviceaccounts/token", "kube-system", "sdk-user"));
        foreach (var verb in (string[])["get", "create", "patch", "delete"])
        {
            Assert.All(CredentialAnchor.KeysOf("team-a", "ci"), k => Assert.True(May(verb, "secrets", "team-a", k.Name)));
        }

        Assert.False(May("get", "secrets", "team-a", "mlpipeline-minio-artifact"));
        Assert.True(May("patch", "secrets", "ci", "team-a-token"));
        Assert.False(May("delete", "secrets", "ci", "team-a-token"));

        bool May(string verb, string resource, string space, string name) => rules.Any(r => r.Allows(verb, "", resource, space, name));
    }

    [Fact]
    public void Only_tokens_for_others_need_a_review()
    {
        Assert.DoesNotContain(CredentialRights.Of(Set), r => r.Resources.Contains("tokenreviews"));
        var set = Set with { Tenants = [Set.Tenants[0] with { Credentials = [Of("kfp", "sdk-user", null) with { Audiences = ["pipelines.kubeflow.org"] }] }] };
        Assert.Single(CredentialRights.Of(set), r => r is { Namespace: null, Resources: ["tokenreviews"], Verbs: ["create"] });
        Assert.Empty(CredentialRights.Of(Some.Set(Some.Tenant("team-b"))));
    }

    [Fact]
    public void A_plan_may_get_the_anchors_of_the_file_and_no_other_secret()
    {
        var rules = PermissionTable.ForPlan(ToolPlaces.Of(Set));
        Assert.Contains(rules, r => r.Allows("get", "", "secrets", "team-a", "kftenants-cred-ci-1"));
        Assert.DoesNotContain(rules, r => r.Allows("get", "", "secrets", "team-a", "any"));
        Assert.DoesNotContain(PermissionTable.ForPlan(ToolPlaces.Of(Some.Set(Some.Tenant("team-b")))), r => r.Resources.Contains("secrets"));
    }

    private static TenantCredential Of(string name, string account, TokenSink? sink) => new(name, account, TimeSpan.FromHours(24), TimeSpan.FromHours(8), [], sink, Some.Place);
}
