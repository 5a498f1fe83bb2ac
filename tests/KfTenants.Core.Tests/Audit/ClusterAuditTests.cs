using System.Collections.Immutable;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using KfTenants.Diagnostics;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Audit;

public sealed class ClusterAuditTests
{
    private const string Edit = "user-carl-edit-example-com-clusterrole-edit";
    private const string View = "user-carl-view-example-com-clusterrole-view";
    private const string Carl = """{"kind":"User","name":"carl.edit@example.com"}""";

    private static readonly ObjectKind Binding = ObjectKind.RoleBinding;
    private static readonly ObjectKind Policy = ObjectKind.AuthorizationPolicy;
    private static readonly ObjectKind Profile = ObjectKind.Profile;
    private static readonly ObjectKind Namespace = ObjectKind.Namespace;
    private static readonly ObjectKind Quota = ObjectKind.ResourceQuota;

    private static readonly ImmutableArray<Contributor> Listed =
    [
        Some.Contributor("O'Neil+x@Example.com"), Some.Contributor("carl.admin@example.com", Role.Admin), Some.Contributor("carl.edit@example.com"),
        Some.Contributor("carl.view@example.com", Role.View),
    ];

    private static readonly Contributor Over = Some.Contributor("carl.edit@example.com") with { Until = new DateTimeOffset(2025, 12, 31, 0, 0, 0, TimeSpan.Zero) };

