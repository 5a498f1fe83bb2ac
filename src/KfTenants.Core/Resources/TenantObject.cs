using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Resources;

/// <summary>An object in a tenant's namespace that a set makes and owns whole.</summary>
internal static class TenantObject
{
    /// <param name="key">Its namespace is the tenant.</param>
    /// <param name="content">All that the object says beside what it is and whose; it becomes the object's tree.</param>
    public static KubeObject Of(string setName, ObjectKey key, JsonObject content)
    {
        content.Insert(0, "apiVersion", key.Kind.ApiVersion);
        content.Insert(1, "kind", key.Kind.Kind);
        content.Insert(2, "metadata", new JsonObject
        {
            ["name"] = key.Name,
            ["namespace"] = key.Namespace,
            ["labels"] = Ownership.Labels(setName, key.Namespace!),
        });
        return KubeObject.From(key.Kind, content);
    }
}
