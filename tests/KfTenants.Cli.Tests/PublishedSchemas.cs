using System.Collections.Concurrent;
using System.Text.Json;
using KfTenants.Testing;
using NJsonSchema;

namespace KfTenants.Cli.Tests;

/// <summary>The schemas that readers of our JSON go by: each answer names its own, by <c>apiVersion</c>, and has to fit it.</summary>
internal static class PublishedSchemas
{
    private const string Group = "kftenants.io/";

    private static readonly ConcurrentDictionary<string, Lazy<Task<JsonSchema>>> Read = new(StringComparer.Ordinal);

    /// <summary>Every line that is an object of ours; other text is left alone.</summary>
    /// <returns>Which schemas were asked.</returns>
    public static async Task<string[]> CheckAsync(string what, string text)
    {
        var asked = new List<string>();
        foreach (var line in text.Split('\n').Where(l => l.StartsWith('{') && l.Contains($"\"apiVersion\":\"{Group}", StringComparison.Ordinal)))
        {
            using var json = JsonDocument.Parse(line);
            var version = json.RootElement.GetProperty("apiVersion").GetString()!;
            var name = version[Group.Length..].Split('/')[0];
            asked.Add(name);
            var errors = (await OfAsync(name)).Validate(line);
            Assert.True(errors.Count == 0, $"{what} does not fit schemas/{name}.schema.json: {string.Join("; ", errors)}");
        }

        return [.. asked];
    }

    public static Task<JsonSchema> OfAsync(string name) => Read.GetOrAdd(name, n => new Lazy<Task<JsonSchema>>(
        () => JsonSchema.FromFileAsync(Path.Combine(TestPaths.Repository(typeof(PublishedSchemas)), "schemas", $"{n}.schema.json")))).Value;
}
