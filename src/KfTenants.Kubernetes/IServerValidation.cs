using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Kubernetes;

/// <summary>
/// What a real API server can be asked without storing anything: may I, and would you accept this. Beside <see cref="IClusterReader"/>
/// it is all that a plan gets, and it cannot write either. A directory of manifests has no admission to ask, so it is none of these.
/// </summary>
public interface IServerValidation
{
    Task<bool> IsAllowedAsync(AccessQuestion question, CancellationToken cancellationToken);

    /// <summary>As <see cref="ICluster.ApplyAsync"/>, with <c>dryRun=All</c>: the object as it would be stored.</summary>
    Task<WriteAnswer> TryApplyAsync(KubeObject intent, Precondition? live, bool force, CancellationToken cancellationToken);

    /// <summary>As <see cref="ICluster.MergePatchAsync(ObjectKey, JsonObject, Precondition, CancellationToken)"/>, with <c>dryRun=All</c>.</summary>
    Task<WriteAnswer> TryMergePatchAsync(ObjectKey key, JsonObject patch, Precondition live, CancellationToken cancellationToken);

    /// <summary>As <see cref="ICluster.DeleteAsync"/>, with <c>dryRun=All</c>.</summary>
    Task<WriteAnswer> TryDeleteAsync(ObjectKey key, Precondition live, CancellationToken cancellationToken);
}
