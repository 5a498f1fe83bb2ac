using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Resources;

namespace KfTenants.Audit;

/// <summary>Quotas, limits, what is used of them and what the nodes have.</summary>
internal static class LimitChecks
{
    private const string Requests = "requests.";

    public static readonly ImmutableArray<Func<AuditView, IEnumerable<AuditFinding>>> All = [WithoutLimits, BelowUse, Differs, OverCapacity, Unreadable];

    /// <summary>Those that ask the objects in force, and no Profile.</summary>
    public static readonly ImmutableArray<Func<AuditView, IEnumerable<AuditFinding>>> OfObjects = [WithoutLimits, BelowUse, OverCapacity, Unreadable];

    private static ImmutableSortedDictionary<string, Quantity> Amounts(JsonElement? map)
    {
        var amounts = ImmutableSortedDictionary.CreateBuilder<string, Quantity>(StringComparer.Ordinal);
        foreach (var amount in map.Members())
        {
            if (Quantity.TryParse(amount.Value.ToString(), out var quantity))
            {
                amounts[amount.Name] = quantity;
            }
        }

        return amounts.ToImmutable();
    }

    // A quota makes a request or a limit of its resource a duty of every container (ResourceQuota admission); notebooks have them, most other pods do not.
    private static IEnumerable<AuditFinding> WithoutLimits(AuditView view) =>
        from pair in view.InTenants(ObjectKind.ResourceQuota)
        let defaults = view.Live.In(pair.Profile.Key.Name, ObjectKind.LimitRange).SelectMany(l => l.At("spec", "limits").Items())
            .Where(i => i.TextMember("type") == "Container").ToList()
        let lacking = Amounts(pair.Object.At("spec", "hard")).Keys.Where(name => IsDuty(name, defaults)).ToList()
        where lacking.Count > 0
        select AuditRules.QuotaWithoutLimits.At(pair.Object.Key, pair.Profile.Key.Name, null,
            $"the quota bounds {string.Join(", ", lacking)}, and no LimitRange gives containers a default: pods that do not say it are rejected, " +
            "among them pipeline steps and Tensorboards",
            "give the tenant a limitRange with default and defaultRequest in the tenants file");

    private static bool IsDuty(string name, List<JsonElement> defaults) => name switch
    {
        "cpu" or "memory" => !Gives(defaults, name, "defaultRequest", "default"),
        "requests.cpu" or "requests.memory" => !Gives(defaults, name[Requests.Length..], "defaultRequest", "default"),
        "limits.cpu" or "limits.memory" => !Gives(defaults, name["limits.".Length..], "default"),
        _ => false,
    };

    private static bool Gives(List<JsonElement> defaults, string resource, params string[] fields) =>
        defaults.Exists(d => fields.Any(f => d.Member(f)?.Member(resource) is not null));

    private static IEnumerable<AuditFinding> BelowUse(AuditView view) =>
        from pair in view.InTenants(ObjectKind.ResourceQuota)
        let used = Amounts(pair.Object.At("status", "used"))
        from bound in Amounts(pair.Object.At("spec", "hard"))
        where used.TryGetValue(bound.Key, out var use) && use > bound.Value
        select AuditRules.QuotaBelowUse.At(pair.Object.Key, pair.Profile.Key.Name, bound.Key,
            $"{bound.Key} is bounded to {bound.Value}, and {used[bound.Key]} are used: what runs goes on, and nothing new starts, not even what is restarted",
            "raise the quota, or have something stopped");

    private static IEnumerable<AuditFinding> Differs(AuditView view)
    {
        foreach (var profile in view.Profiles.Where(p => !p.IsTerminating && ProfileObject.IsMade(p)))
        {
            if (view.Live.Find(NamespaceObject.Key(profile.Key.Name)) is not { } space || OwnerTransferPlanner.IsFrozen(profile, space))
            {
                continue;
            }

            var wanted = Amounts(profile.At("spec", "resourceQuotaSpec", "hard"));
            var quota = view.Live.Find(ProfileObject.QuotaKey(profile.Key.Name));
            if (quota is not null && wanted.IsEmpty && !ProfileObject.Owns(profile, quota))
            {
                continue;
            }

            var present = Amounts(quota?.At("spec", "hard"));
            foreach (var name in wanted.Keys.Union(present.Keys).Order(StringComparer.Ordinal).Where(n => !Same(wanted, present, n)))
            {
                yield return AuditRules.QuotaDiffers.At(ProfileObject.QuotaKey(profile.Key.Name), profile.Key.Name, name,
                    $"{name} is {Text(present, name)}, and the Profile says {Text(wanted, name)}: profile-controller does not watch the quota, and up to " +
                    "Kubeflow 1.6 leaves an emptied one",
                    "apply the tenants file, which makes the controller look again");
            }
        }
    }

