using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Execution;
using KfTenants.Kubernetes;
using KfTenants.Planning;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>The line, on one screen: documents, set, live state, plan, and the run. PLACEHOLDER: to be wired at merge.</summary>
internal static class PlanPipeline
{
    /// <summary>Documents to set: <c>YamlDocument.Parse</c> each, then <c>TenantReader.Read</c>.</summary>
    public static Checked<TenantSet> Read(ImmutableArray<DocumentFile> documents) =>
        throw new KfTenantsException($"{documents.Length} documents: the reader is not wired yet");

    /// <summary>The cluster that was chosen, or that the environment names.</summary>
    public static Task<ICluster> OpenAsync(ClusterChoice choice, Terminal terminal, CancellationToken cancellationToken) =>
        throw new KfTenantsException($"{choice} {terminal.CurrentDirectory} {cancellationToken.CanBeCanceled}: clusters are not wired yet");

    /// <summary>Set and live state to plan, with the guards evaluated.</summary>
    public static Task<Plan> PlanAsync(TenantSet set, IClusterReader cluster, PlanRequest request, CancellationToken cancellationToken) =>
        throw new KfTenantsException($"{set.Name} {cluster.Address} {request.Paths} {cancellationToken.CanBeCanceled}: the planner is not wired yet");

    public static IAsyncEnumerable<RunEvent> ExecuteAsync(Plan plan, ICluster cluster, CancellationToken cancellationToken) =>
        throw new KfTenantsException($"{plan.Set} {cluster.Address} {cancellationToken.CanBeCanceled}: the executor is not wired yet");

    /// <summary><c>Bcrypt.Hash(password, salt, cost)</c></summary>
    public static string HashPassword(string password, ReadOnlySpan<byte> salt, int cost) =>
        throw new KfTenantsException($"{password.Length} {salt.Length} {cost}: bcrypt is not wired yet");
}
