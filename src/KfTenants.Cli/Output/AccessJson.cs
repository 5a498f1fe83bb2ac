using System.Text.Json.Nodes;
using KfTenants.AccessLists;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>The answer of <c>access -o json</c>; schemas/access.schema.json describes it.</summary>
internal static class AccessJson
{
    public const string Version = "kftenants.io/access/v1";

    public static JsonObject Of(AccessAnswer answer)
    {
        var json = new JsonObject
        {
            ["apiVersion"] = Version,
            ["tool"] = VersionAction.Tool,
            ["source"] = answer.Cluster is null ? "file" : "cluster",
            ["set"] = answer.Set,
            ["tenants"] = new JsonArray([.. answer.List.Tenants.Select(JsonNode (t) => new JsonObject
            {
                ["name"] = t.Name,
                ["owner"] = t.Owner,
                ["condition"] = t.Condition.Word(),
            })]),
            ["people"] = new JsonArray([.. answer.People.Select(JsonNode (p) => Person(answer, p))]),
            ["entries"] = new JsonArray([.. answer.Entries.Select(JsonNode (e) => Entry(e))]),
            ["perhaps"] = new JsonArray([.. answer.Perhaps.Select(JsonNode (e) => Entry(e))]),
            ["unread"] = new JsonArray([.. answer.List.Unread.Select(JsonNode (u) => u)]),
        };
        if (answer.Cluster is { } cluster)
        {
            json["cluster"] = JsonFormat.Cluster(cluster.Uid, cluster.Address, cluster.Name);
        }

        if (answer.IsMatrix)
        {
            json["matrix"] = Matrix(answer);
        }

        return json;
    }

    private static JsonObject Person(AccessAnswer answer, string person)
    {
        var signIn = answer.List.Logins.Of(person);
        var json = new JsonObject { ["email"] = person, ["signIn"] = signIn.State.Word() };
        Add(json, "signInAs", signIn.As);
        Add(json, "signInDetail", signIn.Detail);
        return json;
    }

    private static JsonObject Entry(AccessEntry entry)
    {
        var json = new JsonObject
        {
            ["subject"] = new JsonObject { ["kind"] = entry.Subject.Kind.Word(), ["name"] = entry.Subject.Name },
            ["tenant"] = entry.Tenant,
            ["role"] = entry.Role,
            ["route"] = entry.Route.ToText(),
            ["kubernetes"] = entry.HasKubernetes,
            ["mesh"] = entry.HasMesh,
            ["objects"] = new JsonArray([.. entry.Objects.Select(JsonNode (o) => JsonFormat.Object(ObjectDocument.Of(o)))]),
            ["managedBy"] = entry.ManagedBy,
            ["unmanaged"] = entry.IsUnmanaged,
        };
        if (entry.Declared is { } said)
        {
            var file = new JsonObject
            {
                ["role"] = said.Role,
                ["ended"] = said.HasEnded,
                ["place"] = new JsonObject { ["file"] = said.Origin.File, ["line"] = said.Origin.Line, ["column"] = said.Origin.Column },
            };
            Add(file, "group", said.Group);
            Add(file, "until", said.Until is { } until ? Times.Seconds(until) : null);
            json["file"] = file;
        }

        return json;
    }

    // Every tenant at once has no name of a tenant.
    private static JsonArray Matrix(AccessAnswer answer)
    {
        var strongest = answer.List.Strongest();
        return new JsonArray([.. answer.Rows.Select(JsonNode (row) =>
        {
            var json = new JsonObject
            {
                ["subject"] = new JsonObject { ["kind"] = row.Kind.Word(), ["name"] = row.Name },
                ["roles"] = new JsonObject(from tenant in answer.List.Tenants
                                           let role = strongest.GetValueOrDefault((row, tenant.Name))
                                           where role is not null
                                           select KeyValuePair.Create(tenant.Name, (JsonNode?)role)),
            };
            Add(json, "everyTenant", strongest.GetValueOrDefault((row, null)));
            return json;
        })]);
    }

    private static void Add(JsonObject json, string name, string? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }
}