    private static bool Same(ImmutableSortedDictionary<string, Quantity> one, ImmutableSortedDictionary<string, Quantity> other, string name) =>
        one.TryGetValue(name, out var a) && other.TryGetValue(name, out var b) && a == b;

    private static string Text(ImmutableSortedDictionary<string, Quantity> amounts, string name) => amounts.TryGetValue(name, out var amount) ? amount.ToString() : "not bounded";

    // Nothing is known of capacity where nodes may not be listed; that is told apart.
    private static IEnumerable<AuditFinding> OverCapacity(AuditView view)
    {
        var nodes = view.Live.Of(ObjectKind.Node).ToList();
        if (nodes.Count == 0)
        {
            yield break;
        }

        var capacity = new SortedDictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var (name, amount) in nodes.SelectMany(n => Amounts(n.At("status", "allocatable"))))
        {
            capacity[name] = capacity.TryGetValue(name, out var before) ? before + amount : amount;
        }

        var sums = new SortedDictionary<string, (Quantity Sum, ObjectKey Largest, Quantity Most)>(StringComparer.Ordinal);
        // A quota of some pods is a part of what the others give.
        foreach (var (profile, quota) in view.InTenants(ObjectKind.ResourceQuota).Where(p => p.Object.At("spec", "scopes") is null && p.Object.At("spec", "scopeSelector") is null))
        {
            foreach (var (name, amount) in Amounts(quota.At("spec", "hard")))
            {
                if (ResourceOf(name) is not { } resource || amount.Sign <= 0)
                {
                    continue;
                }

                var has = capacity.GetValueOrDefault(resource);
                if (amount > has)
                {
                    yield return AuditRules.QuotaOverCapacity.At(quota.Key, profile.Key.Name, name,
                        $"{name} is {amount}, and all nodes together have {has}: the quota never bounds anything",
                        "lower it to what the tenant may have, or leave it where nodes are added on demand");
                }

                var (sum, largest, most) = sums.GetValueOrDefault(resource, (amount - amount, quota.Key, amount - amount));
                sums[resource] = (sum + amount, amount > most ? quota.Key : largest, amount > most ? amount : most);
            }
        }

        foreach (var (resource, (sum, largest, most)) in sums)
        {
            var has = capacity.GetValueOrDefault(resource);
            if (sum > has && most <= has)
            {
                yield return AuditRules.QuotasOverCapacity.At(largest, null, resource,
                    $"the quotas of all tenants give {sum} of {resource}, and all nodes together have {has}; the largest is this one with {most}",
                    "nothing, where that is meant; pods wait when all tenants use what they may");
            }
        }
    }

    // What a node has a number for; limits may well be more than there is.
    private static string? ResourceOf(string name) => name switch
    {
        "cpu" or "memory" or "pods" or "ephemeral-storage" => name,
        "requests.storage" => null,
        _ when name.StartsWith(Requests, StringComparison.Ordinal) => name[Requests.Length..],
        _ => null,
    };

    // The controller decodes all Profiles at once: one amount that it cannot parse, and it sees none (kubeflow#4965).
    private static IEnumerable<AuditFinding> Unreadable(AuditView view) =>
        from profile in view.Profiles
        from amount in profile.At("spec", "resourceQuotaSpec", "hard").Members()
        where !Quantity.TryParse(amount.Value.ToString(), out _)
        select AuditRules.QuantityUnreadable.At(profile.Key, profile.Key.Name, amount.Name,
            $"{amount.Name} is {amount.Value}, which is no quantity: profile-controller can list no Profile at all, and so looks after no tenant",
            $"write an amount such as 8, 500m or 64Gi ({PasteText.Kubectl("edit", profile.Key)})");
}
