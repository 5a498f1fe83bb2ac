using System.Collections.Immutable;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Client;

/// <summary>One page of a list: its items as documents of their own, and where the next page begins (null: nowhere).</summary>
internal sealed record ListPage(ImmutableArray<ObjectJson> Items, string? Continue);
