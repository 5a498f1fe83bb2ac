using KfTenants.Kube;

namespace KfTenants.Diff;

/// <summary>Which values no plan, text or file may show: what a Secret holds, and a login's hash.</summary>
internal static class SecretFields
{
    // Everything else in a Password may be somebody's addition, and is taken for a secret.
    private static readonly HashSet<string> OpenInPassword =
        new(["/email", "/username", "/userID", "/name", "/preferredUsername", "/emailVerified", "/groups"], StringComparer.Ordinal);

    public static bool Hold(ObjectKind kind, string pointer) =>
        kind == ObjectKind.Secret ||
        (kind == ObjectKind.Password && SemanticEquality.IsMeaning(pointer) && !OpenInPassword.Contains(pointer));
}
