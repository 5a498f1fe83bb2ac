using System.Text.Json.Nodes;

namespace KfTenants.Kube;

/// <summary>
/// What an object says, as one comparable text: all but what the server counts and what controllers report. An object that is to
/// go and says something new since the plan (another person in a binding) is not the one that the plan showed.
/// </summary>
public static class ObjectContent
{
    public static string Of(KubeObject live)
    {
        var body = live.ToNode();
        body.Remove("status");
        if (body["metadata"] is JsonObject metadata)
        {
            foreach (var field in (ReadOnlySpan<string>)["managedFields", "resourceVersion", "generation"])
            {
                metadata.Remove(field);
            }
        }

        return CanonicalJson.Of(body);
    }
}
