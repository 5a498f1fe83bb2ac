using System.Collections.Immutable;
using KfTenants.Resources;

namespace KfTenants.Importing;

/// <summary>Says once what several tenants say alike. The people and the limits of each tenant stay exactly the same.</summary>
internal static class Repetition
{
    private const int FewestPeople = 2;
    private const int FewestPlaces = 2;

    public static ImportedSet Factored(ImportedSet set, ImportOptions options)
    {
        set = options.Tiers ? WithTiers(set) : set;
        return options.Groups ? WithGroups(set) : set;
    }

    // Quota and limit range together: the ones that most tenants have first.
    private static ImportedSet WithTiers(ImportedSet set)
    {
        var tiers = set.Tenants.Where(t => t is { LeftOut: null, Tier: null } && (!t.Quota.IsEmpty || t.LimitRange is not null))
            .GroupBy(LimitsOf, StringComparer.Ordinal)
            .Where(g => g.Count() >= FewestPlaces)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.First().Name, StringComparer.Ordinal)
            .Select((g, i) => (Limits: g.Key, Tier: new ImportedTier($"tier-{i + 1}", g.First().Quota, g.First().LimitRange)))
            .ToImmutableArray();
        var byLimits = tiers.ToDictionary(t => t.Limits, t => t.Tier, StringComparer.Ordinal);
        return set with
        {
            Tiers = [.. set.Tiers, .. tiers.Select(t => t.Tier)],
            Tenants =
            [
                .. set.Tenants.Select(t => t.LeftOut is null && t.Tier is null && byLimits.TryGetValue(LimitsOf(t), out var tier)
                    ? t with { Tier = tier.Name, Quota = t.Quota.Clear(), LimitRange = null }
                    : t),
            ],
        };
    }

    private static string LimitsOf(ImportedTenant tenant) => string.Join('\n',
        new[]
        {
            ("quota", tenant.Quota), ("default", tenant.LimitRange?.Default), ("request", tenant.LimitRange?.DefaultRequest), ("min", tenant.LimitRange?.Min),
            ("max", tenant.LimitRange?.Max),
        }
            .SelectMany(m => (m.Item2 ?? ImmutableSortedDictionary<string, string>.Empty).Select(a => $"{m.Item1} {a.Key}={a.Value}")));

    // Exactly the same people, with one role in each place. A person who is the owner somewhere is left out there by the file's own rule.
    private static ImportedSet WithGroups(ImportedSet set)
    {
        var places = (from tenant in set.Tenants
                      where tenant.LeftOut is null
                      from role in tenant.Contributors.Where(IsPlain).GroupBy(c => c.Role)
                      where role.Count() >= FewestPeople
                      select (Tenant: tenant.Name, Role: role.Key, People: PeopleOf(role))).ToList();
        var taken = set.Groups.Select(g => g.Name).ToHashSet(StringComparer.Ordinal);
        var groups = new Dictionary<string, ImportedGroup>(StringComparer.Ordinal);
        foreach (var alike in places.GroupBy(p => p.People, StringComparer.Ordinal).Where(g => g.Count() >= FewestPlaces))
        {
            groups.Add(alike.Key, new ImportedGroup(NameOf(alike.First().Tenant, taken), [.. alike.Key.Split('\n')]));
        }

        return set with
        {
            Groups = [.. set.Groups, .. groups.Values.OrderBy(g => g.Name, StringComparer.Ordinal)],
            Tenants = [.. set.Tenants.Select(t => t.LeftOut is null ? t with { Contributors = Grouped(t.Contributors, groups) } : t)],
        };
    }

    private static ImmutableArray<ImportedContributor> Grouped(ImmutableArray<ImportedContributor> contributors, Dictionary<string, ImportedGroup> groups) =>
    [
        .. contributors.Where(c => !IsPlain(c)),
        .. contributors.Where(IsPlain).GroupBy(c => c.Role).OrderByDescending(g => g.Key).SelectMany(role => groups.TryGetValue(PeopleOf(role), out var group)
            ? [new ImportedContributor(group.Name, role.Key, $"{role.Count()} people") { IsGroup = true }]
            : role.AsEnumerable()),
    ];

    private static bool IsPlain(ImportedContributor contributor) => contributor is { IsGroup: false, Until: null };

    private static string PeopleOf(IEnumerable<ImportedContributor> people) => string.Join('\n', people.Select(p => p.Who).Order(StringComparer.Ordinal));

    private static string NameOf(string tenant, HashSet<string> taken)
    {
        var name = $"people-of-{tenant}";
        name = name.Length > 60 ? name[..60].TrimEnd('-') : name;
        for (var number = 2; !taken.Add(name); number++)
        {
            name = $"people-{number}";
        }

        return name;
    }
}
