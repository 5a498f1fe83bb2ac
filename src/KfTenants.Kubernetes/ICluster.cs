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

    /// <summary>The same in the name of another field manager: what is written is then no part of what the tool manages.</summary>
    /// <remarks>A cluster that keeps no managers takes them all for one.</remarks>
    Task<WriteAnswer> MergePatchAsync(ObjectKey key, JsonObject patch, Precondition live, string manager, CancellationToken cancellationToken) =>
        MergePatchAsync(key, patch, live, cancellationToken);

    /// <summary>Background deletion.</summary>
    Task<WriteAnswer> DeleteAsync(ObjectKey key, Precondition live, CancellationToken cancellationToken);
}
