using KfTenants.Kube;

namespace KfTenants.Flavors;

/// <summary>What an object that is being deleted waits for, in words.</summary>
public static class Deletion
{
    // What the namespace controller says in status.conditions (kubernetes, namespaced_resources_deleter.go, conditions.go).
    private const string NamespacePrefix = "Namespace";

    public static string Describe(KubeObject terminating)
    {
        var since = terminating.Text("metadata", "deletionTimestamp");
        string[] finalizers =
        [
            .. terminating.At("metadata", "finalizers").Items().Concat(terminating.At("spec", "finalizers").Items()).Select(f => f.ToString()),
        ];
        string[] conditions =
        [
            .. from condition in terminating.At("status", "conditions").Items()
               where condition.TextMember("status") == "True" && condition.TextMember("type")?.StartsWith(NamespacePrefix, StringComparison.Ordinal) == true
               select condition.TextMember("message") ?? condition.TextMember("type")!,
        ];
        return $"is being deleted since {since}" +
            (finalizers.Length == 0 ? "" : $", held by {string.Join(", ", finalizers)}") +
            (conditions.Length == 0 ? "" : $" ({string.Join(' ', conditions)})") +
            "; until it is gone, what it grants holds: wait, or remove what holds it";
    }
}
