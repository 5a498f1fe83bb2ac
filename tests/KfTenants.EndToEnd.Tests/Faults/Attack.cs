using System.Globalization;
using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>Something that is done to a tenant's access behind the program's back.</summary>
/// <param name="Make">Does it; the random numbers choose whom and how.</param>
public sealed record Attack(string Name, Func<AttackStage, Random, Task> Make)
{
    private const string Evil = "evil@example.com";
    private const string PartOf = "applyset.kubernetes.io/part-of";

    /// <summary>What a tenant's owner may write with their own credentials, and last what takes a person with more rights.</summary>
    public static readonly IReadOnlyList<Attack> All =
    [
        Patched("a finalizer on a grant", """{"metadata": {"finalizers": ["example.com/hold"]}}"""),
        Patched("no labels on a grant", """{"metadata": {"labels": null}}"""),
        Patched("another set's label on a grant", $$$$"""{"metadata": {"labels": {"{{{{PartOf}}}}": "applyset-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA-v1"}}}"""),
        Patched("no managers of a grant's fields", """{"metadata": {"managedFields": [{}]}}"""),
        Patched("other annotations on a grant", """{"metadata": {"annotations": {"user": "dora@example.com", "role": "view"}}}"""),
        Patched("managers of fields eighty levels deep", Deep(80)),
        new("an owner reference on a grant", OwnAsync),
        new("our entry among the managers under another name", RenameManagerAsync),
        new("subjects of a grant applied by another manager", StealAsync),
        new("another person in a grant", AddPersonAsync),
        new("a grant deleted", (stage, random) => stage.Owner.DeleteAsync(stage.GrantPath(random))),
        new("a grant made anew for a stronger role", StrengthenAsync),
        new("a copy of a grant, labels and all", CopyAsync),
        new("grants forged with our manager and label", ForgeAsync),
        new("a hand-made grant", (stage, random) => stage.BindAsync(Unique("hand", random), "edit", User(Evil))),
        new("a grant for all who are signed in", (stage, random) =>
            stage.BindAsync(Unique("all", random), "view", """{"kind": "Group", "apiGroup": "rbac.authorization.k8s.io", "name": "system:authenticated"}""")),
        new("an own account with the power of an owner", OwnAccountAsync),
        new("the controller's account with the power of an owner", (stage, random) =>
            stage.BindAsync(Unique("up", random), "admin", Account(stage.Tenant("mal"), "default-editor"))),
        new("an account of elsewhere", (stage, random) => stage.BindAsync(Unique("far", random), "view", Account("kubeflow", "robot"))),
        new("a role of their own", OwnRoleAsync),
        new("a policy opened to everyone", (stage, random) =>
            stage.Api.MergeAsync(Live.PolicyPath(stage.Tenant("mal"), AttackStage.Pair(random)), """{"spec": {"rules": [{}]}}""", "kubectl-edit")),
        new("a policy without KFAM's annotations", (stage, random) => stage.AdmitAsync(Unique("shared", random), Evil, annotations: "{}")),
        new("a policy without a binding", (stage, random) => stage.AdmitAsync(Unique("half", random), Evil, $$"""{"user": "{{Evil}}", "role": "edit"}""")),
    ];

    public override string ToString() => Name;

    private static Attack Patched(string name, string patch) => new(name, (stage, random) => stage.Owner.MergeRawAsync(stage.GrantPath(random), patch, "kubectl-edit"));

    private static string Deep(int levels) => """{"metadata": {"managedFields": [{"manager": "m", "operation": "Update", "apiVersion": "rbac.authorization.k8s.io/v1", """ +
        "\"time\": \"2026-01-01T00:00:00Z\", \"fieldsType\": \"FieldsV1\", \"fieldsV1\": " +
        string.Concat(Enumerable.Repeat("{\"f:x\": ", levels)) + "{}" + new string('}', levels) + "}]}}";

    private static async Task OwnAsync(AttackStage stage, Random random)
    {
        var account = await stage.Owner.GetAsync($"/api/v1/namespaces/{stage.Tenant("mal")}/serviceaccounts/default-editor");
        await stage.Owner.MergeAsync(
            stage.GrantPath(random),
            $$$$"""
            {"metadata": {"ownerReferences": [{"apiVersion": "v1", "kind": "ServiceAccount", "name": "default-editor", "uid": "{{{{account["metadata"]!["uid"]}}}}"}]}}
            """,
            "kubectl-edit");
    }

