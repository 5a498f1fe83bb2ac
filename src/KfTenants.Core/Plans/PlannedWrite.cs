using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>The request that a write is.</summary>
public enum WriteVerb
{
    /// <summary>Server-side apply of an object that must not exist.</summary>
    Create,

    /// <summary>Server-side apply to an object that must exist.</summary>
    Apply,

    /// <summary>JSON merge patch (RFC 7386).</summary>
    Patch,

    /// <summary>Deletion in the background.</summary>
    Delete,
}

/// <summary>
/// One request of a change, as it is sent: the executor sends it, a server dry run tries it, and the rights that a plan needs are
/// read off it, so that none of them can know of a write that the others do not.
/// </summary>
/// <param name="Live">What the write must still find; null for a creation, and for an object that this plan's other writes bring about.</param>
public sealed record PlannedWrite(ObjectKey Key, WriteVerb Verb, WritePayload Payload, Precondition? Live)
{
    /// <summary>What a write awaits whose namespace does not exist yet.</summary>
    public const string NamespaceOfThisPlan = "this plan creates the namespace";

    /// <summary>Why the server cannot try the write before the plan is carried out; null when it can.</summary>
    public string? Awaits { get; init; }

    /// <summary>The RBAC verbs it needs. An apply of an absent object needs two (apiserver, handlers/patch.go).</summary>
    public IReadOnlyList<string> RbacVerbs => Verb switch
    {
        WriteVerb.Create => ["create", "patch"],
        WriteVerb.Apply or WriteVerb.Patch => ["patch"],
        WriteVerb.Delete => ["delete"],
        _ => throw new ArgumentOutOfRangeException(nameof(Verb), Verb, null),
    };

    /// <summary>The object that an apply sends; null for other verbs.</summary>
    public KubeObject? Intent => (Payload as WritePayload.Intent)?.Object;

    public static PlannedWrite Create(KubeObject intent) => new(intent.Key, WriteVerb.Create, new WritePayload.Intent(intent, Force: false), null);

    public static PlannedWrite Apply(KubeObject intent, Precondition live, bool force = false) =>
        new(intent.Key, WriteVerb.Apply, new WritePayload.Intent(intent, force), live);

    /// <summary>An apply to an object that a controller creates, with its namespace, while the plan is carried out.</summary>
    public static PlannedWrite ApplyOnceMade(KubeObject intent) =>
        new(intent.Key, WriteVerb.Apply, new WritePayload.Intent(intent, Force: false), null) { Awaits = NamespaceOfThisPlan };

    public static PlannedWrite Patch(ObjectKey key, JsonObject patch, Precondition? live) =>
        new(key, WriteVerb.Patch, WritePayload.MergePatch.Of(patch), live);

    public static PlannedWrite Delete(ObjectKey key, Precondition live) => new(key, WriteVerb.Delete, new WritePayload.Empty(), live);
}

/// <summary>What a write sends; a closed hierarchy.</summary>
public abstract record WritePayload
{
    private WritePayload()
    {
    }

    /// <param name="Force">Some fields are taken from a manager that may be overruled.</param>
    public sealed record Intent(KubeObject Object, bool Force) : WritePayload;

    public sealed record MergePatch(JsonElement Body) : WritePayload
    {
        public static MergePatch Of(JsonObject patch)
        {
            using var document = JsonDocument.Parse(CanonicalJson.Of(patch));
            return new MergePatch(document.RootElement.Clone());
        }

        /// <summary>A mutable copy.</summary>
        public JsonObject ToNode() => JsonObject.Create(Body.Clone())!;
    }

    /// <summary>A deletion says nothing but its precondition.</summary>
    public sealed record Empty : WritePayload;
}
