using System.Collections.Immutable;
using System.Text.Json;

namespace KfTenants.Kubernetes.Client;

/// <summary>One page of a list: its items as documents of their own, and where the next page begins (null: nowhere).</summary>
public sealed record ListPage(ImmutableArray<JsonElement> Items, string? Continue);
