using KfTenants.Kube;

namespace KfTenants.Kubernetes.Applying;

/// <summary>What holds an object that is being deleted, for people.</summary>
internal static class Finalizers
{
    /// <summary>Its finalizers; of a Namespace also what is left in it, as the namespace controller says (status.conditions).</summary>
    public static string Describe(KubeObject live)
    {
        var names = live.At("metadata", "finalizers").Items().Concat(live.At("spec", "finalizers").Items())
            .Where(f => f.ValueKind == System.Text.Json.JsonValueKind.String).Select(f => f.GetString()!).ToList();
        var rest = live.Key.Kind != ObjectKind.Namespace ? [] : live.At("status", "conditions").Items()
            .Where(c => c.TextMember("status") == "True" && c.TextMember("message") is not null)
            .Select(c => c.TextMember("message")!).ToList();
        var holds = !live.IsTerminating ? "is not marked for deletion, which is the garbage collector's to do" :
            names.Count == 0 ? "has no finalizer" : $"has the {(names.Count == 1 ? "finalizer" : "finalizers")} {string.Join(", ", names)}";
        return $"{live.Key} {holds}{(rest.Count == 0 ? "" : $" ({string.Join(" ", rest)})")}";
    }
}