    private static async Task RenameManagerAsync(AttackStage stage, Random random)
    {
        var path = stage.GrantPath(random);
        var grant = await stage.Owner.GetAsync(path);
        foreach (var entry in grant["metadata"]!["managedFields"] as JsonArray ?? [])
        {
            entry!["manager"] = "helm";
        }

        await stage.Owner.ReplaceAsync(path, grant, "kubectl-edit");
    }

    private static async Task StealAsync(AttackStage stage, Random random)
    {
        var path = stage.GrantPath(random);
        var grant = await stage.Owner.GetAsync(path);
        await stage.Owner.ApplyAsync(path, new JsonObject
        {
            ["apiVersion"] = grant["apiVersion"]!.DeepClone(),
            ["kind"] = "RoleBinding",
            ["metadata"] = new JsonObject { ["name"] = grant["metadata"]!["name"]!.DeepClone() },
            ["roleRef"] = grant["roleRef"]!.DeepClone(),
            ["subjects"] = new JsonArray(JsonNode.Parse(User(Evil)), grant["subjects"]![0]!.DeepClone()),
        }, "argocd");
    }

    private static async Task AddPersonAsync(AttackStage stage, Random random)
    {
        var path = stage.GrantPath(random);
        var grant = await stage.Owner.GetAsync(path);
        grant["subjects"]!.AsArray().Add(JsonNode.Parse(User(Evil)));
        await stage.Owner.ReplaceAsync(path, grant, "kubectl-edit");
    }

    private static async Task StrengthenAsync(AttackStage stage, Random random)
    {
        var path = stage.GrantPath(random);
        var grant = Anew(await stage.Owner.GetAsync(path));
        grant["roleRef"]!["name"] = "kubeflow-admin";
        await stage.Owner.DeleteAsync(path);
        await stage.Owner.CreateAsync(path[..path.LastIndexOf('/')], grant, "kubectl-create");
    }

    private static async Task CopyAsync(AttackStage stage, Random random)
    {
        var path = stage.GrantPath(random);
        var grant = Anew(await stage.Owner.GetAsync(path));
        grant["metadata"]!["name"] = Unique("copy", random);
        await stage.Owner.CreateAsync(path[..path.LastIndexOf('/')], grant, "kubectl-create");
    }

    private static async Task ForgeAsync(AttackStage stage, Random random)
    {
        var ours = await stage.Owner.GetAsync(stage.GrantPath(random));
        var label = ours["metadata"]!["labels"]?[PartOf]?.DeepClone() ?? "applyset-unknown-v1";
        for (var i = random.Next(1, 12); i > 0; i--)
        {
            var name = Unique("forged", random);
            await stage.Owner.ApplyAsync(Live.BindingPath(stage.Tenant("mal"), name), new JsonObject
            {
                ["apiVersion"] = "rbac.authorization.k8s.io/v1",
                ["kind"] = "RoleBinding",
                ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { [PartOf] = label.DeepClone() } },
                ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = "kubeflow-view" },
                ["subjects"] = new JsonArray(JsonNode.Parse(User(name + "@example.com"))),
            }, "kftenants");
        }
    }

    private static async Task OwnAccountAsync(AttackStage stage, Random random)
    {
        var name = Unique("robot", random);
        var space = stage.Tenant("mal");
        await stage.Owner.CreateAsync($"/api/v1/namespaces/{space}/serviceaccounts", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } }, "kubectl-create");
        await stage.BindAsync(name, "admin", Account(space, name));
    }

    private static async Task OwnRoleAsync(AttackStage stage, Random random)
    {
        var name = Unique("peek", random);
        await stage.Owner.CreateAsync(
            $"/apis/rbac.authorization.k8s.io/v1/namespaces/{stage.Tenant("mal")}/roles",
            JsonNode.Parse($$$"""{"metadata": {"name": "{{{name}}}"}, "rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "list"]}]}""")!.AsObject(),
            "kubectl-create");
        await stage.BindAsync(name, role: null, User(Evil));
    }

    private static JsonObject Anew(JsonObject grant)
    {
        foreach (var field in (string[])["resourceVersion", "uid", "managedFields", "creationTimestamp", "finalizers", "ownerReferences"])
        {
            grant["metadata"]!.AsObject().Remove(field);
        }

        return grant;
    }

    private static string User(string name) => $$"""{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "{{name}}"}""";

    private static string Account(string space, string name) => $$"""{"kind": "ServiceAccount", "namespace": "{{space}}", "name": "{{name}}"}""";

    private static string Unique(string beginning, Random random) => beginning + random.Next(100000, 999999).ToString(CultureInfo.InvariantCulture);
}
