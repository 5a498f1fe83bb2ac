using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Running;

/// <summary>A cluster that says of one verb that it is not allowed.</summary>
internal sealed class DenyingCluster(ICluster inner, string verb) : ICluster, IServerValidation
{
    public string Address => inner.Address;

    public bool IsDirectory => inner.IsDirectory;

    public Task<ImmutableArray<KubeObject>> ListAsync(ObjectKind kind, string? inNamespace, CancellationToken cancellationToken) =>
        inner.ListAsync(kind, inNamespace, cancellationToken);

    public Task<KubeObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    public Task<string?> ReadLogAsync(ObjectKey pod, string container, bool previous, CancellationToken cancellationToken) =>
        inner.ReadLogAsync(pod, container, previous, cancellationToken);

    public Task<WriteAnswer> ApplyAsync(KubeObject intent, Precondition? live, bool force, CancellationToken cancellationToken) =>
        inner.ApplyAsync(intent, live, force, cancellationToken);

    public Task<WriteAnswer> MergePatchAsync(ObjectKey key, JsonObject patch, Precondition live, CancellationToken cancellationToken) =>
        inner.MergePatchAsync(key, patch, live, cancellationToken);

    public Task<WriteAnswer> DeleteAsync(ObjectKey key, Precondition live, CancellationToken cancellationToken) => inner.DeleteAsync(key, live, cancellationToken);

    public Task<bool> IsAllowedAsync(AccessQuestion question, CancellationToken cancellationToken) => Task.FromResult(question.Verb != verb);

    public Task<WriteAnswer> TryApplyAsync(KubeObject intent, Precondition? live, bool force, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<WriteAnswer> TryMergePatchAsync(ObjectKey key, JsonObject patch, Precondition live, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<WriteAnswer> TryDeleteAsync(ObjectKey key, Precondition live, CancellationToken cancellationToken) => throw new NotSupportedException();
}
