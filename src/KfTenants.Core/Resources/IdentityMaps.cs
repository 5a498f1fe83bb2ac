using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>
/// One ConfigMap of what policies must know of tenants: a key for each, which is the name of its namespace. Those about people are as
/// k8s-ldap-configmap writes them (internal/mapper), so that one policy reads either.
/// </summary>
/// <param name="Value">What a tenant's key says; null when it has none.</param>
/// <param name="IsOfPeople">It says who pods run as, and another program may keep it.</param>
public sealed record IdentityMap(string Name, Func<Tenant, string?> Value, bool IsOfPeople)
{
    public ObjectKey Key => IdentityMaps.KeyIn(Ownership.SystemNamespace, Name);
}

/// <summary>The ConfigMaps with the identities of pods. They are in a namespace of administrators: who can write them, decides who pods run as.</summary>
public static class IdentityMaps
{
    public const string Uid = "user-uid-map";
    public const string Gid = "user-gid-map";
    public const string Gids = "user-gids-map";
    public const string Groups = "user-groups-map";
    public const string Home = "user-home-map";
    public const string Lifetime = "pod-lifetime-map";

    public static readonly ImmutableArray<IdentityMap> All =
    [
        new(Uid, t => t.Posix is { } p ? Number(p.Uid) : null, IsOfPeople: true),
        new(Gid, t => t.Posix is { } p ? Number(p.Gid) : null, IsOfPeople: true),
        new(Gids, t => t.Posix is { } p ? List(p.SupplementalGroups.Append(p.Gid).Order().Select(Number)) : null, IsOfPeople: true),
        new(Groups, t => t.Posix is { Groups.IsEmpty: false } p ? List(p.Groups) : null, IsOfPeople: true),
        new(Home, t => t.Posix?.Home, IsOfPeople: true),
        new(Lifetime, t => t.Walltime?.Max, IsOfPeople: false),
    ];

    public static readonly ImmutableArray<string> Names = [.. All.Select(m => m.Name)];

    public static readonly ImmutableArray<ObjectKey> Keys = [.. All.Select(m => m.Key)];

    public static ObjectKey KeyIn(string inNamespace, string name) => new(ObjectKind.ConfigMap, inNamespace, name);

    /// <summary>What a map of the cluster says of a tenant; null when it says nothing.</summary>
    public static string? ValueIn(LiveState live, string map, string tenant) =>
        live.Find(KeyIn(Ownership.SystemNamespace, map))?.Text("data", tenant);

    /// <summary>The members of a list in a map; null when the text is none.</summary>
    public static ImmutableArray<string>? Members(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String ? e.GetString()! : e.GetRawText())]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string List(IEnumerable<string> members) => CanonicalJson.Of(new JsonArray([.. members.Select(JsonNode (m) => m)]));

    private static string Number(int id) => id.ToString(CultureInfo.InvariantCulture);
}
