using KfTenants.Plans;

namespace KfTenants.Logins.Dex;

/// <summary>What people see of Dex's configuration holds nothing that was not told to be harmless.</summary>
public sealed class DexMaskTests
{
    private const string Hash = "$2b$12$hF/KU7.hz2t7/ciM.XGJWeSRjAOsnETapSYeax1Ew3Xep/Mi.WAXy";

    private const string Before = $$"""
        issuer: https://dex.example.com/canary-issuer
        # the old password was canary-comment
        storage:
          type: postgres
          config:
            password: canary-storage
        connectors:
        - type: ldap
          config:
            bindPW: "canary-bind"
            note: |
              canary-block: canary-text
              canary words
        enablePasswordDB: true
        staticPasswords:
        - email: ana@example.com
          hash: {{Hash}}
          username: ana
          userID: "1"
        - {email: ben@example.com, hash: "{{Hash}}", username: ben, userID: "2"}
        staticClients:
        - idEnv: OIDC_CLIENT_ID
          secret: canary-client

        """;

    [Fact]
    public void Only_what_a_plan_tells_anyway_is_shown()
    {
        var masked = Of(Before.Replace("username: ana", "username: anna", StringComparison.Ordinal));
        foreach (var text in (string[])[masked.Before, masked.After])
        {
            Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
            Assert.DoesNotContain("$2b$", text, StringComparison.Ordinal);
            Assert.Equal(Before.Split('\n').Length, text.Split('\n').Length);
            Assert.Contains("- email: ana@example.com\n  hash: (hidden)\n", text, StringComparison.Ordinal);
            Assert.Contains("    bindPW: (hidden)\n", text, StringComparison.Ordinal);
            Assert.Contains("\n(hidden)\nstorage:\n", text, StringComparison.Ordinal);
        }

        Assert.Contains("  username: ana\n", masked.Before, StringComparison.Ordinal);
        Assert.Contains("  username: anna\n", masked.After, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hidden_line_that_changes_says_so()
    {
        var masked = Of(Before.Replace(Hash + "\n", Hash.Replace('h', 'i') + "\n", StringComparison.Ordinal));
        Assert.Contains("  hash: (hidden, old)\n", masked.Before, StringComparison.Ordinal);
        Assert.Contains("  hash: (hidden, new)\n", masked.After, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_stays_is_no_change() => Assert.Null(DexMask.Of("dex", DexConfig.Parse(Before), Before));

    private static TextChange Of(string after) => DexMask.Of("dex", DexConfig.Parse(Before), after)!;
}
