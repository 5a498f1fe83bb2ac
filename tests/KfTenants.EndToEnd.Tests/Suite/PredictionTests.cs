using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Diff;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.Kube;
using KfTenants.Kubernetes;
using KfTenants.Kubernetes.Client;
using KfTenants.Kubernetes.Kubeconfig;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>
/// The planner predicts server-side apply from <c>managedFields</c>, and here a real server says whether it is right: objects of
/// generated tenants, edited by others, and what a dry run of the planned write makes of them.
/// </summary>
[Collection(On2603.Name)]
public sealed class PredictionTests(Kubeflow2603 kubeflow)
{
    private const string Set = "predicted";
    private const int Tenants = 60;

    private static readonly string[] Managers = ["kubectl-edit", "kubectl-client-side-apply", "Mozilla", "some-operator"];

    [EndToEndFact]
    public async Task A_planned_difference_is_the_difference_that_the_server_makes()
    {
        using var cluster = Open();
        var kinds = new Dictionary<string, int>(StringComparer.Ordinal);
        kubeflow.Controller.IsPaused = true;
        try
        {
            for (var seed = 1; seed <= Tenants; seed++)
            {
                var random = new Random(seed);
                var name = $"predicted-{seed}";
                await kubeflow.Api.CreateAsync("/api/v1/namespaces",
                    JsonNode.Parse($$$$"""{"metadata": {"name": "{{{{name}}}}", "annotations": {"owner": "owner@example.com"}}}""")!.AsObject());
                foreach (var desired in Desired(name, random))
                {
                    await ApplyAsync(cluster, desired, random);
                }

                foreach (var desired in Desired(name, random))
                {
                    if (await cluster.GetAsync(desired.Key, default) is { } live)
                    {
                        var change = ObjectPlanner.Plan(Set, desired, live, ChangeReason.NewTenant, _ => ChangeReason.ProfileChanged);
                        kinds[change.GetType().Name] = kinds.GetValueOrDefault(change.GetType().Name) + 1;
                        await AssertPredictedAsync(cluster, desired, live, change, $"seed {seed}, {desired.Key}");
                    }
                }
            }
        }
        finally
        {
            for (var seed = 1; seed <= Tenants; seed++)
            {
                await kubeflow.Api.DeleteAsync(Kubeflow.Live.ProfilePath($"predicted-{seed}"));
                await kubeflow.Api.DeleteAsync(Kubeflow.Live.NamespacePath($"predicted-{seed}"));
            }

            kubeflow.Controller.IsPaused = false;
        }

        // The generator reaches what it is meant to reach.
        Assert.All(["NoOp", "Update", "Adopt", "Conflict", "Replace"], kind => Assert.True(kinds.GetValueOrDefault(kind) > 0, $"no {kind} among {string.Join(", ", kinds)}"));
    }

    private static async Task AssertPredictedAsync(ApiCluster cluster, DesiredObject desired, KubeObject live, Change change, string where)
    {
        var precondition = Precondition.Of(live);
        var fields = change is Change.NoOp ? [] : change.Fields;
        ImmutableArray<PlannedWrite>? writes = change switch
        {
            Change.Update or Change.Adopt => change.Writes,
            Change.NoOp => [PlannedWrite.Apply(desired.Intent, precondition)],
            _ => null,
        };
        if (writes is not [.., { Payload: WritePayload.Intent { Force: var force } } apply])
        {
            // A conflict about a value is one on the server; one about a field that must go is not, for an apply cannot name it (other
            // fields may need force besides). A role cannot be changed in place.
            var refused = await cluster.TryApplyAsync(desired.Intent, precondition, force: change is Change.Replace, default);
            var isExpected = change is Change.Replace ? refused is WriteAnswer.Refused
                : fields.Any(f => f.After is not null) ? refused is WriteAnswer.Owned
                : refused is WriteAnswer.Written ||
                    (refused is WriteAnswer.Owned owned && owned.Fields.All(f => f.Manager.StartsWith("kubectl", StringComparison.Ordinal) || f.Manager == "Mozilla"));
            Assert.True(isExpected, $"{where}: {change} but {refused}");
            return;
        }

        var unset = change.Unset().ToImmutableArray();
        var preparation = writes.Value.Select(w => w.Payload).OfType<WritePayload.MergePatch>().FirstOrDefault();
        if (preparation is not null)
        {
            // The manager of a field does not make objects differ.
            var patched = Assert.IsType<WriteAnswer.Written>(await cluster.TryMergePatchAsync(desired.Key, preparation.ToNode(), precondition, default));
            AssertSame(Leaves(fields.Where(f => unset.Contains(f.Pointer))), Difference(live, patched.Object!), desired, where + ", unset");
        }

        if (force && preparation is null)
        {
            // Without a reason to, nothing is forced. (What is unset has owners, too, and is not a conflict for an apply that does not name it.)
            Assert.IsType<WriteAnswer.Owned>(await cluster.TryApplyAsync(desired.Intent, precondition, force: false, default));
        }

        var answer = await cluster.TryApplyAsync(apply.Intent!, precondition, force, default);
        Assert.True(answer is WriteAnswer.Written, $"{where}: {answer}");

        // A dry run: what the preparation takes out is still there, and goes now where the apply mentions its map no more.
        var made = Difference(live, ((WriteAnswer.Written)answer).Object!);
        AssertSame(Leaves(fields.Where(f => !unset.Contains(f.Pointer) || made.Any(m => m.Pointer == f.Pointer))), made, desired, where);
    }

