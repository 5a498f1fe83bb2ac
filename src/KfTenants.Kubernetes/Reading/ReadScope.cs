using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Credentials;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Plans;
using KfTenants.PodPolicies;
using KfTenants.Resources;
using KfTenants.Runs;
using KfTenants.Tenants;

namespace KfTenants.Kubernetes.Reading;

/// <summary>What of the cluster a run needs to see.</summary>
/// <param name="Scope">Only these tenants; null for all.</param>
/// <param name="Singles">Objects to read by name; absence is an answer.</param>
/// <param name="MustFindIstio">The document leaves something about Istio to the cluster.</param>
/// <param name="Set">Whose Dex objects are meant: what it has elsewhere its record beside Dex's configuration says; null: whatever any set has.</param>
public sealed record ReadScope(ImmutableArray<string>? Scope, ImmutableArray<ObjectKey> Singles, bool MustFindIstio, TenantSet? Set)
{
    /// <summary>What the cluster makes tenants from: kinds that it does not have are not asked for.</summary>
    public Flavor Flavor { get; init; }

    /// <summary>Objects that are only reported: where reading them is forbidden, less is reported.</summary>
    public ImmutableArray<ObjectKey> Extras { get; init; } = [];

    /// <summary>Lists, of one namespace or (null) whole, that are only reported: the same.</summary>
    public ImmutableArray<(ObjectKind Kind, string? Namespace)> ExtraLists { get; init; } = [];

    /// <summary>What the records of sets name in tenants' namespaces is read as well, as far as that is allowed.</summary>
    public bool ReadsHeld { get; init; }

    /// <summary>Secrets with tokens that never end are looked for, as far as that is allowed.</summary>
    public bool ReadsEndlessTokens { get; init; }

    private static ImmutableArray<(ObjectKind Kind, string? Namespace)> Policies => [.. PolicyEvidence.Kinds.Select(kind => (kind, (string?)null))];

    /// <summary>The cluster as it is, when no document says what is meant of it: all tenants, what every set keeps about itself, and every login.</summary>
    /// <param name="setName">What this set keeps is read by name, too: that may be allowed where a list is not. Null for none.</param>
    public static ReadScope Everything(DexPlatform dex, string? setName = null, Flavor flavor = Flavor.Kubeflow) =>
        new(null, flavor == Flavor.Kubeflow ? [LoginResolver.ConfigMapOf(dex), LoginResolver.DeploymentOf(dex)] : [], MustFindIstio: flavor == Flavor.Kubeflow, Set: null)
        {
            Flavor = flavor,
            Extras = [.. IdentityMaps.Keys, .. setName is null ? [] : AccessRecordParts.KeysOf(setName).Prepend(Ownership.ParentOf(setName))],
            ExtraLists =
            [
                (ObjectKind.ConfigMap, Ownership.SystemNamespace),
                (ObjectKind.Lease, Ownership.SystemNamespace),
                .. flavor == Flavor.Kubeflow ? [(ObjectKind.Password, dex.Namespace)] : Array.Empty<(ObjectKind, string?)>(),
            ],
        };

    /// <summary>The same, with what the nodes have and the hashes of logins, as far as they may be read: an audit says what it could not look at.</summary>
    public static ReadScope Audit(DexPlatform dex, string? setName, Flavor flavor = Flavor.Kubeflow)
    {
        var all = Everything(dex, setName, flavor);
        return all with
        {
            Extras = flavor == Flavor.Kubeflow ? all.Extras.Add(LoginResolver.SecretOf(dex)) : all.Extras,
            ExtraLists = [.. all.ExtraLists, (ObjectKind.Node, null), .. Policies],
            ReadsEndlessTokens = true,
        };
    }

    /// <summary>What any plan could need, as far as it can be known before it: everything, and what a plan of this document reads by name.</summary>
    /// <param name="set">Null: no document is known.</param>
    public static ReadScope ForSnapshot(DexPlatform dex, TenantSet? set)
    {
        var all = Everything(dex, set?.Name, set?.Platform.Flavor ?? Flavor.Kubeflow);
        return set is null ? all : For(set, PlanOptions.Default) with
        {
            MustFindIstio = all.MustFindIstio,
            ExtraLists = [.. all.ExtraLists, .. RoleLists(set, scope: null), .. set.UsesIdentities ? Policies : []],
        };
    }

    /// <summary>What a plan of this document needs.</summary>
    public static ReadScope For(TenantSet set, PlanOptions options)
    {
        var dex = set.Platform.Dex;
        var isKubeflow = set.Platform.Flavor == Flavor.Kubeflow;
        return new ReadScope(
            options.Scope,
            [
                Ownership.ParentOf(set.Name),
                AccessRecordParts.KeyOf(set.Name, 0),
                .. isKubeflow ? [LoginResolver.ConfigMapOf(dex), LoginResolver.DeploymentOf(dex), .. LoginResolver.ReadsOf(dex)] : Array.Empty<ObjectKey>(),
                .. HeldObjects.Of(set.Tenants.Where(t => options.Includes(t.Name))).Where(k => HeldObjects.IsHeld(k.Kind)),
                .. set.UsesIdentities ? IdentityMaps.Keys : [],
            ],
            isKubeflow && set.Platform.Istio.LeavesToCluster,
            set)
        {
            Flavor = set.Platform.Flavor,
            Extras =
            [
                LeaseRecord.KeyOf(set.Name), .. RolesOf(set).Where(r => r.Kind == ObjectKind.ClusterRole), .. set.UsesIdentities ? [] : IdentityMaps.Keys,
                .. set.Tenants.Where(t => options.Includes(t.Name)).SelectMany(CredentialAnchor.KeysOf),
            ],
            ExtraLists = [.. RoleLists(set, options.Scope), .. set.UsesIdentities ? Policies : []],
        };
    }

    // The roles that bindings name, to say what they allow; Kubeflow's own are known.
    private static IEnumerable<ObjectKey> RolesOf(TenantSet set) =>
        from tenant in set.Tenants
        from role in tenant.EffectiveGrants.Select(g => g.Role).Distinct()
        where !role.IsOfCluster || RoleNames.OfClusterRole(role.Name) is null
        group role by RoleGrantObject.RoleKey(tenant.Name, role) into same
        orderby same.Key
        select same.Key;

    // Of namespaces all at once: the number of requests does not depend on the number of tenants.
    private static ImmutableArray<(ObjectKind Kind, string? Namespace)> RoleLists(TenantSet set, ImmutableArray<string>? scope)
    {
        string[] spaces = [.. RolesOf(set).Select(r => r.Namespace).OfType<string>().Distinct(StringComparer.Ordinal)];
        return spaces.Length == 0 ? []
            : scope is { } tenants ? [.. tenants.Intersect(spaces, StringComparer.Ordinal).Select(t => (ObjectKind.Role, (string?)t))]
            : [(ObjectKind.Role, null)];
    }
}
