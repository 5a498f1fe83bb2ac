using System.Text.Json;
using KfTenants.Kube;

namespace KfTenants.Diff;

/// <summary>
/// Which differences mean nothing: what API server and controllers rewrite, fill in or leave empty (reference: Kubeflow's
/// profile-controller and the API server's defaults). "Changed?" is decided here and nowhere else, on values, never on text.
/// </summary>
public static class SemanticEquality
{
    private const string RbacGroup = "rbac.authorization.k8s.io";

    /// <summary>The field means the same on both sides.</summary>
    public static bool Same(ObjectKind kind, string pointer, JsonElement desired, JsonElement live)
    {
        if (kind == ObjectKind.Profile && pointer == "/spec/plugins")
        {
            return SamePlugins(desired, live);
        }

        return HoldsQuantities(kind, pointer) ? SameQuantities(desired, live) : JsonElement.DeepEquals(desired, live);
    }

    /// <summary>The live field may stand although nothing asks for it: empty, or a server's or controller's default.</summary>
    public static bool MayStay(ObjectKind kind, string pointer, JsonElement live)
    {
        if (live.ValueKind == JsonValueKind.Null ||
            (live.ValueKind == JsonValueKind.Object && !live.EnumerateObject().Any()) ||
            (live.ValueKind == JsonValueKind.Array && live.GetArrayLength() == 0))
        {
            return true;
        }

        if (kind == ObjectKind.Profile)
        {
            return pointer switch
            {
                "/spec/owner/apiGroup" => live.ValueKind == JsonValueKind.String && live.ValueEquals(RbacGroup),
                "/spec/plugins" => live.ValueKind == JsonValueKind.Array && live.EnumerateArray().All(IsWorkloadIdentity),
                _ => false,
            };
        }

        return kind == ObjectKind.AuthorizationPolicy && pointer == "/spec/action" && live.ValueKind == JsonValueKind.String && live.ValueEquals("ALLOW");
    }

    /// <summary>The part of an object's body that is ours when the object is: everything that has a meaning.</summary>
    public static bool IsMeaning(string pointer) =>
        !pointer.StartsWith("/metadata", StringComparison.Ordinal) && !pointer.StartsWith("/status", StringComparison.Ordinal);

    /// <summary>Two quantities of one value: <c>1000m</c> and <c>1</c>.</summary>
    internal static bool SameQuantity(string a, string b) =>
        Quantity.TryParse(a, out var x) && Quantity.TryParse(b, out var y) && x.CompareTo(y) == 0;

    private static bool HoldsQuantities(ObjectKind kind, string pointer) =>
        (kind == ObjectKind.Profile && pointer.StartsWith("/spec/resourceQuotaSpec/hard/", StringComparison.Ordinal)) ||
        (kind == ObjectKind.LimitRange && pointer == "/spec/limits");

    private static bool SameQuantities(JsonElement desired, JsonElement live)
    {
        switch (desired.ValueKind, live.ValueKind)
        {
            case (JsonValueKind.Object, JsonValueKind.Object):
                var wanted = desired.EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
                var present = live.EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
                return wanted.Count == present.Count &&
                    wanted.All(w => present.TryGetValue(w.Key, out var p) && SameQuantities(w.Value, p));
            case (JsonValueKind.Array, JsonValueKind.Array):
                return desired.GetArrayLength() == live.GetArrayLength() &&
                    desired.EnumerateArray().Zip(live.EnumerateArray()).All(pair => SameQuantities(pair.First, pair.Second));
            default:
                // int-or-string: 4 and "4" are the same quantity.
                return JsonElement.DeepEquals(desired, live) || SameQuantity(ScalarText(desired), ScalarText(live));
        }
    }

    private static string ScalarText(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    // A controller started with -workload-identity appends this plugin to every Profile that lacks one (PatchDefaultPluginSpec).
    private static bool SamePlugins(JsonElement desired, JsonElement live)
    {
        if (live.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        var present = live.EnumerateArray().ToList();
        if (!desired.EnumerateArray().Any(IsWorkloadIdentity) && present.Count > 0 && IsWorkloadIdentity(present[^1]))
        {
            present.RemoveAt(present.Count - 1);
        }

        return desired.GetArrayLength() == present.Count &&
            desired.EnumerateArray().Zip(present).All(pair => SamePlugin(pair.First, pair.Second));
    }

    private static bool SamePlugin(JsonElement desired, JsonElement live) =>
        live.Member("kind") is { } kind && JsonElement.DeepEquals(desired.GetProperty("kind"), kind) &&
        live.Member("spec") is { } spec && JsonElement.DeepEquals(desired.GetProperty("spec"), spec);

    private static bool IsWorkloadIdentity(JsonElement plugin) =>
        plugin.TextMember("kind") == "WorkloadIdentity";
}
