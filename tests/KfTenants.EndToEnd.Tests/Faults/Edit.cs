using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>Something that a person with kubectl changes while the program is at work.</summary>
/// <param name="PathOf">The object.</param>
/// <param name="Make">Changes it; a number makes it different each time.</param>
/// <param name="IsThere">The change is still there.</param>
/// <param name="IsPlanned">The plan that was shown says that just this becomes something else.</param>
public sealed record Edit(
    string Name,
    Func<KubeflowStage, string> PathOf,
    Func<IKubernetes, string, int, Task> Make,
    Func<JsonObject, int, bool> IsThere,
    Func<PlanDocument, string, bool> IsPlanned)
{
    /// <summary>The plan writes this object.</summary>
    public bool IsOfPlan { get; private init; } = true;

    private const string Quota = "/spec/resourceQuotaSpec/hard/";

    private static readonly Func<PlanDocument, string, bool> Never = (_, _) => false;

    public static readonly Edit Login = new(
        "a foreign login and a comment in Dex's text",
        stage => stage.ConfigPath,
        AddLoginAsync,
        (map, number) => HasLogin(map, number),
        Never);

    public static readonly Edit Annotation = Annotated("an annotation on a binding that the plan changes", stage => Binding(stage, "dan", 8, "edit"));

    /// <summary>One of each, in the order in which a campaign goes through them.</summary>
    public static readonly IReadOnlyList<Edit> All =
    [
        Login,
        Annotation,
        Bound("another person in a binding that the plan deletes", stage => Binding(stage, "ann", 2, "view"), Never),
        Profile("a quota that the file sets and the plan leaves", "memory", Never),
        Bound("another person in a binding whose people the plan sets", stage => Binding(stage, "dan", 8, "edit"), (plan, path) => Sets(plan, path, "/subjects")),
        Profile("a quota that the plan sets", "cpu", (plan, path) => Sets(plan, path, Quota + "cpu")),
        Profile("a quota that the file does not have", "pods", Never),
        Bound("another person in a binding that the plan replaces", stage => Binding(stage, "dan", 5, "view"), Never),
        Annotated("an annotation on a Profile", stage => Live.ProfilePath(stage.Tenant("ann"))),
        Labelled("a label on a namespace", stage => Live.NamespacePath(stage.Tenant("ann"))),
        new Edit(
            "other people in a policy that the plan deletes",
            stage => Live.PolicyPath(stage.Tenant("ann"), Live.PairOf(FaultDocuments.Person(2), "view")),
            (api, path, number) =>
                EditAsync(api, path, $$$$"""{"spec": {"rules": [{"when": [{"key": "request.headers[kubeflow-userid]", "values": ["{{{{Person(number)}}}}"]}]}]}}"""),
            (policy, number) => policy["spec"]!["rules"]!.ToJsonString().Contains(Person(number), StringComparison.Ordinal),
            Never),
        Annotated("an annotation on a binding that the plan does not touch", stage => Binding(stage, "cat", 4, "edit")) with { IsOfPlan = false },
    ];

    public override string ToString() => Name;

    private static Edit Annotated(string name, Func<KubeflowStage, string> path) => new(
        name,
        path,
        (api, p, number) => EditAsync(api, p, $$$$"""{"metadata": {"annotations": {"note-{{{{number}}}}": "kept"}}}"""),
        (o, number) => o["metadata"]!["annotations"]?["note-" + number] is not null,
        Never);

    private static Edit Labelled(string name, Func<KubeflowStage, string> path) => new(
        name,
        path,
        (api, p, number) => EditAsync(api, p, $$$$"""{"metadata": {"labels": {"note-{{{{number}}}}": "kept"}}}"""),
        (o, number) => o["metadata"]!["labels"]?["note-" + number] is not null,
        Never);

    private static Edit Bound(string name, Func<KubeflowStage, string> path, Func<PlanDocument, string, bool> isPlanned) => new(
        name,
        path,
        async (api, p, number) =>
        {
            var binding = await api.GetAsync(p);
            binding["subjects"]!.AsArray().Add(new JsonObject { ["kind"] = "User", ["apiGroup"] = "rbac.authorization.k8s.io", ["name"] = Person(number) });
            await EditAsync(api, p, new JsonObject { ["subjects"] = binding["subjects"]!.DeepClone() }.ToJsonString());
        },
        (binding, number) => binding["subjects"]!.AsArray().Any(s => (string?)s!["name"] == Person(number)),
        isPlanned);

    private static Edit Profile(string name, string resource, Func<PlanDocument, string, bool> isPlanned) => new(
        name,
        stage => Live.ProfilePath(stage.Tenant("ann")),
        (api, p, number) => EditAsync(api, p, $$$$$"""{"spec": {"resourceQuotaSpec": {"hard": {"{{{{{resource}}}}}": "{{{{{1000 + number}}}}}"}}}}"""),
        (profile, number) => profile["spec"]!["resourceQuotaSpec"]!["hard"]![resource]?.ToString() is { } value && value == $"{1000 + number}",
        isPlanned);

    private static bool Sets(PlanDocument plan, string path, string pointer) =>
        plan.Of(ObjectIds.Of(path)).Fields.Any(f => f.Path == pointer);

    private static string Binding(KubeflowStage stage, string tenant, int person, string role) =>
        Live.BindingPath(stage.Tenant(tenant), Live.PairOf(FaultDocuments.Person(person), role));

    private static string Person(int number) => $"visitor-{number}@example.com";

    private static Task EditAsync(IKubernetes api, string path, string patch) => new Live(api).EditAsync(path, patch);

    // As an editor does: read, change the text, write it back, and again when another writer was faster.
    private static async Task AddLoginAsync(IKubernetes api, string path, int number)
    {
        while (true)
        {
            var map = await api.GetAsync(path);
            var text = (string)map["data"]!["config.yaml"]!;
            map["data"]!["config.yaml"] = text.Replace("staticPasswords:\n", $"""
                staticPasswords:
                # visitor {number}, ticket 4711
                - email: {Person(number)}
                  hash: "$2b$12$zbcdefghijklmnopqrstu.012345678901234567890123456789C"
                  username: visitor-{number}
                  userID: "visitor-{number}"

                """, StringComparison.Ordinal);
            try
            {
                await api.ReplaceAsync(path, map, "kubectl-edit");
                return;
            }
            catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Conflict)
            {
                // Read it again.
            }
        }
    }

    private static bool HasLogin(JsonObject map, int number)
    {
        var text = (string)map["data"]!["config.yaml"]!;
        return text.Contains($"# visitor {number}, ticket 4711\n", StringComparison.Ordinal) && text.Contains($"email: {Person(number)}\n", StringComparison.Ordinal);
    }
}
