using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>One tenant: a namespace, whose it is, and what is in it.</summary>
/// <param name="Owner">The owner's e-mail.</param>
/// <param name="Contributors">One per person, the strongest role of all routes, in the order of e-mails; never the owner.</param>
/// <param name="Quota">Resource name to canonical quantity, tier and tenant merged, for all pods together; empty: none.</param>
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

    /// <summary>Beside <see cref="Quota"/>, in the order of names.</summary>
    public ImmutableArray<AdditionalQuota> Quotas { get; init; } = [];

    /// <summary>Null: none.</summary>
    public FairShare? Queue { get; init; }

    /// <summary>Null: pods of other namespaces reach this one's.</summary>
    public NetworkIsolation? Network { get; init; }

    /// <summary>What the tenant is made from.</summary>
    public Flavor Flavor { get; init; }

    /// <summary>The owner's own grant, where no controller gives the owner access; null in Kubeflow.</summary>
    public Contributor? OwnerGrant { get; init; }

    /// <summary>Who has which role beside contributors; one for each binding, in the order of their names.</summary>
    public ImmutableArray<RoleGrant> RoleBindings { get; init; } = [];

    /// <summary>In the order of their names.</summary>
    public ImmutableArray<TenantAccount> ServiceAccounts { get; init; } = [];

    /// <summary>In the order of their names.</summary>
    public ImmutableArray<TenantCredential> Credentials { get; init; } = [];

    /// <summary>In the order of their names.</summary>
    public ImmutableArray<PullSecret> PullSecrets { get; init; } = [];

    /// <summary>In the order of their names.</summary>
    public ImmutableArray<SettingsMap> ConfigMaps { get; init; } = [];

    /// <summary>In the order of their names.</summary>
    public ImmutableArray<SettingsSecret> Secrets { get; init; } = [];

    /// <summary>In the order of their names.</summary>
    public ImmutableArray<PodDefault> PodDefaults { get; init; } = [];

    /// <summary>What its secrets hold; null where none is read: it then asks for no Secret.</summary>
    public SecretValues? Values { get; init; }

    /// <summary>The values outside of the document that it needs.</summary>
    public IEnumerable<SecretReference> References => PullSecrets.Select(s => s.Login.Secret).Concat(Secrets.SelectMany(s => s.Entries.Values));

    /// <summary>Null: pods run as they like.</summary>
    public PodIdentity? Posix { get; init; }

    /// <summary>Null: pods live as long as they like.</summary>
    public Walltime? Walltime { get; init; }

    /// <summary>The names of the clusters that it is for, in their order; null: all.</summary>
    public ImmutableArray<string>? Clusters { get; init; }

    /// <summary>All access is taken away, and the data stays (<c>state: suspended</c>).</summary>
    public bool IsSuspended { get; init; }

    /// <summary>The day on which it was suspended, as the file says; null where it does not.</summary>
    public DateOnly? SuspendedSince { get; init; }

    /// <summary>Null: it is kept, however long no one uses it.</summary>
    public Retention? Retention { get; init; }

    /// <summary>What exists already and belongs to no set becomes managed (<c>adopt: true</c>).</summary>
    public bool Adopts { get; init; }

    /// <summary>Who owns the Profile in the cluster: <see cref="Suspension.Owner"/> while the tenant is suspended.</summary>
    public string EffectiveOwner => IsSuspended ? Suspension.Owner : Owner;

    /// <summary>Who is given access by objects of ours: none while the tenant is suspended, and the owner where no controller lets them in.</summary>
    public ImmutableArray<Contributor> EffectiveContributors => IsSuspended ? [] : OwnerGrant is null ? Contributors : [.. Contributors, OwnerGrant];

    /// <summary>Everyone whom the document lets in, suspended or not, with the place; a person once for each way in.</summary>
    public IEnumerable<(string Email, SourceLocation Origin)> People => Contributors.Select(c => (c.Email, c.Origin))
        .Append((Owner, OwnerOrigin))
        .Concat(RoleBindings.SelectMany(g => g.Subjects.Where(s => s.Kind == GrantSubjectKind.User).Select(s => (s.Name, g.Origin))));

    /// <summary>Every binding beside the contributors': none while the tenant is suspended, so that tokens that are still about let no one in.</summary>
    public ImmutableArray<RoleGrant> EffectiveGrants => IsSuspended ? [] : [.. RoleBindings, .. ServiceAccounts.Select(a => a.Grant).OfType<RoleGrant>()];
}
