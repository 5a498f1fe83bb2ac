using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Access;

/// <summary>What a role allows is read from its rules.</summary>
public sealed class RoleStrengthTests
{
    [Theory]
    [InlineData("""[]""", "")]
    [InlineData("""[{"apiGroups": [""], "resources": ["pods", "pods/log"], "verbs": ["get", "list"]}]""", "")]
    [InlineData("""[{"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["one"], "verbs": ["get"]}]""", "secrets")]
    [InlineData("""[{"apiGroups": ["other.example"], "resources": ["secrets"], "verbs": ["get"]}]""", "")]
    [InlineData("""[{"apiGroups": ["*"], "resources": ["secrets"], "verbs": ["get"]}]""", "secrets")]
    [InlineData("""[{"apiGroups": [""], "resources": ["pods/exec", "pods/attach"], "verbs": ["create"]}]""", "pods/attach pods/exec")]
    [InlineData("""[{"apiGroups": [""], "resources": ["serviceaccounts/token"], "verbs": ["create"]}]""", "serviceaccounts/token")]
    [InlineData("""[{"apiGroups": [""], "resources": ["serviceaccounts"], "verbs": ["impersonate"]}]""", "impersonate")]
    [InlineData("""[{"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles"], "verbs": ["bind", "escalate"]}]""", "bind escalate")]
    [InlineData("""[{"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["rolebindings"], "verbs": ["get", "list"]}]""", "")]
    [InlineData("""[{"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["rolebindings"], "verbs": ["patch"]}]""", "rolebindings")]
    [InlineData("""[{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["*"]}]""", "*")]
    [InlineData("""[{"apiGroups": [""], "resources": ["*"], "verbs": ["get"]}]""", "* pods/attach pods/exec secrets")]
    [InlineData("""[{"apiGroups": ["apps"], "resources": ["*/scale"], "verbs": ["get"]}]""", "*")]
    [InlineData("""[{"nonResourceURLs": ["*"], "verbs": ["*"]}]""", "")]
    [InlineData("""[{"verbs": ["*"]}, 3, {"resources": "secrets", "verbs": [1]}]""", "")]
    public void What_a_reviewer_must_know_is_told(string rules, string expected)
    {
        var role = KubeObject.From(ObjectKind.ClusterRole, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "view" }, ["rules"] = JsonNode.Parse(rules) });

        var strength = RoleStrength.Of(role);

        Assert.Equal(expected, string.Join(' ', strength.Allows));
        Assert.Equal(expected.StartsWith('*'), strength.HasWildcards);
    }

    [Fact]
    public void Power_is_what_gives_more_than_the_role()
    {
        Assert.False(RoleStrength.IsPower(["pods/exec", "secrets"]));
        Assert.True(RoleStrength.IsPower(["secrets", "serviceaccounts/token"]));
        Assert.True(RoleStrength.IsPower(["*"]));
    }
}
