using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>
/// Tenants on a cluster without Kubeflow, by a user with exactly the rights that <c>bootstrap</c> prints for such a file: what it asks for and may not,
/// or what is not served, fails here.
/// </summary>
public sealed class KubernetesTests(PlainCluster plain) : IClassFixture<PlainCluster>
{
    private const string Spaces = "/api/v1/namespaces";

    private static readonly TenantsFile Campus = new("campus", new Team("ana", "ana")
    {
        Contributors = [("ben", "edit")],
        Quota = "{cpu: \"4\"}",
        LimitRange = "{default: {cpu: \"1\"}}",
        Namespace = "{labels: {team: lab}}",
        Network = "{isolate: true, allowCIDRs: [192.0.2.0/24]}",
    })
    {
        Platform = "  flavor: kubernetes\n  namespacePrefix: user-\n  usernamePrefix: \"oidc:\"",
    };

    [EndToEndFact]
    public async Task A_namespace_lives_and_dies_as_a_tenant_with_the_rights_that_are_printed()
    {
        using var work = new Workspace(plain.Cluster.Kubeconfig(ToolRoles.Platform), Campus);
        await ToolRoles.CreateAsync(plain.Api, (await work.RunAsync("bootstrap")).Ends(0).Out, ToolRoles.Platform);

        await ConvergeAsync(work);
        await AssertCanAsync(true, "oidc:ana", "create", "rolebindings");
        await AssertCanAsync(true, "oidc:ben", "create", "pods");
        await AssertCanAsync(false, "oidc:ben", "create", "rolebindings");
        await AssertCanAsync(false, "ben", "get", "pods");
        Assert.Equal("4", (string?)(await plain.Api.GetAsync($"{Spaces}/user-ana/resourcequotas/kftenants"))["spec"]!["hard"]!["cpu"]);

        // What the hook of Open OnDemand writes at every sign-in, and a stranger's annotation, are no drift and stay.
        await plain.Api.MergeAsync($"{Spaces}/user-ana", """{"metadata": {"annotations": {"openondemand.org/last-hook-execution": "1764400000"}}}""", "kubectl-annotate");
        Assert.Empty((await work.PlanAsync()).Changes.Where(c => c.Action != "keep"));

        // A contributor comes and another gets another role; the quota grows, the isolation goes.
        work.Write(Campus.With("ana", team => team.With("ben", "view").With("cy", "admin") with { Quota = "{cpu: \"8\"}", Network = "{}" }));
        await ConvergeAsync(work);
        await AssertCanAsync(false, "oidc:ben", "create", "pods");
        await AssertCanAsync(true, "oidc:cy", "create", "rolebindings");

        // The way back: the same file, whatever made it.
        work.Write("again.yaml", (await work.RunAsync("import", "--flavor", "kubernetes", "--name", "campus")).Ends(0).Out);
        Assert.DoesNotContain((new PlanDocument((await work.RunAsync("plan", "-f", "again.yaml", "-o", "json")).Out)).Changes, c => c.Action != "keep");

        // No person gets in, and nothing of the data is gone; then everyone has again what they had.
        var active = Campus.With("ana", team => team with { Quota = "{cpu: \"8\"}" });
        work.Write(active.With("ana", team => team with { State = "suspended" }));
        await plain.Api.CreateAsync($"{Spaces}/user-ana/configmaps", JsonNode.Parse("""{"metadata": {"name": "data"}, "data": {"a": "b"}}""")!.AsObject());
        await ConvergeAsync(work);
        await AssertCanAsync(false, "oidc:ana", "get", "pods");
        work.Write(active);
        await ConvergeAsync(work);
        await AssertCanAsync(true, "oidc:ana", "create", "rolebindings");
        Assert.NotNull(await plain.Api.FindAsync($"{Spaces}/user-ana/configmaps/data"));
        Assert.Equal("1764400000", (string?)(await plain.Api.GetAsync($"{Spaces}/user-ana"))["metadata"]!["annotations"]!["openondemand.org/last-hook-execution"]);

        // The end, only with leave.
        var last = active.With("ana", team => team with { State = "absent" });
        work.Write(last with { Teams = [.. last.Teams, new Team("ben", "ben")] });
        (await work.ApplyAsync()).Ends(4);
        Assert.NotNull(await plain.Api.FindAsync($"{Spaces}/user-ana"));
        (await work.ApplyAsync("--allow", "tenant-deletes=1")).Ends(0);
        Assert.Null(await plain.Api.FindAsync($"{Spaces}/user-ana"));
    }

    // An apply, an empty plan, and an apply that writes nothing.
    private async Task ConvergeAsync(Workspace work)
    {
        (await work.ApplyAsync()).Ends(0);
        var before = await VersionsAsync();
        (await work.ApplyAsync()).Ends(0);
        Assert.Equal(before, await VersionsAsync());
        Assert.All((await work.PlanAsync()).Changes, c => Assert.Equal("keep", c.Action));
    }

    private async Task<IEnumerable<string>> VersionsAsync()
    {
        string[] collections =
        [
            Spaces, "/api/v1/limitranges", "/apis/networking.k8s.io/v1/networkpolicies", "/apis/rbac.authorization.k8s.io/v1/rolebindings",
        ];
        var versions = new List<string>();
        foreach (var collection in collections)
        {
            versions.AddRange((await plain.Api.ListAsync(collection)).Select(o => $"{o["metadata"]!["namespace"]}/{o["metadata"]!["name"]} {o["metadata"]!["resourceVersion"]}"));
        }

        versions.AddRange((await plain.Api.ListAsync("/api/v1/resourcequotas")).Select(WithoutStatus));
        return versions.Order(StringComparer.Ordinal);
    }

    // A quota's version moves when a controller writes its status, in its own time: what others wrote shows in the managed fields, with their time.
    private static string WithoutStatus(JsonObject quota)
    {
        var metadata = quota["metadata"]!;
        var others = metadata["managedFields"]!.AsArray().Where(f => (string?)f!["manager"] != "kube-controller-manager").Select(f => f!.ToJsonString());
        return $"{metadata["namespace"]}/{metadata["name"]} {quota["spec"]?.ToJsonString()} {string.Join(' ', others)}";
    }

    private async Task AssertCanAsync(bool can, string user, string verb, string resource)
    {
        var review = new V1SubjectAccessReview
        {
            Spec = new V1SubjectAccessReviewSpec
            {
                User = user,
                ResourceAttributes = new V1ResourceAttributes
                {
                    Verb = verb,
                    Group = resource == "rolebindings" ? "rbac.authorization.k8s.io" : "",
                    Resource = resource,
                    NamespaceProperty = "user-ana",
                },
            },
        };

        // The authorizer learns of a binding by watching.
        await Eventually.TrueAsync($"{user} {(can ? "may" : "may not")} {verb} {resource}", async () =>
            (await plain.Api.AuthorizationV1.CreateSubjectAccessReviewAsync(review)).Status.Allowed == can);
    }
}
