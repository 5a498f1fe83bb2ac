using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Importing;

/// <summary>The objects for a tenant's pods as lines of a tenants file, each list with its key.</summary>
internal static class ContentsText
{
    /// <param name="Key">Of the tenant: the lines can go with it only.</param>
    public readonly record struct Line(string Key, string Text);

    public static IEnumerable<Line> Of(ImportedTenant tenant) =>
    [
        .. List("imagePullSecrets", tenant.PullSecrets, Of),
        .. List("podDefaults", tenant.PodDefaults, Of),
        .. List("configMaps", tenant.ConfigMaps, m => Data(m.Name, [], m.Entries, TenantsFileText.Scalar)),
        .. List("secrets", tenant.Secrets, s => Data(
            s.Name, s.Type == SettingsSecret.Opaque ? [] : [$"type: {TenantsFileText.Scalar(s.Type)}"], s.Entries, Of)),
    ];

    private static IEnumerable<Line> List<T>(string key, ImmutableArray<T> items, Func<T, IEnumerable<string>> lines) => items.IsEmpty ? []
        : items.SelectMany(item => lines(item).Select((line, i) => $"      {(i == 0 ? "- " : "  ")}{line}")).Prepend($"    {key}:").Select(text => new Line(key, text));

    private static IEnumerable<string> Of(PullSecret secret) =>
    [
        $"name: {TenantsFileText.Scalar(secret.Name)}",
        .. secret.Login switch
        {
            RegistryLogin.DockerConfig config => [$"dockerConfigFrom: {Of(config.From)}"],
            RegistryLogin.Account account =>
            [
                $"registry: {TenantsFileText.Scalar(account.Registry)}",
                $"username: {TenantsFileText.Scalar(account.Username)}",
                $"passwordFrom: {Of(account.Password)}",
            ],
            _ => Array.Empty<string>(),
        },
        $"attachTo: [{string.Join(", ", secret.AttachTo.Select(TenantsFileText.Scalar))}]",
    ];

    private static IEnumerable<string> Of(PodDefault pods)
    {
        yield return $"name: {TenantsFileText.Scalar(pods.Name)}";
        using var spec = JsonDocument.Parse(pods.SpecJson);
        foreach (var field in spec.RootElement.EnumerateObject())
        {
            yield return $"{TenantsFileText.Scalar(field.Name)}: {ImportWriter.Json(field.Value)}";
        }
    }

    private static IEnumerable<string> Data<T>(string name, string[] more, ImmutableSortedDictionary<string, T> entries, Func<T, string> text) =>
        [$"name: {TenantsFileText.Scalar(name)}", .. more, "data:", .. entries.Select(e => $"  {TenantsFileText.Scalar(e.Key)}: {text(e.Value)}")];

    private static string Of(SecretReference reference) => reference.Source switch
    {
        SecretSource.Env env => $"{{env: {TenantsFileText.Scalar(env.Variable)}}}",
        SecretSource.File file => $"{{file: {TenantsFileText.Scalar(file.Path)}}}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
