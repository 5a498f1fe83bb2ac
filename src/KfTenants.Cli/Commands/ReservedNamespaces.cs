using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>Namespaces of the platform, in which no command that writes to one by its name has a business.</summary>
internal static class ReservedNamespaces
{
    /// <param name="set">Null: Dex is where the Kubeflow manifests have it.</param>
    /// <exception cref="RefusedException">It is one, or no name of a namespace.</exception>
    public static void Refuse(string name, TenantSet? set)
    {
        if (!TenantName.IsValid(name))
        {
            throw new RefusedException(ExitCode.Usage, $"{Diagnostics.QuotedText.Of(name)}: is no name of a namespace");
        }

        if (TenantName.ReservedFor(name, set?.Platform ?? new Platform(DexPlatform.Kubeflow, IstioPlatform.Unsaid)) is { } why)
        {
            throw new RefusedException(ExitCode.Guarded, $"namespace {name}: {why}");
        }
    }
}
