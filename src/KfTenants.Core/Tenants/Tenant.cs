using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>One tenant: a namespace, whose it is, and what is in it.</summary>
/// <param name="Owner">The owner's e-mail.</param>
/// <param name="Contributors">One per person, the strongest role of all routes, in the order of e-mails; never the owner.</param>
/// <param name="Quota">Resource name to canonical quantity, tier and tenant merged; empty: none.</param>
/// <param name="LimitRange">Null: none.</param>
/// <param name="Plugins">Profile plugins as written.</param>
/// <param name="NamespaceLabels">The declared keys only.</param>
/// <param name="Origin">Where the tenant's name is written.</param>
public sealed record Tenant(
    string Name,
    string Owner,
    SourceLocation OwnerOrigin,
    ImmutableArray<Contributor> Contributors,
    ImmutableSortedDictionary<string, string> Quota,
    SourceLocation QuotaOrigin,
    LimitRangeItem? LimitRange,
    SourceLocation LimitRangeOrigin,
    ImmutableArray<Plugin> Plugins,
    ImmutableSortedDictionary<string, string> NamespaceLabels,
    ImmutableSortedDictionary<string, string> NamespaceAnnotations,
    SourceLocation NamespaceOrigin,
    SourceLocation Origin)
{
    /// <summary>Whose access has ended, with what they had; they are no contributors any more.</summary>
    public ImmutableArray<Contributor> Ended { get; init; } = [];

    /// <summary>The tier that its limits are those of; null for none, and when the tenant or the defaults say something about limits themselves.</summary>
    public string? Tier { get; init; }

    /// <summary>Null: pods of other namespaces reach this one's.</summary>
    public NetworkIsolation? Network { get; init; }

    /// <summary>What the tenant is made from.</summary>
    public Flavor Flavor { get; init; }

    /// <summary>The owner's own grant, where no controller gives the owner access; null in Kubeflow.</summary>
    public Contributor? OwnerGrant { get; init; }

    /// <summary>All access is taken away, and the data stays (<c>state: suspended</c>).</summary>
    public bool IsSuspended { get; init; }

    /// <summary>What exists already and belongs to no set becomes managed (<c>adopt: true</c>).</summary>
    public bool Adopts { get; init; }

    /// <summary>Who owns the Profile in the cluster: <see cref="Suspension.Owner"/> while the tenant is suspended.</summary>
    public string EffectiveOwner => IsSuspended ? Suspension.Owner : Owner;

    /// <summary>Who is given access by objects of ours: none while the tenant is suspended, and the owner where no controller lets them in.</summary>
    public ImmutableArray<Contributor> EffectiveContributors => IsSuspended ? [] : OwnerGrant is null ? Contributors : [.. Contributors, OwnerGrant];
}
