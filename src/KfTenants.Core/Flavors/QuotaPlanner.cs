using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Flavors;

/// <summary>
/// Whether profile-controller's ResourceQuota follows its Profile. The controller does not watch that object, so what is edited or
/// deleted by hand stays so; and up to Kubeflow 1.6 it leaves an emptied quota in force (kubeflow#6188).
/// </summary>
public static class QuotaPlanner
{
    private const string HardPrefix = "/spec/hard/";
    private const string ScopesField = "/spec/resourceQuotaSpec/scopes";

    /// <param name="profileChange">What is planned for the Profile.</param>
    public static Change? Plan(Tenant tenant, KubeObject profile, Change profileChange, LiveState live)
    {
        var quota = live.Find(ProfileObject.QuotaKey(tenant.Name));
        if (profileChange is Change.Conflict || quota is { IsTerminating: true } || (quota is not null && !BelongsTo(profile, quota)))
        {
            return null;
        }

        // A rule of the document may leave the Profile's quota to another manager: then it, and not the document's, must be in force.
        var hard = profile.At("spec", "resourceQuotaSpec", "hard") is { } present ? Quantities(present) : ImmutableSortedDictionary<string, string>.Empty;
        var isLeft = profileChange.Ignored.Any(f => f.Pointer.StartsWith("/spec/resourceQuotaSpec", StringComparison.Ordinal));
        if (isLeft ? profileChange is Change.NoOp && hard.IsEmpty : tenant.Quota.IsEmpty)
        {
            return quota is null ? null : new Change.Delete(Precondition.Of(quota))
            {
                IsHarmless = true,
                Key = quota.Key,
                Tenant = tenant.Name,
                Reason = ChangeReason.QuotaChanged,
                Origin = tenant.QuotaOrigin,
            };
        }

        // A Profile that is written makes the controller look anyway, and one that it has not done with gets its quota without us: planned, that would be a
        // change to a run that goes on after another was killed, only because the controller has come a step further since it was shown.
        var isUndone = quota is null && !ProfileObject.IsMade(profile);
        var fields = profileChange is Change.NoOp && !isUndone && live.Find(NamespaceObject.Key(tenant.Name)) is not null
            ? Differences(isLeft ? hard : tenant.Quota, quota)
            : [];
        return fields.IsEmpty ? null : new Change.Update(new WakeBasis(profile.Key), [ControllerWake.Request(profile)], Precondition.Of(profile))
        {
            Key = ProfileObject.QuotaKey(tenant.Name),
            Tenant = tenant.Name,
            Reason = ChangeReason.Drift,
            Origin = tenant.QuotaOrigin,
            Fields = fields,
        };
    }

    /// <summary>
    /// The Profile's change takes scopes away that the quota in force has: the API server does not change the scopes of a ResourceQuota
    /// (core/validation, ValidateResourceQuotaUpdate), so that profile-controller would fail on it from then on. A scopeSelector may change.
    /// </summary>
    public static Change.Conflict? KeptScopes(Tenant tenant, Change profileChange, LiveState live)
    {
        var scopes = profileChange.Fields.Where(f => f.Pointer == ScopesField).ToImmutableArray();
        if (scopes.IsEmpty || live.Find(ProfileObject.QuotaKey(tenant.Name)) is not { } quota || quota.At("spec", "scopes") is null)
        {
            return null;
        }

        return new Change.Conflict(
            $"the file has a quota without scopes, and Kubernetes does not change the scopes of {quota.Key}: leave them as they are " +
            "(fieldRules: {kind: Profile, path: /spec/resourceQuotaSpec, policy: ignore}), or take spec.resourceQuotaSpec out of the Profile and delete the quota " +
            $"({PasteText.Kubectl("delete", quota.Key)}), and apply again")
        {
            Key = profileChange.Key,
            Tenant = tenant.Name,
            Reason = ChangeReason.QuotaScopes,
            Origin = tenant.QuotaOrigin,
            Fields = scopes,
        };
    }

    /// <summary>The quota in force is the Profile's.</summary>
    /// <param name="hard">The Profile's <c>spec.resourceQuotaSpec.hard</c>.</param>
    public static bool Follows(JsonElement hard, KubeObject? quota) => Differences(Quantities(hard), quota).IsEmpty;

    private static bool BelongsTo(KubeObject profile, KubeObject quota) =>
        quota.At("metadata", "ownerReferences").Items().Any(o => o.TextMember("kind") == ObjectKind.Profile.Kind && o.TextMember("name") == profile.Key.Name);

    private static ImmutableArray<FieldChange> Differences(ImmutableSortedDictionary<string, string> wanted, KubeObject? quota)
    {
        var present = quota?.At("spec", "hard") is { } hard ? Quantities(hard) : ImmutableSortedDictionary<string, string>.Empty;
        return
        [
            .. from name in present.Keys.Union(wanted.Keys).Order(StringComparer.Ordinal)
               let before = present.GetValueOrDefault(name)
               let after = wanted.GetValueOrDefault(name)
               where before != after && (before is null || after is null || !SemanticEquality.SameQuantity(before, after))
               let pointer = HardPrefix + JsonPointer.Escape(name)
               let hand = quota?.Managers.OthersOf(pointer).Where(ManagerPolicy.MayOverrule).MaxBy(o => o.Time ?? DateTimeOffset.MinValue)
               select new FieldChange(pointer, CanonicalJson.OfText(before), CanonicalJson.OfText(after), hand?.Manager, hand?.Time),
        ];
    }

    private static ImmutableSortedDictionary<string, string> Quantities(JsonElement hard) => hard.ValueKind == JsonValueKind.Object
        ? hard.EnumerateObject().ToImmutableSortedDictionary(p => p.Name, p => p.Value.ToString(), StringComparer.Ordinal)
        : ImmutableSortedDictionary<string, string>.Empty;
}
