using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>
/// A tenant as something else than a tenants file shows it, before it is written as one. Values are as they were found; what the file's rules refuse of
/// them is found out, and said, when the file is read back.
/// </summary>
public sealed record ImportedTenant(string Name)
{
    private static readonly ImmutableSortedDictionary<string, string> Nothing = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The owner's e-mail; null where none is known, so that the tenant cannot stand in the file.</summary>
    public string? Owner { get; init; }

    public bool IsSuspended { get; init; }

    public ImmutableArray<ImportedContributor> Contributors { get; init; } = [];

    /// <summary>Empty: none.</summary>
    public ImmutableSortedDictionary<string, string> Quota { get; init; } = Nothing;

    /// <summary>Null: none.</summary>
    public LimitRangeItem? LimitRange { get; init; }

    /// <summary>Beside <see cref="Quota"/>.</summary>
    public ImmutableArray<AdditionalQuota> Quotas { get; init; } = [];

    public ImmutableArray<RoleGrant> RoleBindings { get; init; } = [];

    public ImmutableArray<TenantAccount> ServiceAccounts { get; init; } = [];

    /// <summary>Null: none.</summary>
    public FairShare? Queue { get; init; }

    /// <summary>Null: not isolated.</summary>
    public NetworkIsolation? Network { get; init; }

    public ImmutableArray<PullSecret> PullSecrets { get; init; } = [];

    public ImmutableArray<SettingsMap> ConfigMaps { get; init; } = [];

    public ImmutableArray<PodDefault> PodDefaults { get; init; } = [];

    public ImmutableArray<SettingsSecret> Secrets { get; init; } = [];

    /// <summary>Null: pods run as they like.</summary>
    public PodIdentity? Posix { get; init; }

    /// <summary>Null: pods live as long as they like.</summary>
    public Walltime? Walltime { get; init; }

    /// <summary>The tier that quota and limit range are those of, which are then empty here.</summary>
    public string? Tier { get; init; }

    public ImmutableArray<Plugin> Plugins { get; init; } = [];

    public ImmutableSortedDictionary<string, string> Labels { get; init; } = Nothing;

    public ImmutableSortedDictionary<string, string> Annotations { get; init; } = Nothing;

    /// <summary>Where its values came from, for a comment.</summary>
    public ImmutableArray<string> Sources { get; init; } = [];

    /// <summary>What cannot stand in the file, or does so in another way than a reader expects.</summary>
    public ImmutableArray<ImportFinding> Findings { get; init; } = [];

    /// <summary>Why it stands in the file as a comment only; null when it does not.</summary>
    public string? LeftOut { get; init; }

    /// <summary>The same with one more thing to say, about these objects or about none in particular.</summary>
    public ImportedTenant Saying(string text, params ImmutableArray<ObjectKey> about) => this with { Findings = Findings.Add(new ImportFinding(Name, text) { About = about }) };

    /// <summary>Something is said about this object.</summary>
    public bool Speaks(ObjectKey of) => Findings.Any(f => f.About.Contains(of));

    /// <summary>The same without one of its contributors, and the reason.</summary>
    public ImportedTenant WithoutContributor(ImportedContributor contributor, string why, params ImmutableArray<ObjectKey> about) =>
        (this with { Contributors = Contributors.Remove(contributor) }).Saying($"the contributor {QuotedText.Of(contributor.Who)} is not in the file: {why}", about);

    /// <summary>The same as a comment; the first reason counts.</summary>
    public ImportedTenant Without(string why) => LeftOut is null ? this with { LeftOut = why } : this;
}

/// <summary>One route to a role: of a person, or of a group of the file.</summary>
/// <param name="Who">An e-mail, or the group's name.</param>
/// <param name="Source">Where it came from, for a comment; null for what the reader sees anyway.</param>
public sealed record ImportedContributor(string Who, Role Role, string? Source)
{
    public bool IsGroup { get; init; }

    /// <summary>When it ends, as <c>until</c> is written; null when it does not.</summary>
    public string? Until { get; init; }
}

/// <summary>What an import must say: it goes to the comments of the file and to standard error.</summary>
/// <param name="Tenant">Null for what is of no tenant.</param>
/// <param name="Text">One sentence without a full stop: what it is, and what follows or can be done.</param>
public sealed record ImportFinding(string? Tenant, string Text)
{
    /// <summary>The objects it is about, those too that the next plan makes: nothing else needs to be said of them.</summary>
    public ImmutableArray<ObjectKey> About { get; init; } = [];
}

/// <summary>What each kind reads of a cluster when a tenant is imported.</summary>
/// <param name="Reach">Reads whom the policies of this cluster's mesh let in.</param>
/// <param name="Record">What the set is known to have made.</param>
public sealed record ImportView(LiveState Live, PolicyReach Reach, AccessRecord Record)
{
    public Flavor Flavor { get; init; }

    /// <summary>What people are given where there is no Kubeflow.</summary>
    public ClusterRoles Roles { get; init; } = ClusterRoles.Kubernetes;

    /// <summary>The role that a contributor has by this ClusterRole; null for none.</summary>
    public Role? RoleOf(string? clusterRole) => Flavor == Flavor.Kubernetes ? Roles.RoleOf(clusterRole) : RoleNames.OfClusterRole(clusterRole);

    /// <summary>The set's own objects of a kind that is read by name, in the order of their names; none that was not read.</summary>
    public IEnumerable<KubeObject> HeldIn(string tenant, ObjectKind kind) => Record.HeldIn(tenant).Where(k => k.Kind == kind).Select(Live.Find).OfType<KubeObject>();
}
