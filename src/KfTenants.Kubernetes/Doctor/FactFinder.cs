using System.Collections.Immutable;
using KfTenants.Doctor;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Kubernetes.Client;
using KfTenants.Kubernetes.Kubeconfig;
using KfTenants.Kubernetes.Reading;
using KfTenants.Rbac;
using KfTenants.Tenants;

namespace KfTenants.Kubernetes.Doctor;

/// <summary>Gathers all that <c>doctor</c> looks at, as far as the way leads and rights allow. It writes nothing, and fails of nothing that is a finding.</summary>
/// <param name="options">For the requests, where the server can be reached.</param>
/// <param name="patience">For each step of the way to the server.</param>
public sealed class FactFinder(ApiClientOptions options, TimeSpan patience)
{
    /// <summary>How long a step may take where the user does not say.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A cluster by its kubeconfig.</summary>
    public async Task<DoctorFacts> OfClusterAsync(ConnectionRequest request, TenantSet? set, ImmutableArray<string> tenants, CancellationToken cancellationToken)
    {
        var (facts, connection) = await ReachAsync(new DoctorFacts(options.Time.GetUtcNow(), set) { Tenants = tenants }, request, cancellationToken);
        if (connection is null || !Answers(facts))
        {
            return facts;
        }

        using var cluster = new ApiCluster(connection, options);
        var places = set is null ? ToolPlaces.Default : ToolPlaces.Of(set);
        facts = facts with { Rights = await RightsProbe.AskAsync(cluster, places, [.. set?.Tenants.Select(t => t.Name) ?? []], cancellationToken) };
        return await ReadAsync(facts, cluster, cancellationToken);
    }

    /// <summary>A directory of manifests: there is no way and no right to look at.</summary>
    public static Task<DoctorFacts> OfDirectoryAsync(
        IClusterReader cluster, TenantSet? set, ImmutableArray<string> tenants, DateTimeOffset now, CancellationToken cancellationToken) =>
        ReadAsync(new DoctorFacts(now, set) { Tenants = tenants, IsDirectory = true }, cluster, cancellationToken);

    /// <summary>A kubeconfig that is handed out, and the cluster only as far as its identity is asked what it may do.</summary>
    /// <param name="request">Names the file.</param>
    /// <param name="name">As the user named it.</param>
    public async Task<DoctorFacts> OfFileAsync(ConnectionRequest request, string name, CancellationToken cancellationToken)
    {
        var facts = new DoctorFacts(options.Time.GetUtcNow(), Set: null);
        try
        {
            facts = facts with { File = FileProbe.Look(request, name) };
        }
        catch (KfTenantsException e)
        {
            return facts with { File = new FileFacts(name), ConfigurationProblem = e.Message };
        }

        var (reached, connection) = await ReachAsync(facts, request, cancellationToken);
        if (connection is null || !Answers(reached))
        {
            return reached;
        }

        using var cluster = new ApiCluster(connection, options);
        return reached with { File = await FileProbe.AskAsync(reached.File!, cluster, cancellationToken) };
    }

    // A server that does not know us would refuse every request: one refusal says it all.
    private static bool Answers(DoctorFacts facts) => facts.Server?.Answer is { Problem: null, Authentication: not 401 };

    private async Task<(DoctorFacts Facts, ClusterConnection? Connection)> ReachAsync(DoctorFacts facts, ConnectionRequest request, CancellationToken cancellationToken)
    {
        var configured = CredentialProbe.OfConfiguration(request);
        ClusterConnection connection;
        try
        {
            connection = ClusterConnection.Resolve(request);
        }
        catch (KfTenantsException e)
        {
            return (facts with { ConfigurationProblem = e.Message, Credential = configured }, null);
        }

        var credential = await CredentialProbe.OfConnectionAsync(connection, configured, cancellationToken);
        var server = await new ServerProbe(connection, patience, options).LookAsync(credential, cancellationToken);
        return (facts with { Credential = credential, Server = server }, connection);
    }

    private static async Task<DoctorFacts> ReadAsync(DoctorFacts facts, IClusterReader cluster, CancellationToken cancellationToken)
    {
        var reader = new TolerantReader(cluster);
        try
        {
            var live = await LiveStateReader.ReadAsync(reader, ScopeOf(facts), cancellationToken);
            return facts with
            {
                Live = new LiveState(live.Cluster, live.All) { Looked = live.Looked, Unread = reader.Unread },
                NotServed = reader.NotServed,
            };
        }
        catch (KfTenantsException e)
        {
            // An object that all tenants share and that cannot be read safely: nothing can be judged around it.
            return facts with { ReadProblem = e.Message };
        }
    }

    private static ReadScope ScopeOf(DoctorFacts facts)
    {
        var all = ReadScope.Audit(facts.Dex, facts.Set?.Name, facts.Flavor);
        var isKubeflow = facts.Flavor == Flavor.Kubeflow;
        string?[] spaces = facts.Tenants.IsEmpty ? [null] : [.. facts.Tenants];
        string[] platform = isKubeflow && !facts.Tenants.IsEmpty ? [facts.Dex.Namespace, ClusterIstio.Controller.Namespace!] : [];
        ObjectKind[] ofTenants = [ObjectKind.Pod, ObjectKind.Event, ObjectKind.PersistentVolumeClaim, .. isKubeflow ? [ObjectKind.Notebook] : Array.Empty<ObjectKind>()];
        return all with
        {
            Scope = facts.Tenants.IsEmpty ? null : facts.Tenants,
            ReadsEndlessTokens = false,
            Extras = [.. all.Extras, .. DoctorReads.RolesOf(facts.Set)],
            ExtraLists =
            [
                .. all.ExtraLists,
                .. from kind in ofTenants from space in spaces select (kind, space),
                .. platform.Distinct(StringComparer.Ordinal).Except(facts.Tenants, StringComparer.Ordinal).Select(space => (ObjectKind.Pod, (string?)space)),
                (ObjectKind.StorageClass, null),
                .. isKubeflow ? DoctorReads.MeshLists : [],
            ],
        };
    }
}
