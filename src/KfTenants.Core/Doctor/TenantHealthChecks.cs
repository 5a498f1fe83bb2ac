using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Resources;

namespace KfTenants.Doctor;

/// <summary>What tenants have: namespaces, isolation, head-room, storage, tokens. What is wrong with Profiles and access, <c>audit</c> finds.</summary>
internal static class TenantHealthChecks
{
    private const string IsDefault = "storageclass.kubernetes.io/is-default-class";
    private const string IsDefaultBeta = "storageclass.beta.kubernetes.io/is-default-class";
    private const int Most = 5;

    public static readonly ImmutableArray<CheckRun> All =
    [
        new(DoctorChecks.NamespaceGone, f => WithoutFile(f) ?? f.WhyUnread(ObjectKind.Namespace) ?? f.WhyUnread(ObjectKind.Profile), Gone),
        new(DoctorChecks.NamespaceEnding, f => KubeflowChecks.WithoutCluster(f) ?? f.WhyUnread(ObjectKind.Namespace), Ending),
        new(DoctorChecks.NotIsolated, f => WithoutFile(f) ?? f.WhyUnread(ObjectKind.NetworkPolicy), NotIsolated),
        new(DoctorChecks.QuotaFull, f => KubeflowChecks.WithoutCluster(f) ?? f.WhyUnread(ObjectKind.ResourceQuota), Full),
        new(DoctorChecks.NoDefaultStorage, WithoutClasses, DefaultStorage),
        new(DoctorChecks.EndlessToken, f => KubeflowChecks.WithoutCluster(f) ?? f.WhyUnread(ObjectKind.ServiceAccount), EndlessTokens),
    ];

    /// <summary>Also what keeps from telling which StorageClasses there are.</summary>
    public static string? WithoutClasses(DoctorFacts facts) => KubeflowChecks.WithoutCluster(facts) ?? facts.WhyUnread(ObjectKind.StorageClass) ??
        (facts.IsDirectory && !facts.Live!.Of(ObjectKind.StorageClass).Any() ? "the directory has no StorageClasses" : null);

    public static bool IsDefaultClass(KubeObject storage) => storage.Annotation(IsDefault) == "true" || storage.Annotation(IsDefaultBeta) == "true";

    private static string? WithoutFile(DoctorFacts facts) => KubeflowChecks.WithoutCluster(facts) ?? (facts.Set is null ? "no tenants file says what is meant" : null);

    private static IEnumerable<DoctorFinding> Gone(DoctorFacts facts) =>
        from tenant in facts.Set!.Tenants
        where facts.Includes(tenant.Name) && facts.Live!.Find(NamespaceObject.Key(tenant.Name)) is null && facts.Live.Find(ProfileObject.Key(tenant.Name)) is null
        select DoctorChecks.NamespaceGone.At(
            NamespaceObject.Key(tenant.Name), tenant.Name, $"the file lists the tenant ({tenant.Origin}), and the cluster has no namespace of its name");

    private static IEnumerable<DoctorFinding> Ending(DoctorFacts facts) =>
        from name in facts.Spaces
        let space = facts.Live!.Find(NamespaceObject.Key(name))
        where space is { IsTerminating: true }
        select DoctorChecks.NamespaceEnding.At(space.Key, name, $"it is being deleted since {space.Text("metadata", "deletionTimestamp")}: nothing new starts in it{Waits(space)}");

    private static string Waits(KubeObject space) => space.At("status", "conditions").Items()
        .Where(c => c.TextMember("status") == "True" && c.TextMember("message") is { Length: > 0 })
        .Select(c => $"; {PodState.OneLine(c.TextMember("message")!)}").FirstOrDefault() ?? "";

    private static IEnumerable<DoctorFinding> NotIsolated(DoctorFacts facts) =>
        from tenant in facts.Set!.Tenants
        where tenant.Network is not null && facts.Includes(tenant.Name) && facts.Live!.Find(NamespaceObject.Key(tenant.Name)) is not null
        let key = new ObjectKey(ObjectKind.NetworkPolicy, tenant.Name, NetworkPolicyObject.Name)
        where facts.Live!.Find(key) is null
        select DoctorChecks.NotIsolated.At(key, tenant.Name, "the file isolates the tenant, and this NetworkPolicy does not exist: every pod of the cluster reaches its pods");

    // What is above the quota, audit tells (AUD0402).
    private static IEnumerable<DoctorFinding> Full(DoctorFacts facts) =>
        from quota in facts.InTenants(ObjectKind.ResourceQuota)
        let full = quota.At("spec", "hard").Members().Where(h => IsFull(h, quota.At("status", "used"))).Select(h => $"{h.Name} ({h.Value})").ToList()
        where full.Count > 0
        select DoctorChecks.QuotaFull.At(quota.Key, quota.Key.Namespace, $"used up: {NameList.Of(full, Most)}; nothing new that needs it starts");

    private static bool IsFull(JsonProperty hard, JsonElement? used) =>
        used is { } map && map.Member(hard.Name) is { } use && Quantity.TryParse(hard.Value.ToString(), out var bound) && Quantity.TryParse(use.ToString(), out var taken) &&
        bound.Sign > 0 && taken == bound;

    private static IEnumerable<DoctorFinding> DefaultStorage(DoctorFacts facts)
    {
        var defaults = facts.Live!.Of(ObjectKind.StorageClass).Where(IsDefaultClass).Select(s => s.Key.Name).ToList();
        if (defaults.Count == 0)
        {
            yield return DoctorChecks.NoDefaultStorage.At("StorageClass", null, "no StorageClass is the default one: volumes of notebooks stay Pending");
        }
        else if (defaults.Count > 1)
        {
            yield return DoctorChecks.NoDefaultStorage.At("StorageClass", null,
                $"{defaults.Count.ToString(CultureInfo.InvariantCulture)} StorageClasses are default ones ({NameList.Of(defaults, Most)}): the newest counts");
        }
    }

    private static IEnumerable<DoctorFinding> EndlessTokens(DoctorFacts facts) =>
        from space in facts.Spaces
        let accounts = facts.Live!.In(space, ObjectKind.ServiceAccount).Where(HasToken).Select(a => a.Key.Name).ToList()
        where accounts.Count > 0
        select DoctorChecks.EndlessToken.At(NamespaceObject.Key(space), space, $"tokens that do not end, in Secrets: {NameList.Of(accounts, Most)}");

    // As the token controller named them (Kubernetes up to 1.23).
    private static bool HasToken(KubeObject account) => account.At("secrets").Items()
        .Any(s => s.TextMember("name") is { } name && name.StartsWith(account.Key.Name + "-token-", StringComparison.Ordinal));
}
