using System.Collections.Immutable;
using System.Text;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>
/// A tenant's Secrets and where they are attached, as this set's record names them. Of a Secret's content nothing is imported: in its place stands the variable that it
/// is to be read from.
/// </summary>
internal static class SecretImport
{
    public static ImportedTenant Of(ImportedTenant known, ImportView view)
    {
        var accounts = view.HeldIn(known.Name, ObjectKind.ServiceAccount).ToList();
        foreach (var secret in view.HeldIn(known.Name, ObjectKind.Secret))
        {
            var name = secret.Key.Name;
            if (SecretResource.IsPullSecret(secret))
            {
                var attached = accounts.Where(a => PullSecretEntries.Of(a).Contains(name)).Select(a => a.Key.Name).ToImmutableArray();
                known = known with { PullSecrets = known.PullSecrets.Add(new PullSecret(name, new RegistryLogin.DockerConfig(To(known.Name, name, null)), attached, default)) };
            }
            else
            {
                known = known with
                {
                    Secrets = known.Secrets.Add(new SettingsSecret(
                        name,
                        secret.Text("type") ?? SettingsSecret.Opaque,
                        secret.At("data").Members().ToImmutableSortedDictionary(p => p.Name, p => To(known.Name, name, p.Name), StringComparer.Ordinal),
                        default)),
                };
            }

            known = known.Saying($"{secret.Key}: what it holds is not imported; give it in the variable that the file names, or name another place", secret.Key);
        }

        return known;
    }

    private static SecretReference To(params ReadOnlySpan<string?> parts)
    {
        var name = new StringBuilder("KFT");
        foreach (var part in parts)
        {
            if (part is not null)
            {
                name.Append('_').Append(string.Concat(part.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_')));
            }
        }

        return new SecretReference(new SecretSource.Env(name.ToString()), default);
    }
}
