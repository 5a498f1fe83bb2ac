using System.Collections.Immutable;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>All kinds of objects that a tenant consists of. Everything that goes through kinds goes through this list.</summary>
public static class TenantResources
{
    /// <summary>In the order in which rights are printed.</summary>
    public static readonly ImmutableArray<TenantResource> All =
    [
        ProfileResource.Instance,
        NamespaceResource.Instance,
        TenantNamespaceResource.Instance,
        LimitRangeResource.Instance,
        QuotaResource.Instance,
        NetworkPolicyResource.Instance,
        ServiceAccountResource.Instance,
        ConfigMapResource.Instance,
        SecretResource.Instance,
        PodDefaultResource.Instance,
        QueueResource.Instance,
        RoleBindingResource.Instance,
        JobReaperResource.Instance,
        AuthorizationPolicyResource.Instance,
    ];

    /// <summary>Those of a flavour, in the same order.</summary>
    public static ImmutableArray<TenantResource> Of(Flavor flavor) => ByFlavor[(int)flavor];

    private static readonly ImmutableArray<ImmutableArray<TenantResource>> ByFlavor =
        [.. Enum.GetValues<Flavor>().Select(flavor => All.Where(r => r.IsOf(flavor)).ToImmutableArray())];

    /// <summary>Their kinds, each once: RoleBindings are of people and of reapers.</summary>
    public static readonly ImmutableArray<ObjectKind> Kinds = [.. All.Select(r => r.Kind).Distinct()];

    /// <summary>The kinds whose objects give people access, each in its tenant's namespace.</summary>
    public static readonly ImmutableArray<ContributorResource> Grants = [.. All.OfType<ContributorResource>()];

    /// <summary>What rules of the document may speak of.</summary>
    public static ImmutableArray<RuleScope> Rules(Flavor flavor) => [.. Of(flavor).Select(r => r.Rules).OfType<RuleScope>()];

    public static TenantResource? Find(ObjectKind kind) => All.FirstOrDefault(r => r.Kind == kind);

    /// <summary>The order of kinds within one phase.</summary>
    public static int RankOf(ObjectKind kind) => Find(kind)?.Rank ?? 1;
}
