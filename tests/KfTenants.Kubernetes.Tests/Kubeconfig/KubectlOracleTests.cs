using System.Text.Json;
using KfTenants.Testing;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>
/// Replays kubectl's recorded verdicts on kubeconfigs, where the recordings are present: what it accepts we accept with the same
/// credential, what it refuses before connecting we refuse.
/// </summary>
public sealed class KubectlOracleTests
{
    // Verdicts that differ from kubectl's on purpose.
    private static readonly Dictionary<string, bool> Deviations = new(StringComparer.Ordinal)
    {
        ["context without user"] = true,
        ["user entry with null body"] = true,
        ["server without scheme no ca"] = false,
        ["client cert: ed25519"] = false,
        ["client cert: bom"] = true,
        // Found only when the server answers.
        ["client cert: expired"] = true,
        ["proxy-url dead"] = true,
        // More than one group is refused, never joined.
        ["as + groups + uid + extra"] = false,
    };

    [Fact]
    public async Task Verdicts_are_those_of_kubectl()
    {
        if (TestPaths.Fixtures(typeof(KubectlOracleTests)) is not { } fixtures)
        {
            return;
        }

        var kubernetes = Path.Combine(fixtures, "kubernetes");
        using var recorded = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(kubernetes, "kubectl-oracle", "kubeconfig.json")));
        var wrong = new List<string>();
        var compared = 0;
        foreach (var item in recorded.RootElement.EnumerateArray())
        {
            var label = item.GetProperty("label").GetString()!;
            var arguments = item.GetProperty("args").EnumerateArray().Select(a => a.GetString()!).ToList();
            var error = item.GetProperty("stderr").GetString()!;
            var isFlagOfTheirs = arguments.Count > 0 && arguments[0] != "--context";
            var isDecidedByServer = error.Contains("x509:", StringComparison.Ordinal) || error.Contains("remote error", StringComparison.Ordinal);
            var isFromFile = item.GetProperty("kubeconfig").ValueKind == JsonValueKind.String;
            if (isFlagOfTheirs || isDecidedByServer || !isFromFile)
            {
                continue;
            }

            compared++;
            using var home = new TestHome();
            Directory.CreateSymbolicLink(Path.Combine(home.Folder, "pki"), Path.Combine(kubernetes, "pki"));
            home.Write("kc/tokf", "file-token\n");
            home.Write("kc/toke", "\n");
            foreach (var variable in item.GetProperty("env").EnumerateObject().Where(v => v.Name != "KUBECONFIG"))
            {
                home.Environment[variable.Name] = variable.Value.GetString()!;
            }

            var text = item.GetProperty("kubeconfig").GetString()!.Replace("$W", home.Folder, StringComparison.Ordinal);
            var expected = Deviations.TryGetValue(label, out var ours) ? ours : item.GetProperty("rc").GetInt32() == 0;
            var (verdict, credential) = await Verdict(home, text, arguments.Count > 1 ? arguments[1] : null);
            if (expected != (credential is not null))
            {
                wrong.Add($"{label}: kubectl {(expected ? "accepts" : "refuses")}, ours: {verdict}");
            }

            if (credential is not null && item.GetProperty("rc").GetInt32() == 0 &&
                item.GetProperty("seen").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } seen &&
                seen.GetProperty("auth").GetString() != credential.Authorization)
            {
                wrong.Add($"{label}: another Authorization header");
            }
        }

        Assert.Empty(wrong);
        Assert.True(compared > 80, $"only {compared} cases were compared");
    }

    private static async Task<(string Verdict, RequestCredential? Credential)> Verdict(TestHome home, string text, string? context)
    {
        try
        {
            var connection = home.Resolve(home.Write("kc/config", text), context);
            return ("accepted", await connection.Credential.GetAsync(default));
        }
        catch (KfTenantsException e)
        {
            return (e.Message, null);
        }
    }
}
