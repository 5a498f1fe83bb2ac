using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Flavors;

public sealed class NamespaceClaimTests
{
    private static readonly KubeObject Before = Live.MadeBy("kubectl-create", Live.Of(
        ObjectKind.Namespace, """{"metadata":{"name":"team-a","annotations":{"owner":"ana@example.com"}}}"""));

    private static readonly Tenant Adopting = Some.Tenant("team-a") with { Adopts = true };

    [Fact]
    public void A_namespace_that_was_there_before_needs_consent()
    {
        var conflict = Assert.IsType<Change.Conflict>(Assert.Single(OwnedTenants.PlanOf(Some.Set(Some.Tenant("team-a")), Live.State(Before)).Pending));
        Assert.Equal(ChangeReason.NamespaceTaken, conflict.Reason);
        Assert.Contains("--adopt", conflict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void With_consent_it_gets_what_the_controller_gives_only_to_its_own()
    {
        var changes = OwnedTenants.PlanOf(Some.Set(Adopting), Live.State(Before)).Pending.ToList();

        Assert.IsType<Change.Create>(changes[0]);
        var claim = Assert.IsType<Change.Update>(changes[1]);
        Assert.Equal(("namespace/team-a#claim", ChangeReason.NamespaceClaimed), (claim.Id, claim.Reason));
        Assert.Equal(["/metadata/labels/istio-injection", "/metadata/ownerReferences"], claim.Fields.Select(f => f.Pointer));
        Assert.NotNull(Assert.Single(claim.Writes).Awaits);
    }

    [Fact]
    public void It_gets_the_label_that_other_tenants_have()
    {
        var other = OwnedTenants.Of(Some.Set(Some.Tenant("team-z"))).Edited(NamespaceObject.Key("team-z"), "/metadata/labels", System.Text.Json.Nodes.JsonNode.Parse(
            """{"istio-injection":"","istio.io/dataplane-mode":"ambient"}"""));
        var plan = OwnedTenants.PlanOf(Some.Set(Adopting, Some.Tenant("team-z")), other.With(Before.Key, Before));

        var field = plan.Pending.OfType<Change.Update>().Single().Fields[0];
        Assert.Equal(("/metadata/labels/istio.io~1dataplane-mode", "\"ambient\""), (field.Pointer, field.After));
    }

    [Fact]
    public void A_claimed_namespace_is_left_alone()
    {
        var live = OwnedTenants.Of(Some.Set(Adopting));
        Assert.True(OwnedTenants.PlanOf(Some.Set(Adopting), live).IsEmpty);

        var unowned = live.Unowned(NamespaceObject.Key("team-a"));
        Assert.IsType<NamespaceClaimBasis>(Assert.IsType<Change.Update>(Assert.Single(OwnedTenants.PlanOf(Some.Set(Adopting), unowned).Pending)).Basis);
        Assert.Contains(OwnedTenants.PlanOf(Some.Set(Some.Tenant("team-a")), unowned).Notices, n => n.Word == "namespaceNotOwned");
    }

    [Fact]
    public void A_namespace_outside_the_mesh_is_told()
    {
        var inside = OwnedTenants.Of(Some.Set(Some.Tenant("team-a")));
        Assert.Empty(OwnedTenants.PlanOf(Some.Set(Some.Tenant("team-a")), inside).Notices);

        var outside = inside.Edited(NamespaceObject.Key("team-a"), "/metadata/labels/istio-injection", null);
        Assert.Equal("namespaceWithoutMesh", Assert.Single(OwnedTenants.PlanOf(Some.Set(Some.Tenant("team-a")), outside).Notices).Word);
        foreach (var (label, value) in new[] { ("istio.io~1rev", "1-22"), ("istio.io~1dataplane-mode", "ambient") })
        {
            Assert.Empty(OwnedTenants.PlanOf(Some.Set(Some.Tenant("team-a")), outside.Edited(NamespaceObject.Key("team-a"), "/metadata/labels/" + label, value)).Notices);
        }
    }

    [Fact]
    public void A_profile_without_a_namespace_is_told()
    {
        var live = OwnedTenants.Of(Some.Set(Some.Tenant("team-a"))).With(NamespaceObject.Key("team-a"), null);
        Assert.Equal("tenantIncomplete", Assert.Single(OwnedTenants.PlanOf(Some.Set(Some.Tenant("team-a")), live).Notices).Word);
    }
}
