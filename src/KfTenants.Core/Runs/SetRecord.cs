using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Runs;

/// <summary>
/// What a set keeps about itself in the cluster: its parent ConfigMap, which is an ApplySet parent (KEP-3659), so that other tools see
/// the set; the number of tenants after its last whole apply; and the history of its last runs. Nothing in it decides what is written.
/// </summary>
/// <param name="TenantCount">Null before the first whole apply.</param>
/// <param name="GroupKinds">The kinds of the members.</param>
/// <param name="Runs">The oldest first.</param>
public sealed record SetRecord(int? TenantCount, ImmutableSortedSet<string> GroupKinds, ImmutableArray<RunRecord> Runs)
{
    /// <summary>In how many ConfigMaps the record of grants is kept (<see cref="AccessRecordParts"/>); null before the first apply that wrote one.</summary>
    public int? AccessParts { get; init; }

    public const string IdLabel = Ownership.ParentIdLabel;
    public const string ToolingAnnotation = "applyset.kubernetes.io/tooling";
    public const string GroupKindsAnnotation = "applyset.kubernetes.io/contains-group-kinds";

    /// <summary>The key of the parent's data that holds the run history: one JSON array.</summary>
    public const string RunsKey = "runs";

    /// <summary>How many runs are kept; all of them fit into a ConfigMap many times over.</summary>
    public const int KeptRuns = 50;

    private const string ToolingName = "kftenants";

    /// <summary>An object of <see cref="Ownership.SystemNamespace"/> is a set's own, by its name.</summary>
    public static bool IsOfSet(string name) => name.StartsWith(ToolingName + "-", StringComparison.Ordinal);

    public static readonly SetRecord Empty = new(null, [], []);

    /// <param name="parent">Null: there is none yet.</param>
    /// <exception cref="KfTenantsException">It belongs to another tool or another set: its members may not be ours to touch.</exception>
    public static SetRecord Read(string setName, KubeObject? parent)
    {
        if (parent is null)
        {
            return Empty;
        }

        var tooling = parent.Annotation(ToolingAnnotation);
        if (tooling is not null && tooling != ToolingName && !tooling.StartsWith(ToolingName + "/", StringComparison.Ordinal))
        {
            throw new KfTenantsException(
                $"{parent.Key}: is the parent of a set of {tooling} (annotation {ToolingAnnotation}), not of kftenants; give the set of this file another name");
        }

        if (parent.Label(IdLabel) is { } id && id != Ownership.SetId(setName))
        {
            throw new KfTenantsException($"{parent.Key}: label {IdLabel} does not belong to set {setName}; it was changed, or another tool uses this name");
        }

        return new SetRecord(
            int.TryParse(parent.Text("data", Ownership.TenantCountKey), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null,
            GroupKindList.Parse(parent.Annotation(GroupKindsAnnotation)),
            History(parent.Text("data", RunsKey)))
        {
            AccessParts = int.TryParse(parent.Text("data", AccessRecordParts.CountKey), NumberStyles.None, CultureInfo.InvariantCulture, out var parts) ? parts : null,
        };
    }

    /// <summary>The parent as it is applied: the whole object is ours.</summary>
    /// <param name="version">Of this tool.</param>
    public KubeObject ToObject(string setName, string version)
    {
        var key = Ownership.ParentOf(setName);
        var data = new JsonObject { [RunsKey] = CanonicalJson.Of(new JsonArray([.. Runs.Select(r => r.ToJson())])) };
        if (TenantCount is { } count)
        {
            data[Ownership.TenantCountKey] = count.ToString(CultureInfo.InvariantCulture);
        }

        if (AccessParts is { } parts)
        {
            data[AccessRecordParts.CountKey] = parts.ToString(CultureInfo.InvariantCulture);
        }

        return KubeObject.From(key.Kind, new JsonObject
        {
            ["apiVersion"] = key.Kind.ApiVersion,
            ["kind"] = key.Kind.Kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = key.Name,
                ["namespace"] = key.Namespace,
                ["labels"] = new JsonObject { [IdLabel] = Ownership.SetId(setName), [Ownership.ManagedByLabel] = Ownership.ManagedByValue },
                ["annotations"] = new JsonObject
                {
                    [ToolingAnnotation] = $"{ToolingName}/v{version}",
                    [GroupKindsAnnotation] = GroupKindList.ToText(GroupKinds),
                },
            },
            ["data"] = data,
        });
    }

    /// <summary>
    /// Before the first write: the run is in the history, so that a killed one leaves a trace, and the kinds that it may touch are in
    /// the list. A run that is still recorded as running has ended, because we hold the lock; but for another shard, which holds it with us.
    /// </summary>
    public SetRecord Begun(RunRecord entry, Plan plan) => this with
    {
        GroupKinds = GroupKinds.Union(GroupKindList.Of(plan)),
        Runs = [.. Runs.Where(r => r.Run.Id != entry.Run.Id).Select(r => Seen(r, plan.Shard)).TakeLast(KeptRuns - 1), entry],
    };

    private static RunRecord Seen(RunRecord run, Shard? shard) =>
        run.Outcome != RunRecord.Running || (run.Shard is { } other && shard?.IsBeside(Shard.Parse(other)) == true) ? run : run with { Outcome = RunRecord.Interrupted };

    /// <summary>After the last write. The set's own numbers change only by a whole run without a failure, never by one of some tenants.</summary>
    /// <param name="isClean">Everything was done, and planning again found nothing left.</param>
    /// <param name="tenants">How many the document has.</param>
    public SetRecord Ended(RunRecord entry, Plan plan, bool isClean, int tenants)
    {
        var runs = Runs.Any(r => r.Run.Id == entry.Run.Id) ? Runs.Select(r => r.Run.Id == entry.Run.Id ? entry : r) : Runs.Append(entry).TakeLast(KeptRuns);
        return isClean && plan.Scope is null
            ? this with { TenantCount = tenants, GroupKinds = GroupKindList.After(plan), Runs = [.. runs] }
            : this with { Runs = [.. runs] };
    }

    private static ImmutableArray<RunRecord> History(string? text)
    {
        if (text is null)
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Select(RunRecord.Read).OfType<RunRecord>()]
                : [];
        }
        catch (JsonException)
        {
            // A history that was edited by hand must not stop the work that it only records.
            return [];
        }
    }
}
