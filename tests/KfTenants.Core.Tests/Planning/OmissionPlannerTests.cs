using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Planning;

public sealed class OmissionPlannerTests
{
    private static readonly Tenant Kept = Some.Tenant("team-a");
    private static readonly Tenant Left = Some.Tenant("team-b", "ana@example.com", Some.Contributor("ben@example.com"), Some.Contributor("carl@example.com", Role.Admin)) with
    {
        Quota = Some.Quantities(("cpu", "4")),
    };

    private static readonly KubeObject ByHand = Live.MadeBy("access-management", WithoutLabels(ContributorObjects.RoleBinding("x", "team-b", Some.Contributor("dee@example.com"))));

    [Fact]
    public void A_tenant_that_left_the_file_is_reported_and_kept()
    {
        var plan = PlanOf(Some.Set(Kept));

        Assert.True(plan.IsEmpty);
        Assert.Equal([new MissingTenant("team-b", 3)], plan.MissingTenants.ToArray());
    }

    [Fact]
    public void Where_the_file_says_so_its_contributors_lose_what_we_gave_them_and_nothing_else_goes()
    {
        var plan = PlanOf(Revoking(Some.Set(Kept)));

        Assert.Equal(4, plan.Pending.Count());
        Assert.All(plan.Pending, c => Assert.IsType<Change.Delete>(c));
        Assert.All(plan.Pending, c => Assert.Equal((ChangeReason.TenantOmitted, Risk.AccessRevoked), (c.Reason, c.Risk)));
        Assert.Equal(
            [new AccessChange("team-b", "ben@example.com", "edit", null), new AccessChange("team-b", "carl@example.com", "admin", null)],
            plan.Access.ToArray());
        Assert.Equal([new MissingTenant("team-b", 1)], plan.MissingTenants.ToArray());
    }

    [Fact]
    public void Its_lost_grants_are_counted_by_the_guards()
    {
        var many = Left with { Contributors = [.. Enumerable.Range(0, 12).Select(i => Some.Contributor($"p{i:00}@example.com"))] };
        var plan = PlanOf(Revoking(Some.Set(Kept)), many);

        Assert.Equal(["max-deletes", "max-delete-percent", "max-access-revoked-percent"], plan.Guards.Where(g => !g.Allows).Select(g => g.Id));
    }

    [Fact]
    public void A_limited_run_takes_nothing_from_tenants_it_does_not_see() =>
        Assert.True(PlanOf(Revoking(Some.Set(Kept)), options: PlanOptions.Default with { Scope = ["team-a"] }).IsEmpty);

    [Fact]
    public void A_tombstone_is_no_omission() =>
        Assert.Empty(PlanOf(Revoking(Some.Set(Kept)) with { Tombstones = [new Tombstone("team-b", Some.Place)] }).MissingTenants);

    private static TenantSet Revoking(TenantSet set) => set with { Guards = set.Guards with { OnOmission = Omission.RevokeAccess } };

    private static Plan PlanOf(TenantSet set, Tenant? left = null, PlanOptions? options = null)
    {
        var before = DesiredState.For(Some.Set(Kept, left ?? Left), IstioIdentity.Default).Objects.Select(o => Live.Applied(o.Intent));
        return Planner.Plan(DesiredState.For(set, IstioIdentity.Default), logins: null, Live.State([.. before, ByHand]), options ?? PlanOptions.Default);
    }

    private static KubeObject WithoutLabels(KubeObject o)
    {
        var body = o.ToNode();
        body["metadata"]!.AsObject().Remove("labels");
        return KubeObject.From(o.Key.Kind, body);
    }
}