    /// <summary>One fault in a healthy cluster, and every check that must speak of it: its own, and those of what follows from it.</summary>
    private static readonly ImmutableArray<(string Checks, Func<LiveState> Live, TenantSet? Set)> Faults =
    [
        ("AUD0101", () => HealthyCluster.Of().Edit(Binding, "rec-plain", Edit, "/subjects",
            $$$"""[{{{Carl}}},{"kind":"ServiceAccount","namespace":"rec-plain","name":"x"}]"""), null),
        ("AUD0101", () => HealthyCluster.Of().Binding("none", "view", "", """{"user":"x","role":"view"}"""), null),
        ("AUD0102", () => HealthyCluster.Of().Edit(Binding, "rec-plain", View, "/roleRef/name", "\"kubeflow-admin\""), null),
        ("AUD0102", () => HealthyCluster.Of().Edit(Binding, "rec-plain", View, "/metadata/annotations/role", "\"View\""), null),
        ("AUD0103 AUD0104 AUD0105", () => HealthyCluster.Of().Edit(Binding, "rec-plain", Edit, "/subjects", """[{"kind":"User","name":"zed@example.com"}]"""), null),
        ("AUD0104", () => HealthyCluster.Of().Drop(Policy, "rec-plain", Edit), null),
        ("AUD0105", () => HealthyCluster.Of().Drop(Binding, "rec-plain", Edit), null),
        ("AUD0105", () => HealthyCluster.Of().Policy("all-of-them", "*@partner.example"), null),
        ("AUD0106", () => HealthyCluster.Of().Put(Policy, """{"metadata":{"name":"p","namespace":"rec-plain"},"spec":{"rules":[{}]}}"""), null),
        ("AUD0107", () => HealthyCluster.Of().Edit(Policy, "rec-plain", Edit, "/spec/rules",
            """[{"when":[{"key":"request.headers[kubeflow-userid]","values":["carl.edit@example.com"]}]}]"""), null),
        ("AUD0108", () => HealthyCluster.Of().Drop(Binding, "rec-plain", Edit).Drop(Policy, "rec-plain", Edit).Policy("odd", "carl.edit@example.com")
            .Binding("odd", "kubeflow-edit", Carl, """{"user":"carl.edit@example.com","role":"edit"}"""), null),
        ("AUD0109", () => HealthyCluster.Of().Policy("user-carl-edit-example-com-clusterrole-view", "carl.edit@example.com")
            .Binding("user-carl-edit-example-com-clusterrole-view", "kubeflow-view", Carl, """{"user":"carl.edit@example.com","role":"view"}"""), null),
        ("AUD0110", () => HealthyCluster.Of().Binding("b", "kubeflow-view", """{"kind":"ServiceAccount","namespace":"ci","name":"bot"}"""), null),
        ("AUD0111", () => HealthyCluster.Of().Binding("b", "kubeflow-view", """{"kind":"Group","name":"devs"}"""), null),
        ("AUD0112", () => HealthyCluster.Of(), SetOf([.. Listed.Where(c => c.Email != Over.Email)], Over)),
        ("AUD0113", () => HealthyCluster.Of(), SetOf([.. Listed.Skip(1)])),
        ("AUD0114", () => HealthyCluster.Of().Put(ObjectKind.ClusterRoleBinding,
            """{"metadata":{"name":"r"},"roleRef":{"kind":"ClusterRole","name":"cluster-admin"},"subjects":[{"kind":"User","name":"root@example.com"}]}"""), null),
        ("AUD0115", () => HealthyCluster.Of().Policy("wide", "boss@example.com", "istio-system"), null),
        ("AUD0116", () => Isolated("""[{"from":[{"podSelector":{}},{"ipBlock":{"cidr":"0.0.0.0/0"}}]}]"""), null),
        ("AUD0116", () => Isolated("[{}]"), null),
        ("AUD0111 AUD0117", () => HealthyCluster.Of().Binding("b", "cluster-admin", """{"kind":"Group","name":"devs"}"""), null),
        ("AUD0118", () => HealthyCluster.Of().Put(ObjectKind.Secret, """
            {"metadata":{"name":"t","namespace":"rec-plain","annotations":{"kubernetes.io/service-account.name":"default-editor"}},"type":"kubernetes.io/service-account-token"}
            """).Put(ObjectKind.Secret, """{"metadata":{"name":"p","namespace":"rec-plain"},"type":"Opaque"}"""), null),
        ("AUD0201", () => HealthyCluster.Of().Edit(Profile, null, "rec-plain", "/spec/owner/name", "\"eve@example.com\""), null),
        ("AUD0202", () => HealthyCluster.Of(more: "rec-foreign"), null),
        ("AUD0203", () => HealthyCluster.Of().Drop(Namespace, null, "rec-plain"), null),
        ("AUD0204", () => HealthyCluster.Of().Edit(Namespace, null, "rec-plain", "/metadata/labels/istio-injection", null), null),
        ("AUD0204 AUD0205", () => HealthyCluster.Of(more: "rec-before"), null),
        ("AUD0205", () => HealthyCluster.Of().Unowned(NamespaceObject.Key("rec-plain")), null),
        ("AUD0206", () => HealthyCluster.Of().Edit(Binding, "rec-plain", "default-editor", "/roleRef/name", "\"kubeflow-admin\""), null),
        ("AUD0207", () => HealthyCluster.Of().Edit(Profile, null, "rec-plain", "/metadata/deletionTimestamp", "\"2026-01-01T00:00:00Z\""), null),
        ("AUD0208", () => HealthyCluster.Of().Edit(Profile, null, "rec-plain", "/spec/owner/kind", "\"Group\""), null),
        ("AUD0209", () => HealthyCluster.Of().Edit(Namespace, null, "rec-plain", "/metadata/labels/app.kubernetes.io~1part-of", null), null),
        ("AUD0104 AUD0113 AUD0210", () => OwnedTenants.Of(Some.Set(Some.Tenant("rec-plain") with { IsSuspended = true }))
            .Binding("b", "kubeflow-view", """{"kind":"User","name":"eve@example.com"}"""), null),
        ("AUD0203 AUD0211", () => HealthyCluster.Of().Put(Profile, """{"metadata":{"name":"a.b"},"spec":{"owner":{"kind":"User","name":"ann@example.com"}}}"""), null),
        ("AUD0212", () => HealthyCluster.Of().Drop(Binding, "rec-plain", "namespaceAdmin"), null),
        ("AUD0212", () => HealthyCluster.Of().Drop(Policy, "rec-plain", "ns-owner-access-istio"), null),
        ("AUD0301", () => HealthyCluster.WithDex(t => ReplaceFirst(t, HealthyCluster.GoodHash, "$2y$12$4K/VkmDd1q1Orb3xAt82zu8gk7Ad6ReFR4LCP9UeYE90NLiN9Df72")), null),
        ("AUD0302", () => HealthyCluster.WithDex(t => t + "- {email: 1}\n"), null),
        ("AUD0303", () => HealthyCluster.WithDex(t => t + $"- {{email: idle@example.com, hash: {HealthyCluster.GoodHash}, username: u, userID: \"99\"}}\n"), null),
        ("AUD0304", () => HealthyCluster.WithDex(t => Regex.Replace(t, "(?m)^.*bob@.*\n", "")), null),
        ("AUD0305", () => HealthyCluster.WithDex(t => t.Replace("bob@", "Bob@", StringComparison.Ordinal)), null),
        ("AUD0306", () => HealthyCluster.WithDex(t => ReplaceFirst(t, "$2b$12$", "$2b$04$")), null),
        ("AUD0307", () => HealthyCluster.WithDex(t => t.Replace("DB: true", "DB: false", StringComparison.Ordinal)), null),
        ("AUD0308", () => HealthyCluster.WithDex(t => t + $"- {{email: Bob@example.com, hash: {HealthyCluster.GoodHash}, username: u, userID: \"99\"}}\n" +
            $"- {{email: bob@example.com, hash: {HealthyCluster.GoodHash}, username: u, userID: \"99\"}}\n"), null),
        ("AUD0309", () => HealthyCluster.WithDex(t => t.Replace("id-1", "id-2", StringComparison.Ordinal)), null),
        ("AUD0401", () => HealthyCluster.Of(more: "rec-quota"), null),
        ("AUD0402", () => HealthyCluster.WithQuota().Edit(Quota, "rec-quota", "kf-resource-quota", "/status/used/cpu", "\"600m\""), null),
        ("AUD0403", () => HealthyCluster.WithQuota().Edit(Quota, "rec-quota", "kf-resource-quota", "/spec/hard/cpu", "\"600m\""), null),
        ("AUD0403", () => HealthyCluster.WithQuota().Edit(Profile, null, "rec-quota", "/spec/resourceQuotaSpec", "{}"), null),
        ("AUD0404", () => HealthyCluster.WithQuota().Node("400m", "8Gi", "5k"), null),
        ("AUD0404", () => HealthyCluster.WithQuota().Put(Quota, """{"metadata":{"name":"g","namespace":"rec-plain"},"spec":{"hard":{"requests.nvidia.com/gpu":"1"}}}"""), null),
        ("AUD0405", () => HealthyCluster.WithQuota().Node("900m", "8Gi", "5k").Limits("rec-plain")
            .Put(Quota, """{"metadata":{"name":"more","namespace":"rec-plain"},"spec":{"hard":{"requests.cpu":"600m"}}}"""), null),
        ("AUD0403 AUD0406", () => HealthyCluster.WithQuota().Edit(Profile, null, "rec-quota", "/spec/resourceQuotaSpec/hard/cpu", "\"20gi\""), null),
        ("AUD0501 AUD0502", () => Asking(), null),
        ("AUD0501", () => Asking().Put(ObjectKind.ConfigMap, Lifetimes("rec-plain")), null),
        ("AUD0502", () => Asking().Put(ObjectKind.ValidatingAdmissionPolicyBinding, """{"metadata":{"name":"kftenants-pod-lifetime"}}"""), null),
        ("AUD0502", () => Asking().Put(ObjectKind.ClusterPolicy, """{"metadata":{"name":"kftenants-pod-lifetime"}}"""), null),
        ("AUD0503", () => HealthyCluster.Of().Put(ObjectKind.ConfigMap, Lifetimes("gone")), null),
    ];

