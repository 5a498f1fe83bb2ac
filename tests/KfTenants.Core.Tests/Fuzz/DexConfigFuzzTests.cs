using KfTenants.Logins.Dex;
using KfTenants.Testing;
using YamlDotNet.RepresentationModel;

namespace KfTenants.Fuzzing;

/// <summary>
/// Dex's configuration in any state: refused with a place, or edited so that a plain reading of the YAML sees what was asked and
/// everything else as before.
/// </summary>
public sealed class DexConfigFuzzTests
{
    private const string Text = """
        # whoever edits this: call us first
        issuer: http://dex.auth.svc.cluster.local:5556/dex   # in-cluster
        storage: {type: kubernetes, config: {inCluster: true}}
        oauth2:
          skipApprovalScreen: true
        enablePasswordDB: true
        staticPasswords:
        # the demo user
        - email: user@example.com
          hashFromEnv: DEX_USER_PASSWORD
          username: user
          userID: "15841185641784"
        - {email: flo@example.com, hash: "$2y$12$flo", username: flo, userID: f, groups: [a, "b, c"]}
        - email: "ann@example.com"   # first
          hash: >-
            $2y$12$ann
          username: ann
          userID: '1'
        staticClients:
        - idEnv: OIDC_CLIENT_ID
          redirectURIs: ["/oauth2/callback"]
        connectors: []

        """;

    [Fact]
    public void An_edit_is_right_or_refused() => Fuzz.Play(300, random =>
    {
        var text = Fuzz.Mutated(Text, random, Fuzz.YamlTokens);
        DexConfig config;
        try
        {
            config = DexConfig.Parse(text);
        }
        catch (FormatException e)
        {
            Assert.StartsWith("line ", e.Message, StringComparison.Ordinal);
            return;
        }

        DexUser[] set = [.. Enumerable.Range(0, random.Next(3)).Select(i => new DexUser($"new{i}@example.com", "$2b$10$x", null, "n", "u", null, null, null, null))];
        string[] remove = [.. config.Users.Select(u => u.Email).Where(e => e.Length > 0 && random.Next(3) == 0)];
        string result;
        try
        {
            result = config.With(set, remove);
        }
        catch (FormatException e)
        {
            Assert.StartsWith("line ", e.Message, StringComparison.Ordinal);
            return;
        }

        var after = DexConfig.Parse(result);
        Assert.All(set, user => Assert.NotNull(after.Find(user.Email)));
        Assert.All(remove, email => Assert.Null(after.Find(email)));
        Assert.Equal(result, after.With(set, remove));
        var (before, now) = (Root(text), Root(result));
        if (before is not null && now is not null)
        {
            Assert.Equal(before, now);
        }
    });

    /// <summary>All of the root but the entries, as YamlDotNet's own tree says; null when that refuses the text.</summary>
    private static string? Root(string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text.TrimStart('\uFEFF')));
            return stream.Documents is [{ RootNode: YamlMappingNode root }, ..]
                ? string.Join('\n', root.Children
                    .Where(c => c.Key is not YamlScalarNode { Value: { } key } || !key.Equals("staticPasswords", StringComparison.OrdinalIgnoreCase) &&
                        !key.Equals("enablePasswordDB", StringComparison.OrdinalIgnoreCase))
                    .Select(c => $"{c.Key} = {c.Value}"))
                : null;
        }
        catch (Exception e) when (e is YamlDotNet.Core.YamlException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
