using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Access;
using KfTenants.Diagnostics;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>
/// Reads what <see cref="PlanJson"/> wrote: unknown keys are ignored, an unknown version and a content that its checksum does
/// not cover are refused.
/// </summary>
internal static class PlanFile
{
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="KfTenantsException">It is not a plan, of another version, or was edited.</exception>
    public static SavedPlan Parse(string name, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.GetProperty("apiVersion").GetString() is not PlanJson.ApiVersion and var version)
            {
                throw new RefusedException(ExitCode.Stale, $"{name}: apiVersion {version} is not {PlanJson.ApiVersion}, which this version reads");
            }

            var plan = Read(root);
            if (plan.Checksum != root.GetProperty("checksum").GetString() || !IsConsistent(plan))
            {
                throw new RefusedException(ExitCode.Stale, $"{name}: the plan does not match its checksum; it was edited or damaged: make a new one with kftenants plan --out");
            }

            return new SavedPlan(plan, Timestamps.Parse(Text(root, "createdAt")), Text(root, "tool"));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new KfTenantsException($"{name}: not a plan that kftenants plan --out wrote: {e.Message}", e);
        }
    }

    // What the sum does not cover but follows from what it covers.
    private static bool IsConsistent(PlanView plan) =>
        plan.Changes.All(c => (c.Id == c.Object.Id || c.Id.StartsWith(c.Object.Id + "#", StringComparison.Ordinal)) && c.Fields.DistinctBy(f => f.Pointer).Count() == c.Fields.Length) &&
        plan.Changes.DistinctBy(c => c.Id).Count() == plan.Changes.Length;

    private static PlanView Read(JsonElement root)
    {
        var cluster = root.GetProperty("cluster");
        var config = root.GetProperty("config");
        var scope = root.GetProperty("scope").GetProperty("tenants");
        return new PlanView(
            Text(root, "set"),
            "sha256:" + Text(config, "sha256"),
            Texts(config.GetProperty("files")),
            new ClusterIdentity(Text(cluster, "uid"), Text(cluster, "server"), Text(root, "fidelity") == "directory"),
            scope.ValueKind == JsonValueKind.Null ? null : Texts(scope),
            List(root.GetProperty("changes"), Change),
            root.GetProperty("summary").GetProperty("unchanged").GetInt32(),
            List(root.GetProperty("access"), a => new AccessChange(TextOrNull(a, "tenant"), Text(a, "person"), TextOrNull(a, "before"), TextOrNull(a, "after"))),
            List(root.GetProperty("unmanaged"), u => new UnmanagedView(Text(u, "tenant"), Object(u), Text(u, "subject"), Text(u, "grants"))),
            List(root.GetProperty("missingTenants"), m => new MissingTenant(Text(m, "name"), m.GetProperty("contributors").GetInt32()) { LooksLike = TextOrNull(m, "looksLike") }),
            List(root.GetProperty("guards"), g => new GuardResult(
                Text(g, "id"), g.GetProperty("limit").GetInt32(), g.GetProperty("value").GetInt32(), Text(g, "unit"), GuardText.OutcomeOf(Text(g, "outcome")), Text(g, "override"))
            {
                Note = TextOrNull(g, "note"),
            }))
        {
            IsServerChecked = Text(root, "fidelity") == "server",
            Ignored = Optional(root, "ignored", Ignored),
            Commit = config.TryGetProperty("git", out var git) ? TextOrNull(git, "commit") : null,
        };
    }

    private static IgnoredView Ignored(JsonElement json) => new(
        Text(json, "id"),
        TextOrNull(json, "tenant"),
        Object(json),
        new IgnoredField(Text(json, "path"), Value(json, "old"), Value(json, "new"), FieldPolicyNames.Parse(Text(json, "policy")), TextOrNull(json, "manager")));

    private static ChangeView Change(JsonElement json)
    {
        var reason = Text(json, "reason");
        return new ChangeView(
            Text(json, "id"),
            Text(json, "action"),
            Object(json),
            TextOrNull(json, "tenant"),
            ChangeReason.All.FirstOrDefault(r => r.Word == reason) ?? new ChangeReason(reason, reason),
            Text(json, "risk"),
            json.TryGetProperty("origin", out var origin)
                ? new SourceLocation(Text(origin, "file"), origin.GetProperty("line").GetInt32(), origin.GetProperty("column").GetInt32())
                : null,
            List(json.GetProperty("fields"), Field),
            json.TryGetProperty("precondition", out var live) ? new Precondition(Text(live, "uid"), Text(live, "resourceVersion")) : null,
            TextOrNull(json, "detail"))
        {
            Validation = json.TryGetProperty("validation", out var validation) ? ValidationWords.Read(validation) : null,
            Moves = Optional(json, "moves", m => new FieldMove(Text(m, "path"), Text(m, "manager"))),
        };
    }

    private static FieldChange Field(JsonElement json) => new(
        Text(json, "path"),
        Value(json, "old"),
        Value(json, "new"),
        TextOrNull(json, "manager"),
        TextOrNull(json, "time") is { } time ? Timestamps.Parse(time) : null);

    private static ObjectRef Object(JsonElement parent)
    {
        var json = parent.GetProperty("object");
        return new ObjectRef(Text(json, "apiVersion"), Text(json, "kind"), TextOrNull(json, "namespace"), Text(json, "name"));
    }

    private static string? Value(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? CanonicalJson.Of(value) : null;

    private static string Text(JsonElement json, string name) =>
        json.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null");

    private static string? TextOrNull(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static ImmutableArray<string> Texts(JsonElement list) =>
        List(list, t => t.GetString() ?? throw new FormatException("null in a list of texts"));

    private static ImmutableArray<T> Optional<T>(JsonElement json, string name, Func<JsonElement, T> read) =>
        json.TryGetProperty(name, out var list) ? List(list, read) : [];

    private static ImmutableArray<T> List<T>(JsonElement list, Func<JsonElement, T> read) => [.. list.EnumerateArray().Select(read)];
}
