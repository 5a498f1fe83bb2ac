using System.Text.Json;

namespace KfTenants.Kube;

/// <summary>An object's JSON as it was read, or as far as it could be.</summary>
/// <param name="body">Must stay valid (its document is not disposed).</param>
/// <param name="flaw">Why not all of it is in the body.</param>
/// <param name="managersFlaw">Why who owns its fields is not in the body.</param>
public sealed class WholeJson(JsonElement body, string? flaw = null, string? managersFlaw = null) : ObjectJson
{
    private FieldManagers? _managers;

    internal override string? Flaw => flaw;

    internal override JsonElement ToElement() => body;

    internal override JsonElement? At(ReadOnlySpan<string> path) => body.At(path);

    internal override JsonElement? AtPointer(string pointer) => JsonPointer.Find(body, pointer);

    // To read them is much work, and they are asked for several times.
    internal override FieldManagers ManagersOf(KubeObject live) => _managers ??= managersFlaw is null
        ? FieldManagers.Of(live, () => FieldManagers.ReadEntries(live.ManagedFields))
        : FieldManagers.Unknown(live, managersFlaw);
}
