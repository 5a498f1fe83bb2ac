using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>What a NetworkPolicy lets in, each source as a word: policies add up, so that every source that was not let in before opens pods to more.</summary>
public static class NetworkSources
{
    /// <summary>The label by which Kubernetes itself marks every namespace with its name, since 1.21; no one can change it.</summary>
    public const string NamespaceLabel = "kubernetes.io/metadata.name";

    // How a peer begins that says nothing else.
    private const string NamespaceStart = "{\"namespaceSelector\":{\"matchLabels\":{\"" + NamespaceLabel + "\":";
    private const string RangeStart = "{\"ipBlock\":{\"cidr\":";

    /// <summary>The word for a rule without <c>from</c>.</summary>
    public const string Everywhere = "everywhere";

    /// <summary>What the second <c>spec.ingress</c> lets in and the first does not, in its order. Ports are not asked: more of a source is let in, or less.</summary>
    /// <param name="before">JSON; null for no rule.</param>
    /// <param name="after">The same.</param>
    public static ImmutableArray<string> Gained(string? before, string? after) => [.. Of(after).Except(Of(before), StringComparer.Ordinal)];

    /// <summary><c>namespace monitoring</c>, <c>192.0.2.0/24</c>; of other peers their JSON.</summary>
    /// <param name="ingress">The rules.</param>
    public static IEnumerable<string> Of(JsonElement? ingress) =>
        ingress.Items().SelectMany(rule => rule.Member("from").Items().Select(Of).DefaultIfEmpty(Everywhere)).Distinct(StringComparer.Ordinal);

    private static string[] Of(string? json)
    {
        if (json is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(json);
        return [.. Of((JsonElement?)document.RootElement)];
    }

    private static string Of(JsonElement peer)
    {
        var json = CanonicalJson.Of(peer);
        return peer.Member("namespaceSelector")?.Member("matchLabels")?.TextMember(NamespaceLabel) is { } space && json == NamespaceStart + CanonicalJson.OfText(space) + "}}}"
                ? $"namespace {space}"
            : peer.Member("ipBlock")?.TextMember("cidr") is { } cidr && json == RangeStart + CanonicalJson.OfText(cidr) + "}}" ? cidr
            : json;
    }
}
