using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Resources;

/// <summary>What a tenant's policy lets in, by asking the policy as a network plugin does; not by its text.</summary>
public sealed class NetworkPolicyTests
{
    private static readonly Tenant Isolated = Some.Tenant("team-a") with
    {
        Network = new NetworkIsolation(["monitoring"], ["192.0.2.0/24", "2001:db8::/32"], Some.Place),
    };

    private static readonly KubeObject Policy = NetworkPolicyObject.For(Some.SetName, Isolated, IstioIdentity.Default)!;

    // The table of docs/tenants-file.md.
    [Theory]
    [InlineData("team-a", true)]
    [InlineData("istio-system", true)]
    [InlineData("kubeflow", true)]
    [InlineData("kubeflow-system", true)]
    [InlineData("knative-serving", true)]
    [InlineData("monitoring", true)]
    [InlineData("team-b", false)]
    [InlineData("default", false)]
    [InlineData("kube-system", false)]
    [InlineData("auth", false)]
    public void Pods_of_these_namespaces_are_let_in(string from, bool isLetIn) => Assert.Equal(isLetIn, LetsInPodOf(Policy, from));

    [Theory]
    [InlineData("192.0.2.7", true)]
    [InlineData("2001:db8::7", true)]
    [InlineData("192.0.3.7", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("::1", false)]
    public void These_addresses_are_let_in(string from, bool isLetIn) => Assert.Equal(isLetIn, LetsInAddress(Policy, from));

    [Fact]
    public void The_namespaces_of_the_principals_are_let_in_whatever_they_are_called()
    {
        var identity = IstioIdentity.Default with { Principals = ["example.org/ns/gateways/sa/public", "*", "odd"] };
        var policy = NetworkPolicyObject.For(Some.SetName, Isolated, identity)!;
        Assert.True(LetsInPodOf(policy, "gateways"));
        Assert.True(LetsInPodOf(policy, "istio-system"));
        Assert.False(LetsInPodOf(policy, "team-b"));
    }

    [Fact]
    public void All_pods_are_isolated_and_what_they_open_themselves_is_free()
    {
        Assert.Equal("{}", Policy.At("spec", "podSelector")!.Value.GetRawText());
        Assert.Equal("[\"Ingress\"]", Policy.At("spec", "policyTypes")!.Value.GetRawText());
        Assert.Null(Policy.At("spec", "egress"));
    }

    [Fact]
    public void A_tenant_without_isolation_has_no_policy() => Assert.Null(NetworkPolicyObject.For(Some.SetName, Some.Tenant("team-a"), IstioIdentity.Default));

    private static bool LetsInPodOf(KubeObject policy, string from) => Peers(policy).Any(peer =>
        (peer.Member("podSelector") is not null && peer.Member("namespaceSelector") is null && from == policy.Key.Namespace) ||
        (peer.Member("namespaceSelector") is { } selector && Selects(selector, new JsonObject { [NetworkSources.NamespaceLabel] = from })));

    private static bool LetsInAddress(KubeObject policy, string from) => Peers(policy).Any(peer =>
        peer.Member("ipBlock")?.TextMember("cidr") is { } cidr && IPNetwork.Parse(cidr).Contains(IPAddress.Parse(from)));

    // LabelSelectorAsSelector (apimachinery, pkg/apis/meta/v1/helpers.go), as far as it is used.
    private static bool Selects(JsonElement selector, JsonObject labels)
    {
        Assert.Equal(["matchLabels"], selector.EnumerateObject().Select(p => p.Name));
        return selector.GetProperty("matchLabels").EnumerateObject().All(label => label.Value.GetString() == labels[label.Name]?.ToString());
    }

    private static List<JsonElement> Peers(KubeObject policy)
    {
        var rule = Assert.Single(policy.At("spec", "ingress").Items());
        Assert.Equal("from", Assert.Single(rule.EnumerateObject()).Name);
        return [.. rule.Member("from").Items()];
    }
}
