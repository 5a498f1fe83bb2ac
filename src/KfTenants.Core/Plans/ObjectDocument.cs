using System.Text.Json.Serialization;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>Which object, in a <see cref="PlanDocument"/>; a saved plan may name kinds that this version does not know.</summary>
public sealed record ObjectDocument(string ApiVersion, string Kind, string Name)
{
    /// <summary>Null when the kind has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Namespace { get; init; }

    public static ObjectDocument Of(ObjectKey key) => new(key.Kind.ApiVersion, key.Kind.Kind, key.Name) { Namespace = key.Namespace };

    /// <summary>Whether a change of this id (<see cref="Change.Id"/>) is about this object: its kind may have the group behind it, and the name a step.</summary>
    public bool HasId(string id)
    {
        var kind = Kind.ToLowerInvariant();
        var slash = ApiVersion.IndexOf('/', StringComparison.Ordinal);
        return Begins(id, kind) || (slash > 0 && Begins(id, $"{kind}.{ApiVersion[..slash]}"));
    }

    /// <summary>As <see cref="ObjectKey"/> prints it, and messages begin with it: <c>RoleBinding/team-a/user-ana</c>.</summary>
    public override string ToString() => Namespace is null ? $"{Kind}/{Name}" : $"{Kind}/{Namespace}/{Name}";

    private bool Begins(string id, string kind)
    {
        var name = Namespace is null ? $"{kind}/{Name}" : $"{kind}/{Namespace}/{Name}";
        return id == name || id.StartsWith(name + "#", StringComparison.Ordinal);
    }
}
