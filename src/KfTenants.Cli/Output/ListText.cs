using System.Text.Json;
using KfTenants.Kube;

namespace KfTenants.Cli.Output;

/// <summary>
/// Two lists, element by element: what is gone and what is new, each with its place in the list and whole. Where one element stands in the place of
/// another, only what differs between them is told.
/// </summary>
internal static class ListText
{
    /// <summary>One element, or a part of it.</summary>
    /// <param name="Symbol"><c>+</c> or <c>-</c>.</param>
    /// <param name="Path">Inside the list, <c>from.source.principals</c>; empty for an element of the list itself.</param>
    /// <param name="Json">Its value.</param>
    public readonly record struct Element(string Symbol, string Path, string Json);

    /// <summary>Null when the two are not both lists, or differ in nothing but their order.</summary>
    public static IReadOnlyList<Element>? Of(string? before, string? after)
    {
        if (before is null || after is null || !before.StartsWith('[') || !after.StartsWith('['))
        {
            return null;
        }

        using var old = JsonDocument.Parse(before);
        using var now = JsonDocument.Parse(after);
        var found = new List<Element>();
        Compare("", old.RootElement, now.RootElement, found);
        return found.Count == 0 ? null : found;
    }

    private static void Compare(string path, JsonElement before, JsonElement after, List<Element> found)
    {
        if (JsonElement.DeepEquals(before, after))
        {
            return;
        }

        switch (before.ValueKind, after.ValueKind)
        {
            case (JsonValueKind.Array, JsonValueKind.Array):
                CompareLists(path, before, after, found);
                break;
            case (JsonValueKind.Object, JsonValueKind.Object):
                foreach (var name in before.EnumerateObject().Concat(after.EnumerateObject()).Select(p => p.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                {
                    CompareMembers(Below(path, name), before.Member(name), after.Member(name), found);
                }

                break;
            default:
                Add("-", path, before, found);
                Add("+", path, after, found);
                break;
        }
    }

    private static void CompareMembers(string path, JsonElement? before, JsonElement? after, List<Element> found)
    {
        if (before is { } old && after is { } now)
        {
            Compare(path, old, now, found);
            return;
        }

        Add("-", path, before, found);
        Add("+", path, after, found);
    }

    // What both have is taken out, as often as both have it; of the rest, one for one is the same element changed.
    private static void CompareLists(string path, JsonElement before, JsonElement after, List<Element> found)
    {
        var gone = before.EnumerateArray().ToList();
        var added = new List<JsonElement>();
        foreach (var element in after.EnumerateArray())
        {
            var at = gone.FindIndex(g => JsonElement.DeepEquals(g, element));
            if (at < 0)
            {
                added.Add(element);
            }
            else
            {
                gone.RemoveAt(at);
            }
        }

        if (gone is [{ ValueKind: JsonValueKind.Object } old] && added is [{ ValueKind: JsonValueKind.Object } now])
        {
            Compare(path, old, now, found);
            return;
        }

        gone.ForEach(g => Add("-", path, g, found));
        added.ForEach(a => Add("+", path, a, found));
    }

    private static void Add(string symbol, string path, JsonElement? value, List<Element> found)
    {
        if (value is { } present)
        {
            found.Add(new Element(symbol, path, CanonicalJson.Of(present)));
        }
    }

    private static string Below(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
