using System.Text;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Logins.Dex;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Snapshots;

public sealed class SnapshotObjectTests
{
    private const string Secret = "canary horse battery";
    private const string Hash = "$2b$12$hF/KU7.hz2t7/ciM.XGJWeSRjAOsnETapSYeax1Ew3Xep/Mi.WAXy";

    private static readonly DexPlatform Dex = DexPlatform.Default(Some.Place);

    private static readonly string LastApplied = $$"""
        "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{{Secret}} {{Hash}}", "note": "{{Secret}}", "kftenants.io/x": "kept"}
        """;

    private static readonly string KeptCopy = Convert.ToBase64String(new DexKept($"# {Secret} {Hash}", null, "s").ToBytes());

    private static readonly string DexText = $"# {Secret}\\nconnectors: [{{config: {{bindPW: {Secret}}}}}]\\nstorage: {{password: {Secret}}}\\n" +
        $"staticPasswords: [{{email: a@x.org, hash: '{Hash}', extra: {Secret}}}]\\nstaticClients: [{{id: {Secret}, secret: {Secret}}}]";

    public static TheoryData<string, string, string> Secretive => new()
    {
        {
            "ConfigMap", "auth/dex",
            $$$"""
            "data": {"config.yaml": "{{{DexText}}}",
             "other.yaml": "{{{Secret}}}", "kftenants.broken.json": "{{{Secret}}}"},
            "binaryData": {"logo": "{{{Encoded(Secret)}}}", "kftenants.a.previous": "{{{KeptCopy}}}", "kftenants.b.previous": "{{{Encoded(Secret)}}}"}
            """
        },
        { "Secret", "auth/dex-passwords", $$"""
            "data": {"A": "{{Encoded(Hash)}}", "B": "{{Encoded(Secret)}}", "C": "{{Secret}}"}, "stringData": {"D": "{{Secret}}"}
            """ },
        { "Password", "auth/x", $$"""
            "email": "a@x.org", "hash": "{{Encoded(Hash)}}", "more": {"deep": "{{Secret}}"}
            """ },
        { "Password", "auth/y", $$"""
            "email": "a@x.org", "hash": "{{Hash}}"
            """ },
        {
            "Deployment", "auth/dex",
            $$$"""
            "spec": {"template": {"metadata": {"annotations": {"note": "{{{Secret}}}"}}, "spec": {"containers": [{"name": "dex", "command": ["dex", "{{{Secret}}}"],
              "args": ["serve", "/c", "{{{Secret}}}"],
              "env": [{"name": "A", "value": "{{{Secret}}}"}], "livenessProbe": {"exec": {"command": ["{{{Secret}}}"] } } }],
              "initContainers": [{"env": [{"value": "{{{Secret}}}"}]}], 
              "volumes": [{"name": "s", "csi": {"volumeAttributes": {"password": "{{{Secret}}}"} } } ] } } }, "status": {"x": "{{{Secret}}}"}
            """
        },
        { "ConfigMap", "kubeflow/profiles-config-1", $$"""
            "data": {"USERID_HEADER": "kubeflow-userid", "TOKEN": "{{Secret}}"}, "binaryData": {"x": "{{Encoded(Secret)}}"}
            """ },
        { "ConfigMap", "kftenants-system/kftenants-example", $$"""
            "data": {"tenants": "2", "runs": "{{Secret}}"}
            """ },
        { "Lease", "kftenants-system/kftenants-example", $$"""
            "spec": {"holderIdentity": "{{Secret}}"}
            """ },
        { "ClusterRoleBinding", "x", """
            "subjects": [], "roleRef": {}
            """ },
    };

    [Theory]
    [MemberData(nameof(Secretive))]
    public void No_secret_of_an_object_is_kept(string kind, string name, string fields)
    {
        var parts = name.Split('/');
        var place = parts.Length == 2 ? $"\"namespace\": \"{parts[0]}\"," : "";
        var kept = Kept(kind, $$"""{"metadata": {"name": "{{parts[^1]}}", {{place}} {{LastApplied}} }, {{fields}} }""");
        Canaries.Check(name, kept.ToJsonString(), Secret);
        Canaries.Check(name, string.Concat(kept.ToJsonString().Split('"').Select(Decoded)), Secret);
        Assert.DoesNotContain("note", kept["metadata"]!["annotations"]!.AsObject().Select(a => a.Key));
        Assert.Equal("kept", kept["metadata"]!["annotations"]!["kftenants.io/x"]!.ToString());
    }

    [Fact]
    public void Of_the_anchor_of_a_token_only_what_it_says_of_it_is_kept()
    {
        var kept = Kept("Secret", $$$"""
            {"metadata": {"name": "kftenants-cred-ci-1", "namespace": "team-a", "annotations": {"kftenants.io/issued-at": "2026-11-30T10:00:00Z"},
             "labels": {"kftenants.io/credential": "ci", "kftenants.io/tenant": "team-a"}},
             "type": "kubernetes.io/service-account-token", "data": {"token": "{{{Encoded(Secret)}}}"}}
            """);
        Assert.Equal(["apiVersion", "kind", "metadata"], kept.Select(m => m.Key));
        Assert.Equal("2026-11-30T10:00:00Z", kept["metadata"]!["annotations"]!["kftenants.io/issued-at"]!.ToString());
    }

    [Fact]
    public void What_no_plan_reads_is_not_there_at_all() =>
        Assert.Null(SnapshotObject.Of(Object("ConfigMap", """{"metadata": {"name": "kube-root-ca.crt", "namespace": "kftenants-system"}}"""), Dex));

