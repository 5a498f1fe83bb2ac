using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Planning;

/// <summary>What is planned around objects that cannot be judged.</summary>
public sealed class UnreadableObjectsTests
{
    private static readonly Contributor Ben = Some.Contributor("ben@example.com");
    private static readonly Tenant Before = Some.Tenant("team-a", "ana@example.com", Ben);

    [Fact]
    public void A_wanted_grant_whose_managers_are_unknown_is_a_conflict_and_nothing_is_written_beside_it()
    {
        var changes = Plan(Before with { Quota = Some.Quantities(("cpu", "1")) }, AccessRecord.None);

        Assert.Equal(
            ["conflict unreadable RoleBinding/team-a/user-ben-example-com-clusterrole-edit"],
            changes.Select(c => $"{c.Action} {c.Reason.Word} {c.Key}"));
    }

    [Fact]
    public void A_grant_that_the_record_proves_is_revoked_whatever_its_managers_say()
    {
        var record = AccessRecord.None.With("team-a", [new GivenGrant("ben@example.com", Role.Edit, Uid(ObjectKind.RoleBinding), Uid(ObjectKind.AuthorizationPolicy))]);

        Assert.Equal(
            ["delete AuthorizationPolicy/team-a/user-ben-example-com-clusterrole-edit", "delete RoleBinding/team-a/user-ben-example-com-clusterrole-edit"],
            Plan(Some.Tenant("team-a"), record).Select(c => $"{c.Action} {c.Key}").Order(StringComparer.Ordinal));
    }

    private static string Uid(ObjectKind kind) => $"uid-{kind}/team-a/user-ben-example-com-clusterrole-edit";

    private static List<Change> Plan(Tenant tenant, AccessRecord record)
    {
        var made = DesiredState.For(Some.Set(Before), IstioIdentity.Default).Objects.Select(o => Live.Applied(o.Intent))
            .Select(o => o.Key.Kind == ObjectKind.RoleBinding ? new KubeObject(o.Key.Kind, new WholeJson(o.Body, managersFlaw: "its metadata.managedFields are too deep")) : o);
        var live = Live.State([.. made, .. record == AccessRecord.None ? [] : AccessRecordParts.ToObjects(Some.SetName, record)]);
        var set = Some.Set(tenant);
        return [.. Planner.Plan(DesiredState.For(set, IstioIdentity.Default), logins: null, live, PlanOptions.Default).Pending];
    }
}
