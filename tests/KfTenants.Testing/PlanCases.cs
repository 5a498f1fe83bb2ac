using System.Collections.Immutable;
using System.Globalization;
using KfTenants.Access;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Testing;

/// <summary>Plans that show one part of the output each, by the name of the folder that holds what was accepted.</summary>
public static class PlanCases
{
    public static readonly ImmutableSortedDictionary<string, Plan> All = new Dictionary<string, Plan>(StringComparer.Ordinal)
    {
        ["no-changes"] = HandMade.Plan(Keeps(3)),
        ["every-kind-of-change"] = EveryKind(),
        ["new-tenant"] = NewTenant(),
        ["guard-failed"] = HandMade.Plan(Enumerable.Range(0, 3).Select(i => HandMade.Delete(HandMade.Binding("team-a", $"user-{i}-clusterrole-edit"), "team-a"))) with
        {
            Guards =
            [
                new GuardResult("max-deletes", 2, 3, "objects", GuardOutcome.Fail, "--allow deletes=3"),
                new GuardResult("max-access-revoked", 25, 60, "%", GuardOutcome.Fail, "--allow access-revoked=60") { Note = "60 of 100 grants" },
                new GuardResult("empty-set", 1, 0, "tenants", GuardOutcome.Fail, "") { Note = "the file leaves no tenant; no option overrides this" },
            ],
        },
        ["guard-overridden"] = HandMade.Plan(HandMade.Delete(HandMade.Profile("team-a"), "team-a")) with
        {
            Guards =
            [
                new GuardResult("max-deletes", 10, 1, "objects", GuardOutcome.Pass, "--allow deletes=1"),
                new GuardResult("max-access-revoked", 25, 60, "%", GuardOutcome.Overridden, "--allow access-revoked=6") { Note = "6 of 10 grants" },
                new GuardResult("max-tenant-deletes", 0, 1, "tenants", GuardOutcome.Overridden, "--allow tenant-deletes=1") { Note = "team-a" },
            ],
        },
        ["rules-and-adoption"] = RulesAndAdoption(),
        ["drift"] = Drift(),
        ["logins"] = Logins(),
        ["directory-and-scope"] = HandMade.Plan(HandMade.Update(HandMade.Profile("team-a"), "team-a", ChangeReason.QuotaChanged, Risk.None, 7,
            HandMade.Field("/spec/resourceQuotaSpec/hard/cpu", "\"8\"", "\"16\""))) with
        {
            Cluster = new ClusterIdentity("", "examples/cluster", IsDirectory: true),
            Scope = ["team-a", "team-b"],
        },
        ["hostile-text"] = Hostile(),
        ["power-over-every-tenant"] = Powers(),
        ["tenants-deleted"] = TenantsDeleted(),
        ["two-hundred-tenants"] = TwoHundred(),
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    private static IEnumerable<Change> Keeps(int count) =>
        Enumerable.Range(0, count).Select(i => HandMade.NoOp(HandMade.Binding("team-a", $"user-{i}-clusterrole-view"), "team-a"));

    private static Plan EveryKind() => HandMade.Plan(
    [
        HandMade.Delete(HandMade.Binding("team-a", "user-ana-example-com-clusterrole-edit"), "team-a"),
        HandMade.Delete(HandMade.Policy("team-a", "user-ana-example-com-clusterrole-edit"), "team-a"),
        HandMade.Update(HandMade.Profile("team-a"), "team-a", ChangeReason.QuotaChanged, Risk.QuotaReduced, 38,
            HandMade.Field("/spec/resourceQuotaSpec/hard/cpu", "\"16\"", "\"8\""),
            HandMade.Field("/spec/resourceQuotaSpec/hard/requests.nvidia.com~1gpu", null, "\"0\"")),
        HandMade.Replace(HandMade.Binding("team-a", "user-ben-example-com-clusterrole-view"), "team-a", HandMade.Field("/roleRef/name", "\"kubeflow-view\"", "\"kubeflow-edit\"")),
        HandMade.Adopt(HandMade.Binding("team-a", "user-cat-example-com-clusterrole-view"), "team-a", HandMade.Field("/metadata/labels/kftenants.io~1tenant", null, "\"team-a\"")),
        HandMade.Forget(new ObjectKey(ObjectKind.Namespace, null, "team-a"), "team-a", HandMade.Field("/metadata/labels/team", "\"vision\"", null)),
        HandMade.Create(HandMade.Binding("team-b", "user-ana-example-com-clusterrole-admin"), "team-b", ChangeReason.ContributorAdded, Risk.AccessAdminGranted, 51),
        HandMade.Create(HandMade.Policy("team-b", "user-ana-example-com-clusterrole-admin"), "team-b", ChangeReason.ContributorAdded, Risk.AccessAdminGranted, 51),
        HandMade.Conflict(HandMade.Profile("team-c"), "team-c", "spec.owner.name is owned by profile-controller; take it back by hand, or name its owner in the file"),
        .. Keeps(12),
    ]) with
    {
        Access =
        [
            new AccessChange("team-a", "ana@example.com", "edit", null),
            new AccessChange("team-a", "ben@example.com", "view", "edit"),
            new AccessChange("team-b", "ana@example.com", null, "admin"),
            new AccessChange("team-b", "dee@example.com", null, "view"),
            new AccessChange(null, "cat@example.com", "sign in", null),
            new AccessChange(null, "dee@example.com", null, "sign in"),
        ],
        Unmanaged = [new UnmanagedGrant("team-b", HandMade.Binding("team-b", "user-eve-example-com-clusterrole-edit"), "eve@example.com", "ClusterRole kubeflow-edit")],
        MissingTenants = [new MissingTenant("team-x", 4) { LooksLike = "team-b" }, new MissingTenant("team-y", 1), new MissingTenant("team-z", 0)],
    };

    private static Plan RulesAndAdoption() => HandMade.Plan(
        HandMade.Adopt(HandMade.Binding("team-a", "user-cat-example-com-clusterrole-view"), "team-a",
            HandMade.Field("/metadata/labels/kftenants.io~1tenant", null, "\"team-a\"")) with
        {
            Moves = [new FieldMove("/roleRef", "kubectl-client-side-apply"), new FieldMove("/subjects", "kubectl-client-side-apply")],
        },
        HandMade.NoOp(HandMade.Profile("team-b"), "team-b") with
        {
            Ignored =
            [
                new IgnoredField("/spec/plugins", null, "[]", FieldPolicy.Ignore, null),
                new IgnoredField("/spec/resourceQuotaSpec/hard/requests.nvidia.com~1gpu", "\"4\"", null, FieldPolicy.Yield, "quota-autoscaler"),
            ],
        });

    private static Plan NewTenant()
    {
        var people = Enumerable.Range(1, 30).Select(i => i.ToString("00", CultureInfo.InvariantCulture)).ToArray();
        return HandMade.Plan(
        [
            HandMade.Create(HandMade.Profile("team-new"), "team-new", ChangeReason.NewTenant, Risk.AccessGranted, 60,
                HandMade.Field("/metadata/labels/app.kubernetes.io~1managed-by", null, "\"kftenants\""),
                HandMade.Field("/spec/owner/kind", null, "\"User\""),
                HandMade.Field("/spec/owner/name", null, "\"zoe@example.com\""),
                HandMade.Field("/spec/resourceQuotaSpec/hard/cpu", null, "\"4\"")),
            .. people.SelectMany((p, i) => new Change[]
            {
                HandMade.Create(HandMade.Binding("team-new", $"user-p{p}-example-com-clusterrole-edit"), "team-new", ChangeReason.NewTenant, Risk.AccessGranted, 62 + i,
                    HandMade.Field("/subjects", null, $"[{{\"kind\":\"User\",\"name\":\"p{p}@example.com\"}}]")),
                HandMade.Create(HandMade.Policy("team-new", $"user-p{p}-example-com-clusterrole-edit"), "team-new", ChangeReason.NewTenant, Risk.AccessGranted, 62 + i),
            }),
        ]) with
        {
            Access = [new AccessChange("team-new", "zoe@example.com", null, "owner"), .. people.Select(p => new AccessChange("team-new", $"p{p}@example.com", null, "edit"))],
        };
    }

    private static Plan Drift()
    {
        var changed = new DateTimeOffset(2026, 1, 1, 10, 0, 0, TimeSpan.Zero);
        var rules = "[{\"from\":[{\"source\":{\"principals\":[\"cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account\"]}}]," +
            "\"when\":[{\"key\":\"request.headers[kubeflow-userid]\",\"values\":[\"NAME\"]}]}]";
        return HandMade.Plan(
            HandMade.Update(HandMade.Profile("team-c"), "team-c", ChangeReason.Drift, Risk.QuotaReduced, 70,
                new FieldChange("/spec/resourceQuotaSpec/hard/memory", "\"64Gi\"", "\"32Gi\"", "kubectl-edit", changed)),
            HandMade.Update(HandMade.Policy("team-c", "user-ana-example-com-clusterrole-edit"), "team-c", ChangeReason.PolicyChanged, Risk.None, 72,
                new FieldChange("/metadata/labels/team", null, "\"c\"", "k9s"),
                HandMade.Field("/spec/rules", rules.Replace("NAME", "ana@example.com", StringComparison.Ordinal),
                    rules.Replace("NAME", "Ana@example.com", StringComparison.Ordinal))));
    }

    private static Plan Logins() => HandMade.Plan(
        HandMade.Update(new ObjectKey(ObjectKind.ConfigMap, "auth", "dex"), null, ChangeReason.Logins, Risk.None, 22,
            HandMade.Field("/staticPasswords/ben@example.com/hash", FieldChange.Hidden, FieldChange.Hidden),
            HandMade.Field("/staticPasswords/dee@example.com", null, "{\"email\":\"dee@example.com\",\"username\":\"dee\"}"))) with
    {
        Access = [new AccessChange(null, "dee@example.com", null, "sign in")],
    };

    private static Plan Powers()
    {
        string Rules(string header, string principal, string person) =>
            $$$"""[{"from":[{"source":{"principals":["{{{principal}}}"]}}],"when":[{"key":"request.headers[{{{header}}}]","values":["{{{person}}}"]}]}]""";
        const string Role = """[{"kind":"AwsIamForServiceAccount","spec":{"awsIamRole":"arn:aws:iam::123456789012:role/a-role-with-a-long-name/OrganizationAdmin"}}]""";
        string[] tenants = ["team-a", "team-b", "team-c", "team-d"];
        return HandMade.Plan(tenants.SelectMany(t => new Change[]
        {
            HandMade.Update(HandMade.Profile(t), t, ChangeReason.PluginsChanged, Risk.CloudRole, 4, HandMade.Field("/spec/plugins", null, Role)),
            HandMade.Update(HandMade.Policy(t, "user-ana-example-com-clusterrole-edit"), t, ChangeReason.PolicyChanged, Risk.MeshIdentity, 5, HandMade.Field(
                "/spec/rules",
                Rules("kubeflow-userid", "cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account", "ana@example.com"),
                Rules("x-other", "cluster.local/ns/elsewhere/sa/default-editor", "ana@example.com"))),
        })) with
        {
            Settings =
            [
                new SettingDocument("/guards/maxDeletes") { Allowance = "guards", Old = "10", New = "500" },
                new SettingDocument("/platform/istio/userIdHeader") { Allowance = "platform", New = "\"x-other\"" },
                new SettingDocument("/defaults/plugins") { New = Role },
                new SettingDocument("/logins/ana@example.com") { Old = "\"passwordFrom env KFT_ANA\"", New = "\"passwordFrom file ana\"" },
            ],
            Guards =
            [
                new GuardResult("loosened-guards", 0, 1, "settings", GuardOutcome.Fail, "--allow guards") { Note = "guards.maxDeletes" },
                new GuardResult("changed-platform", 0, 1, "settings", GuardOutcome.Overridden, "") { Note = "platform.istio.userIdHeader" },
            ],
        };
    }

    private static Plan TenantsDeleted() => HandMade.Plan(
        HandMade.Delete(HandMade.Profile("team-a"), "team-a") with { Scope = DeletionScope.Tenant, Risk = Risk.TenantDeleted, Reason = ChangeReason.TenantDeleted },
        HandMade.Delete(HandMade.Profile("team-b"), "team-b") with { Scope = DeletionScope.Tenant, Risk = Risk.TenantDeleted, Reason = ChangeReason.TenantReleased },
        HandMade.Delete(HandMade.Binding("team-c", "user-ana-example-com-clusterrole-edit"), "team-c")) with
    {
        Access =
        [
            new AccessChange("team-a", "ana@example.com", "owner", null),
            new AccessChange("team-a", "ben@example.com", "edit", null),
            new AccessChange("team-b", "ana@example.com", "owner", null),
            new AccessChange("team-c", "ana@example.com", "admin", "view"),
        ],
        Guards = [new GuardResult("max-tenant-deletes", 0, 2, "tenants", GuardOutcome.Overridden, "--allow tenant-deletes=2") { Note = "team-a, team-b" }],
    };

    // A tier got smaller, somebody joins every team, an operator changed all labels, and one team has a change of its own besides.
    private static Plan TwoHundred()
    {
        string[] tenants = [.. Enumerable.Range(1, 200).Select(i => i.ToString("'team-'000", CultureInfo.InvariantCulture))];
        return HandMade.Plan(tenants.SelectMany((t, i) => new Change[]
        {
            HandMade.Update(HandMade.Profile(t), t, ChangeReason.QuotaChanged, Risk.QuotaReduced, i + 10,
                HandMade.Field("/spec/resourceQuotaSpec/hard/cpu", "\"4\"", i == 116 ? "\"2\"" : "\"3\"")) with { Tier = "small" },
            HandMade.Create(HandMade.Binding(t, "user-ana-example-com-clusterrole-view"), t, ChangeReason.ContributorAdded, Risk.AccessGranted, i + 10),
            HandMade.Create(HandMade.Policy(t, "user-ana-example-com-clusterrole-view"), t, ChangeReason.ContributorAdded, Risk.AccessGranted, i + 10),
            HandMade.Update(new ObjectKey(ObjectKind.Namespace, null, t), t, ChangeReason.Drift, Risk.Metadata, i + 10,
                new FieldChange("/metadata/labels/team", "\"x\"", CanonicalJson.OfText(t[..4]), "kubectl-edit")),
        })) with
        {
            Access = [.. tenants.Select(t => new AccessChange(t, "ana@example.com", null, "view"))],
            Notices = [.. tenants.Take(30).Select(t => new PlanNotice(t, "quotaNotFollowed", "its quota does not follow its Profile; look at the log of profile-controller"))],
        };
    }

    private static Plan Hostile() => HandMade.Plan(
        HandMade.Conflict(HandMade.Profile("team-\u001b[2Ka"), "team-\u001b[2Ka", "line one\n::error::line two\u202Etxt.exe"),
        HandMade.Update(HandMade.Profile("team-b"), "[red]team-b[/]", ChangeReason.ProfileChanged, Risk.None, 3,
            HandMade.Field("/spec/a\u0007\u200bb", CanonicalJson.OfText("\u001b[31mx"), CanonicalJson.OfText("\u009b31m ##[add-mask]")))) with
    {
        Access = [new AccessChange("team-a", "::set-output@example.com\u2028", null, "view")],
        MissingTenants = [new MissingTenant("x\r\ny", 2)],
    };
}
