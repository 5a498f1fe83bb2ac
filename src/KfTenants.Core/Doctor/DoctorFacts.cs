using System.Collections.Immutable;
using KfTenants.Audit;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Doctor;

/// <summary>All that the checks look at. What is null was not reached or not asked for, and is never taken for well.</summary>
/// <param name="Now">The moment that expiry is judged at.</param>
/// <param name="Set">Null: no document says what is meant.</param>
public sealed record DoctorFacts(DateTimeOffset Now, TenantSet? Set)
{
    // What is made of the facts is made anew of changed ones.
    private DoctorFacts(DoctorFacts other)
    {
        (Now, Set, Tenants, ConfigurationProblem, ReadProblem) = (other.Now, other.Set, other.Tenants, other.ConfigurationProblem, other.ReadProblem);
        (File, Credential, Server, Rights, Live, IsDirectory, NotServed) =
            (other.File, other.Credential, other.Server, other.Rights, other.Live, other.IsDirectory, other.NotServed);
    }

    /// <summary>Only these tenants; empty for all.</summary>
    public ImmutableArray<string> Tenants { get; init; } = [];

    /// <summary>Why what is configured leads to no cluster; one line, null when it leads to one.</summary>
    public string? ConfigurationProblem { get; init; }

    /// <summary>Why the cluster could not be read at all; one line, null when it could or was not tried.</summary>
    public string? ReadProblem { get; init; }

    /// <summary>A file that is judged; null when it is the cluster that is looked at.</summary>
    public FileFacts? File { get; init; }

    /// <summary>Null where the configuration names none that could be read.</summary>
    public CredentialFacts? Credential { get; init; }

    /// <summary>Null for a directory.</summary>
    public ServerFacts? Server { get; init; }

    /// <summary>Null where there was no one to ask.</summary>
    public RightsFacts? Rights { get; init; }

    /// <summary>The cluster, as far as it may be read: what may not is in <see cref="LiveState.Unread"/>.</summary>
    public LiveState? Live { get; init; }

    /// <summary>The cluster is simulated by a directory of manifests: there is no server to ask.</summary>
    public bool IsDirectory { get; init; }

    /// <summary>The kinds of which the cluster knows nothing.</summary>
    public ImmutableHashSet<ObjectKind> NotServed { get; init; } = [];

    public DexPlatform Dex => Set?.Platform.Dex ?? DexPlatform.Kubeflow;

    public Flavor Flavor => Set?.Platform.Flavor ?? Flavor.Kubeflow;

    /// <summary>How this cluster's mesh knows people; null without a cluster.</summary>
    public IstioIdentity? Identity => field ??= Live is null ? null : ClusterIstio.Read(Set?.Platform.Istio ?? IstioPlatform.Unsaid, Live);

    /// <summary>What the checks of <c>audit</c> look at; null without a cluster.</summary>
    public AuditView? View => field ??= Live is null ? null : AuditView.Of(Live, Set, Dex, Identity!);

    /// <summary>The namespaces of tenants that are looked at: of the cluster, those that the file lists, and those that were asked for; in the order of their names.</summary>
    public ImmutableArray<string> Spaces => field.IsDefault ? field = SpacesOf() : field;

    /// <summary>Whether this tenant is looked at.</summary>
    public bool Includes(string? tenant) => Tenants.IsEmpty || tenant is null || Tenants.Contains(tenant);

    /// <summary>The objects of a kind in the tenants that are looked at.</summary>
    public IEnumerable<KubeObject> InTenants(ObjectKind kind) => Spaces.SelectMany(space => Live?.In(space, kind) ?? []);

    /// <summary>Why a kind could not be looked at; null when it could.</summary>
    /// <param name="inNamespace">Null: in any namespace that was looked for.</param>
    public string? WhyUnread(ObjectKind kind, string? inNamespace = null)
    {
        if (Live is null)
        {
            return "the cluster could not be read";
        }

        var part = Live.Unread.FirstOrDefault(u => u.Kind == kind && (inNamespace is null || u.Namespace is null || u.Namespace == inNamespace));
        return part is null ? null : $"{part.What}: {part.Why}";
    }

    private ImmutableArray<string> SpacesOf() =>
    [
        .. (View?.Profiles.Select(p => p.Key.Name) ?? []).Concat(Set?.Tenants.Select(t => t.Name) ?? []).Concat(Tenants)
            .Distinct(StringComparer.Ordinal).Where(n => Includes(n)).Order(StringComparer.Ordinal),
    ];
}
