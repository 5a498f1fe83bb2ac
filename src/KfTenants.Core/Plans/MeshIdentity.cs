using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>By what the rules of an AuthorizationPolicy recognise people: who changes it decides for whom every request is taken.</summary>
/// <param name="Keys">The conditions' keys, each once, in ordinal order: <c>request.headers[kubeflow-userid]</c>.</param>
/// <param name="Principals">The workloads that may set them, in the same order; empty: every workload.</param>
public sealed record MeshIdentity(ImmutableArray<string> Keys, ImmutableArray<string> Principals)
{
    /// <param name="rules">The policy's <c>spec.rules</c> as JSON, whatever it holds; null: none.</param>
    public static MeshIdentity Of(string? rules)
    {
        if (rules is null)
        {
            return new MeshIdentity([], []);
        }

        using var document = JsonDocument.Parse(rules);
        JsonElement? root = document.RootElement;
        var all = root.Items().ToArray();
        return new MeshIdentity(
            Sorted(all.SelectMany(r => r.Member("when").Items()).Select(w => w.TextMember("key"))),
            Sorted(all.SelectMany(r => r.Member("from").Items()).SelectMany(f => (f.Member("source")?.Member("principals")).Items())
                .Select(p => p.ValueKind == JsonValueKind.String ? p.GetString() : p.GetRawText())));
    }

    public bool Equals(MeshIdentity? other) => other is not null && Keys.SequenceEqual(other.Keys) && Principals.SequenceEqual(other.Principals);

    public override int GetHashCode() => HashCode.Combine(Keys.Length, Principals.Length, Keys.FirstOrDefault(), Principals.FirstOrDefault());

    private static ImmutableArray<string> Sorted(IEnumerable<string?> texts) =>
        [.. texts.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