    [Fact]
    public void What_changes_by_itself_is_left_out()
    {
        var kept = Kept("Namespace", """
            {"metadata": {"name": "team-a", "uid": "u", "resourceVersion": "7", "generation": 3, "creationTimestamp": "2026-01-01T00:00:00Z", "annotations": {"owner": "ana@x.org"},
             "managedFields": [
              {"manager": "controller", "operation": "Update", "subresource": "status", "time": "2026-01-01T00:00:00Z", "fieldsV1": {"f:status": {"f:phase": {}}}},
              {"manager": "manager", "operation": "Update", "time": "2026-01-01T00:00:00Z",
               "fieldsV1": {"f:metadata": {"f:annotations": {"f:owner": {}}}, "f:status": {"f:x": {}}}}]},
             "spec": {"finalizers": ["kubernetes"]}, "status": {"phase": "Active"}}
            """);
        Assert.Equal(
            """{"apiVersion":"v1","kind":"Namespace","metadata":{"annotations":{"owner":"ana@x.org"},"managedFields":[""" +
            """{"fieldsV1":{"f:metadata":{"f:annotations":{"f:owner":{}}}},"manager":"manager","operation":"Update","time":"2026-01-01T00:00:00Z"}],""" +
            "\"name\":\"team-a\",\"uid\":\"u\"}}",
            kept.ToJsonString());
    }

    [Theory]
    [InlineData("Profile", "owner")]
    [InlineData("NetworkPolicy", "ingress")]
    public void What_kubectl_remembers_of_a_tenants_object_is_kept_because_an_adoption_tells_it(string kind, string field)
    {
        var kept = Kept(kind, $$$"""
            {"metadata": {"name": "team-a", "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}"} }, "spec": {"{{{field}}}": {"name": "a"} } }
            """);
        Assert.NotNull(kept["metadata"]!["annotations"]);
        Assert.Equal("a", kept["spec"]![field]!["name"]!.ToString());
    }

    [Fact]
    public void A_mark_tells_the_same_hash_from_another_and_nothing_else()
    {
        Assert.True(HashMark.IsOne(HashMark.Of(Hash)));
        Assert.Equal(HashMark.Of(Hash), HashMark.Of(HashMark.Of(Hash)));
        Assert.NotEqual(HashMark.Of(Hash), HashMark.Of(Hash[..^1] + "z"));
        Assert.Equal(HashMark.Of("a password in clear text"), HashMark.Of("another one"));
        Assert.Equal("", HashMark.Of(""));
        Assert.False(HashMark.IsOne(Hash));
        Assert.False(HashMark.IsOne("kftenants-snapshot:sha256:zz"));
    }

    [Fact]
    public void Only_a_snapshot_has_marks_and_a_password_is_not_kept_for_one_elsewhere()
    {
        var text = DexLive.Foreign + $"- email: ana@x.org\n  hash: '{HashMark.Of(Hash)}'\n  username: ana\n  userID: '1'\n";
        var live = DexLive.Dex(text);
        var set = Some.Set(Some.Tenant("team-a", "ana@x.org")) with
        {
            Users = [Some.User("ana@x.org", new Login.PasswordFrom(new SecretSource.Env("KFT_ANA"), Some.Place))],
        };
        var options = Plans.PlanOptions.Default with { Adopt = true };
        string Resolved(LiveState at) => LoginResolver.Resolve(set, at, options, _ => "only in this test", () => new byte[16])!.Users.Single().Hash!;
        Assert.StartsWith("$2b$", Resolved(live), StringComparison.Ordinal);

        var snapshot = new LiveState(live.Cluster with { Snapshot = new ClusterSnapshot("https://x", "u", default, "t", "s", []) }, live.All);
        Assert.Equal(HashMark.Of(Hash), Resolved(snapshot));
    }

    [Fact]
    public void The_outline_of_a_configuration_has_the_same_entries() => Fuzz.Play(200, random =>
    {
        var text = Fuzz.Mutated(
            DexLive.Foreign + "- {email: b@x.org, hash: x, groups: [a, 'b: c'], emailVerified: true, name: \"\\u0007\"}\n" + "staticClients: [{secretEnv: S, idEnv: 'I: 1'}]\n",
            random, Fuzz.YamlTokens);
        DexConfig config;
        try
        {
            config = DexConfig.Parse(text);
        }
        catch (FormatException)
        {
            Assert.Throws<FormatException>(() => DexConfig.Parse(DexOutline.Of(text)));
            return;
        }

        var outline = DexConfig.Parse(DexOutline.Of(text));
        Assert.Equal(config.EnablePasswordDb, outline.EnablePasswordDb);
        Assert.Equal([.. config.ClientVariables], outline.ClientVariables.ToArray());
        Assert.Equal(config.Users.Length, outline.Users.Length);
        Assert.All(config.Users.Zip(outline.Users), u => Assert.True(DexFields.AreEqual(u.First with { Hash = u.First.Hash is { } h ? HashMark.Of(h) : null }, u.Second)));
        Assert.Equal(DexOutline.Of(text), DexOutline.Of(DexOutline.Of(text)));
    });

    private static JsonObject Kept(string kind, string json) => SnapshotObject.Of(Object(kind, json), Dex)!;

    private static KubeObject Object(string kind, string json) => KubeObject.From(ObjectKind.All.Single(k => k.Kind == kind), JsonNode.Parse(json)!);

    private static string Encoded(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Decoded(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }
}
