using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <param name="Key">The key of the ConfigMap whose text is Dex's configuration.</param>
/// <param name="Secret">The Secret of <see cref="LoginStore.Secret"/>.</param>
/// <param name="Origin">Where <c>platform.dex</c> is written, or the document's start.</param>
public sealed record DexPlatform(string Namespace, string ConfigMap, string Key, string Deployment, LoginStore Logins, string Secret, SourceLocation Origin)
{
    /// <summary>The names in the Kubeflow manifests of every release (common/dex/base).</summary>
    public static DexPlatform Default(SourceLocation origin) =>
        new("auth", "dex", "config.yaml", "dex", LoginStore.Config, "dex-passwords", origin);

    /// <summary>The same where there is no document.</summary>
    public static readonly DexPlatform Kubeflow = Default(new SourceLocation("", 1, 1));
}
