using KfTenants.Kube;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>Requests in the words of a plan.</summary>
public static class ObjectIds
{
    /// <summary>What a run writes about itself: its lock, its set's own ConfigMap, the namespace of both, and Events.</summary>
    public static bool IsBookkeeping(string uri) =>
        uri.Contains("/namespaces/kftenants-system", StringComparison.Ordinal) || uri.Contains("/events", StringComparison.Ordinal);

    /// <summary>The id that a plan gives to the object at this address: <c>rolebinding/team-a/user-ana-clusterrole-edit</c>.</summary>
    public static string Of(string uri)
    {
        // /api/v1/… or /apis/GROUP/VERSION/…, then namespaces/NS/RESOURCE/NAME or RESOURCE/NAME.
        var parts = uri.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var rest = parts[(parts[0] == "api" ? 2 : 3)..];
        return rest switch
        {
            ["namespaces", var space, var resource, var name] => $"{KindOf(resource)}/{space}/{name}",
            [var resource, var name] => $"{KindOf(resource)}/{name}",
            _ => string.Join('/', rest),
        };
    }

    /// <summary>The object of a planned change, which may be one step of several, as the same object of every set.</summary>
    public static string OfChange(string id, string token) => id.Split('#')[0].Replace(token, "TOKEN", StringComparison.Ordinal);

    private static string KindOf(string resource) => ObjectKind.All.FirstOrDefault(k => k.Plural == resource)?.IdName ?? resource;
}