    public static TheoryData<int, string> Cases
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (var i = 0; i < Faults.Length; i++)
            {
                data.Add(i, Faults[i].Checks);
            }

            return data;
        }
    }

    public static TheoryData<string> Releases => ["kubeflow-1.6.1", "kubeflow-1.8.0", "kubeflow-26.03", "dashboard-2.0.0-pss"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_fault_is_found_and_nothing_else(int fault, string checks)
    {
        var findings = Of(Faults[fault].Live(), Faults[fault].Set);

        Assert.Equal(checks, string.Join(' ', findings.Select(f => f.Rule.Id).Distinct().Order(StringComparer.Ordinal)));
        Assert.All(findings, f =>
        {
            Assert.DoesNotContain(HealthyCluster.GoodHash[7..], f.Message, StringComparison.Ordinal);
            Assert.False(f.Message.EndsWith('.') || f.Remedy.EndsWith('.'), f.Message + f.Remedy);
        });
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void What_the_real_controllers_leave_is_healthy(string release) => Assert.Empty(Of(HealthyCluster.Of(release), null));

    [Fact]
    public void Logins_quotas_and_a_file_that_fit_are_healthy()
    {
        Assert.Empty(Of(HealthyCluster.WithDex(), null));
        Assert.Empty(Of(HealthyCluster.WithQuota(), null));
        Assert.Empty(Of(HealthyCluster.Of(), SetOf(Listed)));
    }

    [Fact]
    public void What_a_set_made_is_healthy()
    {
        var set = Some.Set(Some.Tenant("team-a", "ana@example.com", Some.Contributor("ben@example.com")));
        Assert.Empty(Of(OwnedTenants.Of(set), set));
        Assert.Empty(Of(OwnedTenants.Of(set), null));
    }

    [Fact]
    public void Every_check_has_a_fault_that_it_finds() => Assert.Equal(
        AuditRules.All.Select(r => r.Id), Faults.SelectMany(f => f.Checks.Split(' ')).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void A_policy_that_lets_in_no_more_than_the_isolation_does_opens_nothing()
    {
        Assert.Empty(Of(Isolated("[]"), null));
        Assert.Empty(Of(Isolated("""[{"from":[{"podSelector":{}}]}]"""), null));
        Assert.Empty(Of(Isolated("[{}]").Drop(ObjectKind.NetworkPolicy, "rec-plain", NetworkPolicyObject.Name), null));
    }

    [Fact]
    public void A_mark_in_a_snapshot_is_no_unusable_hash_and_that_it_is_none_is_said()
    {
        var live = HealthyCluster.WithDex(t => t.Replace(HealthyCluster.GoodHash, HashMark.Of(HealthyCluster.GoodHash), StringComparison.Ordinal));
        Assert.Empty(Of(live, null));
        Assert.Contains(
            AuditView.Of(live, null, DexPlatform.Default(Some.Place), IstioIdentity.Default).Unread,
            u => u.StartsWith("hashes of logins: a snapshot holds none", StringComparison.Ordinal));
    }

    private static LiveState Asking() => HealthyCluster.Of().Edit(Namespace, null, "rec-plain", "/metadata/labels/kftenants.io~1pod-lifetime", "\"limited\"");

    private static string Lifetimes(string of) => $$$"""{"metadata":{"name":"pod-lifetime-map","namespace":"kftenants-system"},"data":{"{{{of}}}":"24h"}}""";

    private static LiveState Isolated(string ingress)
    {
        var policy = NetworkPolicyObject.For(Some.SetName, Some.Tenant("rec-plain") with { Network = new NetworkIsolation([], [], Some.Place) }, IstioIdentity.Default)!;
        return HealthyCluster.Of().With(policy.Key, Live.Applied(policy)).Put(ObjectKind.NetworkPolicy,
            $$$"""{"metadata":{"name":"more","namespace":"rec-plain"},"spec":{"podSelector":{},"ingress":{{{ingress}}}}}""");
    }

    [Fact]
    public void Without_nodes_nothing_is_said_of_capacity() =>
        Assert.Empty(Of(HealthyCluster.WithQuota().Drop(ObjectKind.Node, null, "node-1"), null));

    [Fact]
    public void A_person_whom_a_checked_token_names_needs_no_principal() =>
        Assert.Empty(Of(HealthyCluster.Of().Edit(Policy, "rec-plain", Edit, "/spec/rules",
            """[{"when":[{"key":"request.auth.claims[email]","values":["carl.edit@example.com"]}]}]"""), null));

    [Fact]
    public void People_behind_a_connector_may_sign_in() =>
        Assert.Empty(Of(HealthyCluster.WithDex(_ => "enablePasswordDB: true\nconnectors: [{type: ldap, id: l, name: L, config: {}}]\n"), null));

    [Fact]
    public void Logins_that_could_not_be_read_are_not_missing()
    {
        var live = HealthyCluster.WithDex(t => Regex.Replace(t, "(?m)^.*bob@.*\n", ""));
        Assert.Empty(Of(new LiveState(live.Cluster, live.All) { Unread = [new UnreadPart(ObjectKind.Password, "auth", null, "403")] }, null));
    }

    [Fact]
    public void A_published_password_is_found_wherever_the_hash_is()
    {
        const string Demo = "$2a$10$2b2cU8CPhOTaGrs1HRQuAueS7JTT5ZHsHSzYiFPm1leZck7Mc8T4W";
        var encoded = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Demo));
        var inText = HealthyCluster.WithDex(t => ReplaceFirst(t, HealthyCluster.GoodHash, encoded));
        var inSecret = HealthyCluster.WithDex(t => ReplaceFirst(t, $"hash: {HealthyCluster.GoodHash}", "hashFromEnv: DEMO"))
            .Put(ObjectKind.Secret, $$$"""{"metadata":{"name":"dex-passwords","namespace":"auth"},"data":{"DEMO":"{{{encoded}}}"}}""");
        var inObject = HealthyCluster.WithDex(t => Regex.Replace(t, "(?m)^.*bob@.*\n", ""))
            .Put(ObjectKind.Password, $$$"""{"metadata":{"name":"x","namespace":"auth"},"email":"bob@example.com","hash":"{{{encoded}}}","userID":"7"}""");

        Assert.All([inText, inSecret, inObject], live => Assert.Equal("AUD0301", Assert.Single(Of(live, null)).Rule.Id));
    }

    [Fact]
    public void The_catalogue_is_in_order_and_the_page_describes_exactly_it()
    {
        Assert.Equal(AuditRules.All.Select(r => r.Id).Distinct().Order(StringComparer.Ordinal), AuditRules.All.Select(r => r.Id));
        var page = File.ReadAllText(Path.Combine(TestPaths.Repository(typeof(ClusterAuditTests)), "docs", "audit.md"));
        var headings = Regex.Matches(page, @"^### (AUD\d{4}) (.+?) \((error|warning|info)\)$", RegexOptions.Multiline)
            .Select(m => (m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value));

        Assert.Equal(AuditRules.All.Select(r => (r.Id, r.Title, r.Severity.ToText())), headings);
        Assert.All(Regex.Split(page, "^### ", RegexOptions.Multiline)[1..], s => Assert.Contains("To do: ", s, StringComparison.Ordinal));
    }

    [Fact]
    public void A_baseline_knows_what_it_was_made_of_and_tells_what_is_gone()
    {
        var findings = Of(Faults[4].Live(), null);
        var made = AuditBaseline.Empty.Of(findings);
        var read = AuditBaseline.Parse("known.yaml", System.Text.Encoding.UTF8.GetBytes(made.ToYaml()));

        Assert.Equal(made.Reasons, read.Reasons);
        Assert.All(findings, f => Assert.True(read.Knows(f)));
        Assert.Empty(read.ObsoleteIn(findings));
        Assert.Equal(findings.Length, read.ObsoleteIn([]).Length);
        Assert.Equal(made.ToYaml(), read.Of(findings).ToYaml());
    }

    [Fact]
    public void A_viewer_who_is_known_and_becomes_an_admin_is_new()
    {
        var live = HealthyCluster.Of().Binding("b", "kubeflow-view", """{"kind":"Group","name":"devs"}""");
        var known = AuditBaseline.Empty.Of(Of(live, null));

        Assert.True(known.Knows(Assert.Single(Of(live, null))));
        Assert.False(known.Knows(Assert.Single(Of(live.Edit(Binding, "rec-plain", "b", "/roleRef/name", "\"kubeflow-admin\""), null))));
    }

    [Fact]
    public void What_could_not_be_looked_at_stays_known()
    {
        var known = AuditBaseline.Empty.Of(Of(Faults[0].Live(), null));
        Assert.Empty(known.Of([]).Reasons);
        Assert.Equal(known.Reasons, known.Of([], isWhole: false).Reasons);
    }

    [Fact]
    public void A_baseline_can_name_whatever_a_name_can_be() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<string>().Where(s => s is not null).ToArbitrary(),
        name =>
        {
            var finding = AuditRules.PolicyAlone.At(new ObjectKey(ObjectKind.RoleBinding, "team-a", name), "team-a", name, "m", "r");
            var read = AuditBaseline.Parse("k", System.Text.Encoding.UTF8.GetBytes(AuditBaseline.Empty.Of([finding]).ToYaml()));
            return read.Knows(finding) && !read.Knows(finding with { Detail = name + "x" });
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Reasons_stay_when_a_baseline_is_made_again()
    {
        var findings = Of(Faults[0].Live(), null);
        var reasoned = AuditBaseline.Empty.Of(findings).ToYaml().Replace("reason: \"\"", "reason: \"OPS-1: \\\"later\\\"\"", StringComparison.Ordinal);
        Assert.Equal(reasoned, AuditBaseline.Parse("k", System.Text.Encoding.UTF8.GetBytes(reasoned)).Of(findings).ToYaml());
    }

    [Theory]
    [InlineData("a: 1", "is no baseline of audit")]
    [InlineData("apiVersion: kftenants.io/audit-baseline/v1\nfindings: [{id: AUD0101}]", "has an id and an object")]
    [InlineData("apiVersion: kftenants.io/audit-baseline/v1\nfindings: [{id: AUD9999, object: x}]", "has no check")]
    [InlineData("apiVersion: kftenants.io/audit-baseline/v1\nfindings: [{id: AUD0101, object: x, resaon: y}]", "no key \"resaon\"")]
    [InlineData("a: [", "k:1:")]
    public void A_wrong_baseline_is_refused_with_its_place(string text, string expected)
    {
        var refusal = Assert.Throws<KfTenantsException>(() => AuditBaseline.Parse("k", System.Text.Encoding.UTF8.GetBytes(text)));
        Assert.StartsWith("k:", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    private static string ReplaceFirst(string text, string old, string now)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return text[..at] + now + text[(at + old.Length)..];
    }

    private static TenantSet SetOf(ImmutableArray<Contributor> contributors, params Contributor[] ended) =>
        Some.Set(Some.Tenant("rec-plain", "ann@example.com", [.. contributors]) with { Ended = [.. ended] });

    private static ImmutableArray<AuditFinding> Of(LiveState live, TenantSet? set) =>
        ClusterAudit.Of(AuditView.Of(live, set, DexPlatform.Default(Some.Place), ClusterIstio.Read(new IstioPlatform(null, null, null), live)));
}
