using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Kube;

namespace KfTenants.Diff;

/// <summary>
/// Which differences of one kind of object mean nothing: what API server and controllers rewrite, fill in or leave empty.
/// "Changed?" is decided here and nowhere else, on values, never on text. This class knows no kinds; each kind's own file says
/// what differs from the rule.
/// </summary>
public abstract class SemanticEquality
{
    /// <summary>Equal JSON is equal, and nothing but an empty value may stay.</summary>
    public static readonly SemanticEquality Structural = new Plain();

    /// <summary>The field means the same on both sides.</summary>
    public virtual bool Same(string pointer, JsonElement desired, JsonElement live) => JsonElement.DeepEquals(desired, live);

    /// <summary>The live field may stand although nothing asks for it: empty, or a server's or controller's default.</summary>
    public bool MayStay(string pointer, JsonElement live) =>
        live.ValueKind == JsonValueKind.Null ||
        (live.ValueKind == JsonValueKind.Object && live.GetPropertyCount() == 0) ||
        (live.ValueKind == JsonValueKind.Array && live.GetArrayLength() == 0) ||
        IsDefault(pointer, live);

    /// <summary>Maps that server-side apply replaces as a whole, as it does every list (x-kubernetes-map-type: atomic).</summary>
    public virtual ImmutableArray<string> AtomicMaps => [];

    /// <summary>No plan, text or file may show the value.</summary>
    public virtual bool IsSecret(string pointer) => false;

    /// <summary>The API server refuses a change of this field: the object must be replaced.</summary>
    public virtual bool IsImmutable(string pointer) => false;

    /// <summary>The manager made the object and never keeps this field, so that no manager loses it.</summary>
    public virtual bool IsOnlyMaker(string pointer, FieldManagerEntry entry) => false;

    /// <summary>The part of an object's body that is ours when the object is: everything that has a meaning.</summary>
    public static bool IsMeaning(string pointer) =>
        !pointer.StartsWith("/metadata", StringComparison.Ordinal) && !pointer.StartsWith("/status", StringComparison.Ordinal);

    /// <summary>A value of a field for a plan: canonical JSON, hidden where it is a secret.</summary>
    public string? Shown(string pointer, JsonElement? value) => value switch
    {
        null => null,
        _ when IsSecret(pointer) => FieldChange.Hidden,
        { } shown => CanonicalJson.Of(shown),
    };

    /// <summary>Two quantities of one value: <c>1000m</c> and <c>1</c>.</summary>
    internal static bool SameQuantity(string a, string b) =>
        Quantity.TryParse(a, out var x) && Quantity.TryParse(b, out var y) && x.CompareTo(y) == 0;

    /// <summary>Quantities by value, however deep in maps and lists they stand.</summary>
    protected static bool SameQuantities(JsonElement desired, JsonElement live)
    {
        switch (desired.ValueKind, live.ValueKind)
        {
            case (JsonValueKind.Object, JsonValueKind.Object):
                var wanted = desired.EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
                var present = live.EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
                return wanted.Count == present.Count &&
                    wanted.All(w => present.TryGetValue(w.Key, out var p) && SameQuantities(w.Value, p));
            case (JsonValueKind.Array, JsonValueKind.Array):
                return desired.GetArrayLength() == live.GetArrayLength() &&
                    desired.EnumerateArray().Zip(live.EnumerateArray()).All(pair => SameQuantities(pair.First, pair.Second));
            default:
                // int-or-string: 4 and "4" are the same quantity.
                return JsonElement.DeepEquals(desired, live) || SameQuantity(ScalarText(desired), ScalarText(live));
        }
    }

    /// <summary>The live value is what a server or controller fills in by itself.</summary>
    protected virtual bool IsDefault(string pointer, JsonElement live) => false;

    private static string ScalarText(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private sealed class Plain : SemanticEquality;
}
