using System.Text.Json.Serialization;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>Which object, in a <see cref="PlanDocument"/>; a saved plan may name kinds that this version does not know.</summary>
public sealed record ObjectDocument(string ApiVersion, string Kind, string Name)
{
    /// <summary>Null when the kind has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Namespace { get; init; }

    /// <summary>As in <see cref="Change.Id"/>, which may have a step behind it.</summary>
    [JsonIgnore]
    public string Id => $"{Kind.ToLowerInvariant()}/{(Namespace is null ? Name : Namespace + "/" + Name)}";

    public static ObjectDocument Of(ObjectKey key) => new(key.Kind.ApiVersion, key.Kind.Kind, key.Name) { Namespace = key.Namespace };

    /// <summary>As <see cref="ObjectKey"/> prints it, and messages begin with it: <c>RoleBinding/team-a/user-ana</c>.</summary>
    public override string ToString() => Namespace is null ? $"{Kind}/{Name}" : $"{Kind}/{Namespace}/{Name}";
}