    private static void AssertSame(ImmutableSortedSet<(string, string?, string?)> predicted, ImmutableSortedSet<(string Pointer, string? Before, string? After)> made,
        DesiredObject desired, string where)
    {
        // A quantity in another spelling is not a change.
        var real = made.Where(d => d.Before is null || d.After is null || !desired.Traits.Equality.Same(d.Pointer, Json(d.Before), Json(d.After)));
        Assert.True(predicted.SetEquals(real), $"{where}\npredicted: {string.Join(" | ", predicted)}\nmade:      {string.Join(" | ", real)}");
    }

    // Mostly whole, as our own first run would; sometimes others were first.
    private async Task ApplyAsync(ApiCluster cluster, DesiredObject desired, Random random)
    {
        if (desired.Claim == Claim.Whole && random.Next(4) == 0)
        {
            var body = desired.Intent.ToNode();
            body["metadata"]!.AsObject().Remove("labels");
            var path = PathOf(desired.Key);
            await kubeflow.Api.CreateAsync(path[..path.LastIndexOf('/')], body, "kfam");
        }
        else
        {
            var live = await cluster.GetAsync(desired.Key, default);
            Assert.IsType<WriteAnswer.Written>(await cluster.ApplyAsync(desired.Intent, live is null ? null : Precondition.Of(live), force: false, default));
        }

        for (var edits = random.Next(3); edits > 0; edits--)
        {
            await EditAsync(desired, random);
        }
    }

    private async Task EditAsync(DesiredObject desired, Random random)
    {
        var quantity = random.Next(1, 5).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var patch = (desired.Key.Kind.Kind, random.Next(3)) switch
        {
            ("Profile", 0) => """{"spec": {"resourceQuotaSpec": {"hard": {"cpu": "QUANTITY"}}}}""",
            ("Profile", 1) => """{"spec": {"resourceQuotaSpec": {"hard": {"pods": "QUANTITY"}}}}""",
            ("Profile", _) => """{"spec": {"resourceQuotaSpec": {"hard": {"memory": null}}}}""",
            ("RoleBinding", 0) => """{"metadata": {"annotations": {"role": "other"}}}""",
            ("RoleBinding", 1) => """{"subjects": [{"kind": "User", "name": "eve@example.com", "apiGroup": "rbac.authorization.k8s.io"}]}""",
            ("AuthorizationPolicy", 0) => """{"spec": {"rules": [{}]}}""",
            ("AuthorizationPolicy", 1) => """{"spec": {"action": "ALLOW"}}""",
            ("LimitRange", 0) => """{"spec": {"limits": [{"type": "Container", "default": {"cpu": "QUANTITY"}}]}}""",
            ("ResourceQuota", 0) => """{"spec": {"hard": {"pods": "QUANTITY", "cpu": "QUANTITY"}}}""",
            ("ResourceQuota", 1) => """{"spec": {"scopeSelector": {"matchExpressions": [{"scopeName": "PriorityClass", "operator": "Exists"}]}}}""",
            ("NetworkPolicy", 0) => """{"spec": {"ingress": [{}]}}""",
            ("NetworkPolicy", 1) => """{"spec": {"podSelector": {"matchLabels": {"app": "QUANTITY"}}}}""",
            ("ServiceAccount", 0) => """{"automountServiceAccountToken": true}""",
            ("ServiceAccount", 1) => """{"imagePullSecrets": [{"name": "registry-QUANTITY"}], "secrets": [{"name": "token-QUANTITY"}]}""",
            ("Namespace", 0) => """{"metadata": {"labels": {"team": "edited-QUANTITY"}}}""",
            ("Namespace", 1) => """{"metadata": {"labels": {"tier": null}}}""",
            _ => """{"metadata": {"labels": {"seen": "by-QUANTITY"}, "annotations": {"note": "QUANTITY"}}}""",
        };
        await kubeflow.Api.MergeAsync(PathOf(desired.Key), patch.Replace("QUANTITY", quantity, StringComparison.Ordinal), Managers[random.Next(Managers.Length)]);
    }

