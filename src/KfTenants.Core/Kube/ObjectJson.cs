using System.Text.Json;

namespace KfTenants.Kube;

/// <summary>The JSON of one object, in one of the ways in which it is kept: <see cref="WholeJson"/>, or <see cref="ShapedJson"/> where many are alike.</summary>
public abstract class ObjectJson
{
    private protected ObjectJson()
    {
    }

    /// <summary>Why not all of the object is there; null when it is.</summary>
    internal virtual string? Flaw => null;

    /// <summary>The names of the members at the top, each once.</summary>
    internal virtual IEnumerable<string> Names => ToElement().EnumerateObject().Select(p => p.Name).Distinct(StringComparer.Ordinal);

    /// <summary>All of it.</summary>
    internal abstract JsonElement ToElement();

    /// <summary>The value under these property names; null when any is absent, or the value is JSON null.</summary>
    internal abstract JsonElement? At(ReadOnlySpan<string> path);

    /// <summary>The value under this JSON pointer; null when it is absent, or JSON null.</summary>
    internal virtual JsonElement? AtPointer(string pointer) => At(JsonPointer.Segments(pointer));

    /// <summary>The text under these property names; null when absent or not a string.</summary>
    internal virtual string? Text(ReadOnlySpan<string> path) => At(path) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>The value under these property names is this one, in whatever order its members are; JSON null is none.</summary>
    internal virtual bool Has(ReadOnlySpan<string> path, JsonElement value) => At(path) is { } present && JsonElement.DeepEquals(value, present);

    /// <summary>Who owns which field.</summary>
    /// <param name="live">The object of which this is the JSON.</param>
    internal abstract FieldManagers ManagersOf(KubeObject live);
}
