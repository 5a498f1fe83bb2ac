using KfTenants.Diagnostics;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>Reads where a secret is: <c>{env: …}</c> or <c>{file: …}</c>.</summary>
internal static class SourceReader
{
    /// <summary>Null when it is neither; the schema has said so.</summary>
    public static SecretSource? Read(YamlNode.Mapping from, DiagnosticBag findings)
    {
        if (from.Text("env") is { } variable)
        {
            CheckVariable(variable, findings);
            return new SecretSource.Env(variable.Text);
        }

        return from.Text("file") is { } file ? new SecretSource.File(file.Text, file.Location.File) : null;
    }

    /// <summary>The value of a key, with the place of the key.</summary>
    public static SecretReference? Reference(YamlNode.Mapping map, string key, DiagnosticBag findings) =>
        map.TryGet(key, out var entry) ? Reference(entry, findings) : null;

    public static SecretReference? Reference(YamlEntry entry, DiagnosticBag findings) =>
        entry.Value is YamlNode.Mapping from && Read(from, findings) is { } source ? new SecretReference(source, entry.KeyLocation) : null;

    public static void CheckVariable(YamlNode.Scalar variable, DiagnosticBag findings)
    {
        if (!NameRules.IsVariable(variable.Text))
        {
            findings.Add(KnownDiagnostics.BadVariableName(variable.Location));
        }
    }
}
