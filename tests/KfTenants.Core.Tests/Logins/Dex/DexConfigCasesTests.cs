using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Testing;

namespace KfTenants.Logins.Dex;

/// <summary>Each folder in Cases: <c>config.yaml</c>, edited as <c>edit.json</c> says, is <c>config.verified.yaml</c> or an error.</summary>
public sealed class DexConfigCasesTests
{
    public static TheoryData<string> Cases() => [.. TestPaths.Cases(typeof(DexConfigCasesTests), "Logins", "Dex")];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Config_is_edited(string name)
    {
        var folder = Path.Combine(TestPaths.Project(typeof(DexConfigCasesTests)), "Logins", "Dex", "Cases", name);
        var text = File.ReadAllText(Path.Combine(folder, "config.yaml"));
        var (set, remove) = ReadEdit(File.ReadAllText(Path.Combine(folder, "edit.json")));
        string result;
        try
        {
            result = DexConfig.Parse(text).With(set, remove);
        }
        catch (FormatException e)
        {
            Golden.Match(folder, "error.txt", e.Message + "\n");
            Assert.False(File.Exists(Path.Combine(folder, "config.verified.yaml")));
            return;
        }

        Golden.Match(folder, "config.yaml", result);
        Assert.False(File.Exists(Path.Combine(folder, "error.verified.txt")));
        Assert.Equal(result, DexConfig.Parse(result).With(set, remove));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Line_ends_of_Windows_survive(string name)
    {
        var folder = Path.Combine(TestPaths.Project(typeof(DexConfigCasesTests)), "Logins", "Dex", "Cases", name);
        var golden = Path.Combine(folder, "config.verified.yaml");
        if (!File.Exists(golden))
        {
            return;
        }

        var (set, remove) = ReadEdit(File.ReadAllText(Path.Combine(folder, "edit.json")));
        var result = DexConfig.Parse(Windows(File.ReadAllText(Path.Combine(folder, "config.yaml")))).With(set, remove);
        if (File.ReadAllText(Path.Combine(folder, "config.yaml")).Contains('\n'))
        {
            Assert.Equal(Windows(File.ReadAllText(golden)), result);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_byte_order_mark_survives(string name)
    {
        var folder = Path.Combine(TestPaths.Project(typeof(DexConfigCasesTests)), "Logins", "Dex", "Cases", name);
        var golden = Path.Combine(folder, "config.verified.yaml");
        if (File.Exists(golden))
        {
            var (set, remove) = ReadEdit(File.ReadAllText(Path.Combine(folder, "edit.json")));
            var result = DexConfig.Parse("\uFEFF" + File.ReadAllText(Path.Combine(folder, "config.yaml"))).With(set, remove);
            Assert.Equal("\uFEFF" + File.ReadAllText(golden), result);
        }
    }

    private static string Windows(string text) => text.Replace("\n", "\r\n", StringComparison.Ordinal);

    private static (DexUser[] Set, string[] Remove) ReadEdit(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return (
            [.. root.GetProperty("set").EnumerateArray().Select(ReadUser)],
            [.. root.GetProperty("remove").EnumerateArray().Select(e => e.GetString()!)]);
    }

    private static DexUser ReadUser(JsonElement user)
    {
        string? Text(string name) => user.TryGetProperty(name, out var value) ? value.GetString() : null;
        return new DexUser(
            Text("email")!,
            Text("hash"),
            Text("hashFromEnv"),
            Text("username"),
            Text("userID"),
            Text("name"),
            Text("preferredUsername"),
            user.TryGetProperty("emailVerified", out var verified) ? verified.GetBoolean() : null,
            user.TryGetProperty("groups", out var groups) ? groups.EnumerateArray().Select(g => g.GetString()!).ToImmutableArray() : null);
    }
}
