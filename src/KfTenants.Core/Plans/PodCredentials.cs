using System.Text.Json;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>Fields of a PodDefault by which pods get an identity or a secret that they did not have: a service account, its token, what a Secret holds.</summary>
public static class PodCredentials
{
    private static readonly string[] Telling = ["secret", "secretRef", "secretKeyRef", "secretName", "serviceAccountToken"];

    /// <param name="pointer">A field of a PodDefault.</param>
    /// <param name="after">Its new JSON; null when it goes.</param>
    public static bool Decides(string pointer, string? after) => after is not null && after != "false" && (JsonPointer.Segments(pointer) switch
    {
        ["spec", "serviceAccountName" or "automountServiceAccountToken" or "imagePullSecrets", ..] => true,
        ["spec", "env" or "envFrom" or "volumes", ..] => Names(after),
        _ => false,
    });

    private static bool Names(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Names(document.RootElement);
    }

    private static bool Names(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(p => Telling.Contains(p.Name, StringComparer.Ordinal) || Names(p.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(Names),
        _ => false,
    };
}