    private static IEnumerable<DesiredObject> Desired(string name, Random random)
    {
        string Amount() => random.Next(1, 5).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var quota = Some.Quantities([.. new[] { ("cpu", Amount()), ("memory", Amount() + "Gi"), ("pods", Amount()) }.Where(_ => random.Next(3) > 0)]);
        var limits = Some.Quantities(("cpu", Amount()), ("memory", Amount() + "Gi"));
        var labels = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
            new[] { KeyValuePair.Create("team", "t" + Amount()), KeyValuePair.Create("tier", "x" + Amount()) }.Where(_ => random.Next(3) > 0));
        var nothing = ImmutableSortedDictionary<string, string>.Empty;
        var tenant = Some.Tenant(name, "owner@example.com", Some.Contributor("ana@example.com", Role.Edit), Some.Contributor("ben@example.com", Role.View)) with
        {
            Quota = quota,
            LimitRange = new LimitRangeItem(limits, random.Next(2) == 0 ? nothing : limits, nothing, nothing),
            NamespaceLabels = labels,
            Network = NetworkOf(random),
            Quotas = random.Next(3) == 0 ? [] : Some.Quotas(random),
            Walltime = WalltimeOf(limits["cpu"]),
            ServiceAccounts = [new TenantAccount("ci", "kubeflow-view", Some.Place) { MountsToken = limits["cpu"] == "2" }],
            RoleBindings =
            [
                new RoleGrant(new RoleReference(IsOfCluster: true, "kubeflow-edit"), [new GrantSubject(GrantSubjectKind.Group, "oncall"),
                    new GrantSubject(GrantSubjectKind.ServiceAccount, "ci", limits["cpu"] == "3" ? "build" : null)], Some.Place),
            ],
        };
        foreach (var desired in DesiredState.For(Some.Set(tenant) with { Name = Set }, IstioIdentity.Default).Adopting().Objects)
        {
            // KFAM's name with another role behind it, as a binding made by hand may be.
            if (desired.Key.Kind == ObjectKind.RoleBinding && random.Next(6) == 0)
            {
                var body = desired.Intent.ToNode();
                body["roleRef"]!["name"] = "kubeflow-admin";
                yield return desired with { Intent = KubeObject.From(ObjectKind.RoleBinding, body) };
                continue;
            }

            yield return desired;
        }
    }

    private static NetworkIsolation? NetworkOf(Random random) => random.Next(4) == 0
        ? null
        : new NetworkIsolation(random.Next(3) == 0 ? [] : ["monitoring"], random.Next(2) == 0 ? [] : ["192.0.2.0/24"], Some.Place);

    private static Walltime? WalltimeOf(string cpu) => cpu is "1" or "2" ? new Walltime("24h", cpu == "1", JobReaper.Default, Some.Place) : null;

    private ApiCluster Open() => new(
        ClusterConnection.Resolve(new ConnectionRequest
        {
            Kubeconfig = kubeflow.Kubeconfig(ToolRoles.Platform),
            Environment = new Dictionary<string, string>(StringComparer.Ordinal),
            WorkingDirectory = Path.GetTempPath(),
        }),
        new ApiClientOptions());

    private static string PathOf(ObjectKey key)
    {
        var kind = key.Kind;
        var root = kind.Group.Length == 0 ? "/api/" + kind.Version : $"/apis/{kind.Group}/{kind.Version}";
        return key.Namespace is null ? $"{root}/{kind.Plural}/{key.Name}" : $"{root}/namespaces/{key.Namespace}/{kind.Plural}/{key.Name}";
    }

    private static ImmutableSortedSet<(string, string?, string?)> Leaves(IEnumerable<FieldChange> fields) =>
        [.. fields.SelectMany(f => Pairs(f.Pointer, f.Before is null ? null : Json(f.Before), f.After is null ? null : Json(f.After)))];

    private static ImmutableSortedSet<(string Pointer, string? Before, string? After)> Difference(KubeObject before, KubeObject after) =>
        [.. Pairs("", before.Body, after.Body).Where(d => !IsBookkeeping(d.Pointer))];

    private static bool IsBookkeeping(string pointer) =>
        pointer is "/apiVersion" or "/kind" or "/metadata/resourceVersion" or "/metadata/generation" ||
        pointer.StartsWith("/metadata/managedFields", StringComparison.Ordinal);

    // Leaf by leaf; every list in these kinds is atomic.
    private static IEnumerable<(string Pointer, string? Before, string? After)> Pairs(string pointer, JsonElement? before, JsonElement? after)
    {
        if (before is { ValueKind: JsonValueKind.Object } || after is { ValueKind: JsonValueKind.Object })
        {
            var names = new[] { before, after }.SelectMany(e => e is { ValueKind: JsonValueKind.Object } map ? map.EnumerateObject().Select(p => p.Name) : []).Distinct();
            return names.SelectMany(n => Pairs($"{pointer}/{JsonPointer.Escape(n)}", before?.Member(n), after?.Member(n)));
        }

        var (old, now) = (before is { } b ? CanonicalJson.Of(b) : null, after is { } a ? CanonicalJson.Of(a) : null);
        return old == now ? [] : [(pointer, old, now)];
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
