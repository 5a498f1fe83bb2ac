using System.Collections.Immutable;
using KfTenants.Diff;
using KfTenants.Kube;

namespace KfTenants.Resources;

/// <summary>All kinds of objects that a tenant consists of. Everything that goes through kinds goes through this list.</summary>
public static class TenantResources
{
    /// <summary>In the order in which rights are printed.</summary>
    public static readonly ImmutableArray<TenantResource> All =
    [
        ProfileResource.Instance,
        NamespaceResource.Instance,
        LimitRangeResource.Instance,
        QuotaResource.Instance,
        NetworkPolicyResource.Instance,
        ConfigMapResource.Instance,
        SecretResource.Instance,
        PodDefaultResource.Instance,
        RoleBindingResource.Instance,
        AuthorizationPolicyResource.Instance,
    ];

    /// <summary>The kinds whose objects give people access, each in its tenant's namespace.</summary>
    public static readonly ImmutableArray<ContributorResource> Grants = [.. All.OfType<ContributorResource>()];

    /// <summary>What rules of the document may speak of.</summary>
    public static readonly ImmutableArray<RuleScope> Rules = [.. All.Select(r => r.Rules).OfType<RuleScope>()];

    public static TenantResource? Find(ObjectKind kind) => All.FirstOrDefault(r => r.Kind == kind);

    /// <summary>The order of kinds within one phase.</summary>
    public static int RankOf(ObjectKind kind) => Find(kind)?.Rank ?? 1;
}
