using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>Reads <c>imagePullSecrets</c>, <c>configMaps</c> and <c>secrets</c> of a tenant or of <c>defaults</c>. A null list is absent; an empty one means none.</summary>
internal sealed record ContentsReader(
    ImmutableArray<PullSecret>? PullSecrets, ImmutableArray<SettingsMap>? ConfigMaps, ImmutableArray<SettingsSecret>? Secrets)
{
    private static readonly ContentsReader Absent = new(null, null, null);

    private static readonly string[] Keys = ["imagePullSecrets", "configMaps", "secrets"];

    private static readonly string[] AccountKeys = ["registry", "username"];

    public static ContentsReader Read(YamlNode.Mapping? parent, Flavor flavor, DiagnosticBag findings)
    {
        if (!Keys.Any(parent.Has))
        {
            return Absent;
        }

        var secrets = new Dictionary<string, SourceLocation>(StringComparer.Ordinal);
        var maps = new Dictionary<string, SourceLocation>(StringComparer.Ordinal);
        return new ContentsReader(
            Read(parent, "imagePullSecrets", map => Named(map, ObjectKind.Secret, secrets, findings, out var name) ? ReadPull(map, name, flavor, findings) : null, s => s.Name),
            Read(parent, "configMaps", map => Named(map, ObjectKind.ConfigMap, maps, findings, out var name) ? ReadMap(map, name, findings) : null, m => m.Name),
            Read(parent, "secrets", map => Named(map, ObjectKind.Secret, secrets, findings, out var name) ? ReadSecret(map, name, findings) : null, s => s.Name));
    }

    /// <summary>Each list replaces the one below as a whole.</summary>
    public ContentsReader Over(ContentsReader below) =>
        new(PullSecrets ?? below.PullSecrets, ConfigMaps ?? below.ConfigMaps, Secrets ?? below.Secrets);

    /// <summary>A Secret of <c>secrets</c> that has the name of a pull secret: where one of the lists comes from <c>defaults</c>, they meet only when merged.</summary>
    public void CheckNames(DiagnosticBag findings)
    {
        if (PullSecrets is null || Secrets is null)
        {
            return;
        }

        var pulls = (PullSecrets ?? []).ToDictionary(p => p.Name, p => p.Origin, StringComparer.Ordinal);
        foreach (var secret in Secrets ?? [])
        {
            if (pulls.TryGetValue(secret.Name, out var first))
            {
                findings.Add(KnownDiagnostics.DefinedTwice(secret.Origin, "Secret", secret.Name, first));
            }
        }
    }

    private static ImmutableArray<T>? Read<T>(YamlNode.Mapping? parent, string key, Func<YamlNode.Mapping, T?> read, Func<T, string> nameOf)
        where T : class =>
        parent.List(key) is { } list ? [.. list.Maps().Select(read).OfType<T>().OrderBy(nameOf, StringComparer.Ordinal)] : null;

    private static bool Named(
        YamlNode.Mapping map, ObjectKind kind, Dictionary<string, SourceLocation> known, DiagnosticBag findings, [NotNullWhen(true)] out YamlNode.Scalar? name)
    {
        name = map.Text("name");
        if (name is null)
        {
            return false;
        }

        if (!NameRules.IsDnsSubdomain(name.Text))
        {
            findings.Add(KnownDiagnostics.BadName(name.Location, $"name of a {kind}", name.Text, NameRules.DnsSubdomain));
        }
        else if (PlatformObjects.OwnerOf(kind, name.Text) is { } owner)
        {
            findings.Add(KnownDiagnostics.ReservedObject(name.Location, kind.Kind, name.Text, owner));
        }

        if (known.TryAdd(name.Text, name.Location))
        {
            return true;
        }

        findings.Add(KnownDiagnostics.DefinedTwice(name.Location, kind.Kind, name.Text, known[name.Text]));
        return false;
    }

    private static PullSecret? ReadPull(YamlNode.Mapping map, YamlNode.Scalar name, Flavor flavor, DiagnosticBag findings)
    {
        var (registry, username) = (map.Text("registry"), map.Text("username"));
        if (SourceReader.Reference(map, "dockerConfigFrom", findings) is { } from)
        {
            foreach (var idle in map.Entries.Where(e => AccountKeys.Contains(e.Key, StringComparer.Ordinal)))
            {
                findings.Add(KnownDiagnostics.IdleRegistry(idle.KeyLocation, idle.Key));
            }

            return new PullSecret(name.Text, new RegistryLogin.DockerConfig(from), Accounts(map, flavor, findings), name.Location);
        }

        if (SourceReader.Reference(map, "passwordFrom", findings) is not { } password)
        {
            return null;
        }

        foreach (var key in AccountKeys.Where(k => !map.Has(k)))
        {
            findings.Add(KnownDiagnostics.MissingKey(map.Location, key));
        }

        return registry is null || username is null
            ? null
            : new PullSecret(name.Text, new RegistryLogin.Account(registry.Text, username.Text, password), Accounts(map, flavor, findings), name.Location);
    }

    private static ImmutableArray<string> Accounts(YamlNode.Mapping map, Flavor flavor, DiagnosticBag findings)
    {
        if (map.List("attachTo") is not { } list)
        {
            return PullSecret.EveryPod(flavor);
        }

        var accounts = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var account in list.Texts())
        {
            if (!NameRules.IsDnsSubdomain(account.Text))
            {
                findings.Add(KnownDiagnostics.BadName(account.Location, "service account", account.Text, NameRules.DnsSubdomain));
            }

            accounts.Add(account.Text);
        }

        return [.. accounts];
    }

    private static SettingsMap ReadMap(YamlNode.Mapping map, YamlNode.Scalar name, DiagnosticBag findings)
    {
        var entries = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var entry in Entries(map, findings))
        {
            if (YamlAccess.AnyText(entry.Value) is { } text)
            {
                entries[entry.Key] = text.Text;
            }
        }

        return new SettingsMap(name.Text, entries.ToImmutable(), name.Location);
    }

    private static SettingsSecret ReadSecret(YamlNode.Mapping map, YamlNode.Scalar name, DiagnosticBag findings)
    {
        var type = map.Text("type");
        if (type is { Text: "kubernetes.io/service-account-token" or "kubernetes.io/dockerconfigjson" or "kubernetes.io/dockercfg" or "bootstrap.kubernetes.io/token" })
        {
            findings.Add(KnownDiagnostics.OtherSecretType(type.Location, type.Text));
        }

        var entries = ImmutableSortedDictionary.CreateBuilder<string, SecretReference>(StringComparer.Ordinal);
        foreach (var entry in Entries(map, findings))
        {
            if (SourceReader.Reference(entry, findings) is { } reference)
            {
                entries[entry.Key] = reference;
            }
        }

        return new SettingsSecret(name.Text, type?.Text ?? SettingsSecret.Opaque, entries.ToImmutable(), name.Location);
    }

    private static IEnumerable<YamlEntry> Entries(YamlNode.Mapping map, DiagnosticBag findings)
    {
        foreach (var entry in map.Map("data")?.Entries ?? [])
        {
            if (!NameRules.IsConfigMapKey(entry.Key))
            {
                findings.Add(KnownDiagnostics.BadName(entry.KeyLocation, "key of data", entry.Key, NameRules.ConfigMapKey));
            }

            yield return entry;
        }
    }
}
