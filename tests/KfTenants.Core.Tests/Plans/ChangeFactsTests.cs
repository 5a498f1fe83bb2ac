using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Planning;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Plans;

public sealed class ChangeFactsTests
{
    [Fact]
    public void A_new_role_in_place_of_an_old_one_is_one_difference()
    {
        var set = Some.Set(Some.Tenant("team-a", contributors: Some.Contributor("ben@example.com", Role.Admin)));
        var before = Some.Tenant("team-a", contributors: [Some.Contributor("ben@example.com", Role.View), Some.Contributor("carl@example.com", Role.Edit)]);
        var live = OwnedTenants.Of(Some.Set(before));
        var plan = Planner.Plan(DesiredState.For(set, IstioIdentity.Default), null, live, PlanOptions.Default);

        Assert.Equal(
            [new AccessChange("team-a", "ben@example.com", "view", "admin"), new AccessChange("team-a", "carl@example.com", "edit", null)],
            ChangeFacts.AccessOf(HandMade.Document(plan).Changes).ToArray());
        Assert.Equal(plan.Access.AsEnumerable(), ChangeFacts.AccessOf(HandMade.Document(plan).Changes));
    }

    [Fact]
    public void A_new_tenant_has_its_owner_and_its_people()
    {
        var set = Some.Set(Some.Tenant("team-a", contributors: Some.Contributor("ben@example.com")));
        var plan = Planner.Plan(DesiredState.For(set, IstioIdentity.Default), null, Live.State(), PlanOptions.Default);

        Assert.Equal(plan.Access.AsEnumerable(), ChangeFacts.AccessOf(HandMade.Document(plan).Changes));
    }

    [Fact]
    public void A_login_that_moves_from_one_place_to_another_is_neither_lost_nor_gained()
    {
        var password = HandMade.Create(new ObjectKey(ObjectKind.Password, "auth", DexPasswordName.For("ana@example.com")), null);
        var text = HandMade.Update(new ObjectKey(ObjectKind.ConfigMap, "auth", "dex"), null, ChangeReason.Logins, Risk.None, 1,
            HandMade.Field("/staticPasswords/Ana@example.com/email", "\"Ana@example.com\"", null),
            HandMade.Field("/staticPasswords/ben@example.com/hash", "\"(hidden)\"", "\"(hidden)\""));

        Assert.Empty(ChangeFacts.AccessOf(HandMade.Document(password, text).Changes));
        Assert.Equal(["none", "none"], ChangeFacts.Of(HandMade.Document(password, text).Changes).Select(c => c.Risk));
        Assert.Equal(new AccessChange(null, "Ana@example.com", "sign in", null), Assert.Single(ChangeFacts.AccessOf(HandMade.Document(text).Changes)));
        Assert.Equal(["access-revoked"], ChangeFacts.Of(HandMade.Document(text).Changes).Select(c => c.Risk));
    }

    [Fact]
    public void Whom_a_binding_names_that_does_not_say_is_said_so()
    {
        var replaced = HandMade.Replace(HandMade.Binding("team-a", "user-ben-example-com-clusterrole-view"), "team-a",
            HandMade.Field("/roleRef/name", "\"kubeflow-view\"", "\"kubeflow-admin\""));

        Assert.Equal(
            new AccessChange("team-a", "the people of RoleBinding/team-a/user-ben-example-com-clusterrole-view", "view", "admin"),
            Assert.Single(ChangeFacts.AccessOf(HandMade.Document(replaced).Changes)));
    }
}
