using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Testing;

namespace KfTenants.Planning;

/// <summary>What planning allocates, which does not depend on how fast the machine is: most of a plan's time is spent on memory.</summary>
[Collection(Alone.Name)]
public sealed class PlannerCostTests
{
    [Fact]
    public void A_plan_of_unchanged_tenants_costs_the_same_for_each()
    {
        Cost(10);
        var (hundred, fourHundred) = (Cost(100), Cost(400));

        Assert.True(fourHundred <= hundred * 4.2, $"{hundred} bytes for 100 tenants, {fourHundred} for 400");
        Assert.True(hundred / 100 <= 280_000, $"{hundred / 100} bytes for each tenant");
    }

    private static long Cost(int count)
    {
        var set = ManyTenants.Set(count);
        var live = OwnedTenants.Of(set).Listed();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var plan = Planner.Plan(DesiredState.For(set, IstioIdentity.Default), logins: null, live, PlanOptions.Default);
        var cost = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.True(plan.IsEmpty);
        return cost;
    }
}

/// <summary>Tests that count what the whole process does: no other runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class Alone
{
    public const string Name = "alone";
}
