using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>
/// The plan as one canonical JSON document (schemas/plan.schema.json): the answer of <c>-o json</c>, and with <c>--out</c> the
/// file that <see cref="PlanFile"/> reads back. It holds no secret: the planner hides them.
/// </summary>
internal static class PlanJson
{
    public const string ApiVersion = "kftenants.io/plan/v1";

    /// <param name="createdAt">The one part that two equal plans do not share.</param>
    public static string Of(PlanView plan, DateTimeOffset createdAt) => SafeText.OfJson(CanonicalJson.Of(new JsonObject
    {
        ["apiVersion"] = ApiVersion,
        ["tool"] = VersionAction.Tool,
        ["createdAt"] = Timestamps.Text(createdAt),
        ["set"] = plan.Set,
        ["fidelity"] = plan.IsServerChecked ? "server" : plan.Cluster.IsDirectory ? "directory" : "live",
        ["applyable"] = plan.GuardsPassed && !plan.HasRejections,
        ["config"] = Config(plan),
        ["cluster"] = new JsonObject { ["uid"] = plan.Cluster.Uid, ["server"] = plan.Cluster.Address },
        ["scope"] = new JsonObject { ["tenants"] = plan.Scope is { } scope ? List(scope, t => t) : null },
        ["fieldManager"] = Ownership.FieldManager,
        ["guards"] = List(plan.Guards, Guard),
        ["summary"] = new JsonObject
        {
            ["create"] = plan.Count("create"),
            ["update"] = plan.Count("update"),
            ["replace"] = plan.Count("replace"),
            ["delete"] = plan.Count("delete"),
            ["adopt"] = plan.Count("adopt"),
            ["release"] = plan.Count("release"),
            ["conflict"] = plan.Count("conflict"),
            ["unchanged"] = plan.Unchanged,
        },
        ["access"] = List(plan.Access, access => new JsonObject
        {
            ["tenant"] = access.Tenant,
            ["person"] = access.Person,
            ["before"] = access.Before,
            ["after"] = access.After,
        }),
        ["changes"] = List(plan.Changes, Change),
        ["drift"] = new JsonArray([.. plan.Changes.SelectMany(c => c.Drift.Select(f => Drift(c, f)))]),
        ["ignored"] = List(plan.Ignored, Ignored),
        ["unmanaged"] = List(plan.Unmanaged, grant => new JsonObject
        {
            ["tenant"] = grant.Tenant,
            ["object"] = Object(grant.Object),
            ["subject"] = grant.Subject,
            ["grants"] = grant.Grants,
        }),
        ["missingTenants"] = List(plan.MissingTenants, Missing),
        ["checksum"] = plan.Checksum,
    })) + "\n";

    public static JsonObject Object(ObjectRef key)
    {
        var json = new JsonObject { ["apiVersion"] = key.ApiVersion, ["kind"] = key.Kind, ["name"] = key.Name };
        if (key.Namespace is not null)
        {
            json["namespace"] = key.Namespace;
        }

        return json;
    }

    private static JsonObject Config(PlanView plan)
    {
        var json = new JsonObject
        {
            ["sha256"] = plan.ConfigDigest.Replace("sha256:", "", StringComparison.Ordinal),
            ["files"] = List(plan.Files, f => f),
        };
        if (plan.Commit is not null)
        {
            json["git"] = new JsonObject { ["commit"] = plan.Commit };
        }

        return json;
    }

    private static JsonObject Missing(MissingTenant tenant)
    {
        var json = new JsonObject { ["name"] = tenant.Name, ["contributors"] = tenant.Contributors };
        if (tenant.LooksLike is { } other)
        {
            json["looksLike"] = other;
        }

        return json;
    }

    public static JsonObject Guard(GuardResult guard)
    {
        var json = new JsonObject
        {
            ["id"] = guard.Id,
            ["limit"] = guard.Limit,
            ["value"] = guard.Value,
            ["unit"] = guard.Unit,
            ["outcome"] = GuardText.Word(guard.Outcome),
            ["override"] = guard.Override,
        };
        if (guard.Note is { } note)
        {
            json["note"] = note;
        }

        return json;
    }

    private static JsonObject Ignored(IgnoredView ignored)
    {
        var field = ignored.Field;
        var json = new JsonObject
        {
            ["id"] = ignored.Id,
            ["tenant"] = ignored.Tenant,
            ["object"] = Object(ignored.Object),
            ["path"] = field.Pointer,
            ["policy"] = field.Policy.ToWord(),
        };
        AddValues(json, new FieldChange(field.Pointer, field.Live, field.Wanted, field.Manager));
        return json;
    }

    private static JsonObject Change(ChangeView change)
    {
        var json = new JsonObject
        {
            ["id"] = change.Id,
            ["tenant"] = change.Tenant,
            ["action"] = change.Action,
            ["reason"] = change.Reason.Word,
            ["risk"] = change.Risk,
            ["object"] = Object(change.Object),
            ["fields"] = List(change.Fields, Field),
        };
        if (change.Origin is { } origin)
        {
            json["origin"] = new JsonObject { ["file"] = origin.File, ["line"] = origin.Line, ["column"] = origin.Column };
        }

        if (change.Live is { } live)
        {
            json["precondition"] = new JsonObject { ["uid"] = live.Uid, ["resourceVersion"] = live.ResourceVersion };
        }

        if (change.Detail is { } detail)
        {
            json["detail"] = detail;
        }

        if (change.Validation is { } validation)
        {
            json["validation"] = ValidationWords.ToJson(validation);
        }

        if (!change.Moves.IsEmpty)
        {
            json["moves"] = List(change.Moves, move => new JsonObject { ["path"] = move.Pointer, ["manager"] = move.From });
        }

        return json;
    }

    private static JsonObject Field(FieldChange field)
    {
        var json = new JsonObject
        {
            ["path"] = field.Pointer,
            ["op"] = (field.Before, field.After) switch { (null, _) => "add", (_, null) => "remove", _ => "replace" },
        };
        AddValues(json, field);
        return json;
    }

    private static JsonObject Drift(ChangeView change, FieldChange field)
    {
        var json = new JsonObject { ["id"] = change.Id, ["tenant"] = change.Tenant, ["path"] = field.Pointer };
        AddValues(json, field);
        return json;
    }

    // An absent key is an absent field; a JSON null would be a value.
    private static void AddValues(JsonObject json, FieldChange field)
    {
        if (field.Before is not null)
        {
            json["old"] = JsonNode.Parse(field.Before);
        }

        if (field.After is not null)
        {
            json["new"] = JsonNode.Parse(field.After);
        }

        if (field.TakenFrom is not null)
        {
            json["manager"] = field.TakenFrom;
        }

        if (field.TakenFromTime is { } time)
        {
            json["time"] = Timestamps.Text(time);
        }
    }

    private static JsonArray List<T>(ImmutableArray<T> items, Func<T, JsonNode> make) => new([.. items.Select(make)]);
}
