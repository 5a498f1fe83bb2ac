using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Kubernetes;

/// <summary>
/// A cluster that can be written to. Every write names what it must still find, so nothing is overwritten unseen; transient
/// failures are retried inside, expected refusals are answers.
/// </summary>
public interface ICluster : IClusterReader
{
    /// <summary>Server-side apply by <see cref="Ownership.FieldManager"/>.</summary>
    /// <param name="intent">Without preconditions; they are added.</param>
    /// <param name="live">Null: create only, refused when the object exists.</param>
    /// <param name="force">Take fields from other managers.</param>
    Task<WriteAnswer> ApplyAsync(KubeObject intent, Precondition? live, bool force, CancellationToken cancellationToken);

    /// <summary>JSON merge patch (RFC 7386); the precondition is added to it.</summary>
    Task<WriteAnswer> MergePatchAsync(ObjectKey key, JsonObject patch, Precondition live, CancellationToken cancellationToken);

    /// <summary>Background deletion.</summary>
    Task<WriteAnswer> DeleteAsync(ObjectKey key, Precondition live, CancellationToken cancellationToken);
}
