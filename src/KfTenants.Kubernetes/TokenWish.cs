using System.Collections.Immutable;
using KfTenants.Kube;

namespace KfTenants.Kubernetes;

/// <summary>What a token is to be.</summary>
/// <param name="Audiences">Empty: the API server itself.</param>
/// <param name="Anchor">The Secret that it ends with; null: it ends by itself alone.</param>
public sealed record TokenWish(TimeSpan Lifetime, ImmutableArray<string> Audiences, KubeObject? Anchor);
