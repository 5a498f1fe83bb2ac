using System.Text.Json;
using KfTenants.Kube;
using KfTenants.Logins.Dex;

namespace KfTenants.Logins;

/// <summary>Whether Dex gets a variable.</summary>
internal enum VariableFate
{
    Given,
    Missing,

    /// <summary>It may come from an object that a plan does not read.</summary>
    Unknown,
}

/// <summary>What Dex's Deployment gives to Dex: its environment, and which key of the ConfigMap it starts with.</summary>
internal static class DexDeployment
{
    public static bool ReadsEnvironmentFrom(KubeObject deployment, string secret) =>
        Containers(deployment).SelectMany(c => c.Member("envFrom").Items()).Any(f => f.Member("secretRef")?.TextMember("name") == secret);

    /// <param name="secretHas">Whether a Secret has a key, by the two names; null where it was not read.</param>
    public static VariableFate FateOf(string variable, KubeObject deployment, Func<string, string, bool?> secretHas)
    {
        var fates = Containers(deployment).SelectMany(c => FatesIn(c, variable, secretHas)).ToHashSet();
        return fates.Contains(VariableFate.Given) ? VariableFate.Given
            : fates.Contains(VariableFate.Unknown) ? VariableFate.Unknown
            : VariableFate.Missing;
    }

    /// <summary>The key of the ConfigMap that Dex starts with when it is certain and not the one that the file names; else null.</summary>
    public static string? OtherKeyOf(KubeObject deployment, DexLogins logins)
    {
        var volumes = deployment.At("spec", "template", "spec", "volumes").Items()
            .Where(v => v.Member("configMap")?.TextMember("name") == logins.ConfigMap.Name)
            .DistinctBy(v => v.TextMember("name"))
            .ToDictionary(v => v.TextMember("name") ?? "", v => v.Member("configMap")!.Value);
        var keys = from container in Containers(deployment)
                   let words = Words(container)
                   let serve = words.FindIndex(w => w == "serve")
                   where serve >= 0 && serve + 1 < words.Count
                   from mount in container.Member("volumeMounts").Items()
                   where volumes.ContainsKey(mount.TextMember("name") ?? "")
                   let key = KeyOf(words[serve + 1], mount, volumes[mount.TextMember("name") ?? ""])
                   where key is not null
                   select key;
        var read = keys.ToHashSet(StringComparer.Ordinal);
        return read.Count == 0 || read.Contains(logins.Key) ? null : read.Order(StringComparer.Ordinal).First();
    }

    private static IEnumerable<VariableFate> FatesIn(JsonElement container, string variable, Func<string, string, bool?> secretHas)
    {
        foreach (var entry in container.Member("env").Items().Where(e => e.TextMember("name") == variable))
        {
            var reference = entry.Member("valueFrom")?.Member("secretKeyRef");
            yield return reference is { } secret ? FateIn(secret.TextMember("name"), secret.TextMember("key") ?? "") : VariableFate.Given;
        }

        foreach (var source in container.Member("envFrom").Items())
        {
            var prefix = source.TextMember("prefix") ?? "";
            if (variable.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return FateIn(source.Member("secretRef")?.TextMember("name"), variable[prefix.Length..]);
            }
        }

        VariableFate FateIn(string? secret, string key) => (secret is null ? null : secretHas(secret, key)) switch
        {
            true => VariableFate.Given,
            false => VariableFate.Missing,
            null => VariableFate.Unknown,
        };
    }

    private static string? KeyOf(string path, JsonElement mount, JsonElement volume)
    {
        var (at, sub) = (mount.TextMember("mountPath")?.TrimEnd('/') ?? "", mount.TextMember("subPath"));
        var file = sub is not null && path == at ? sub
            : sub is null && path.StartsWith(at + "/", StringComparison.Ordinal) ? path[(at.Length + 1)..]
            : null;
        return file is null ? null
            : volume.Member("items").Items().ToArray() is { Length: > 0 } items ? items.FirstOrDefault(i => i.TextMember("path") == file).TextMember("key")
            : file;
    }

    private static List<string> Words(JsonElement container) =>
        [.. container.Member("command").Items().Concat(container.Member("args").Items()).Where(w => w.ValueKind == JsonValueKind.String).Select(w => w.GetString() ?? "")];

    private static JsonElement.ArrayEnumerator Containers(KubeObject deployment) => deployment.At("spec", "template", "spec", "containers").Items();
}
