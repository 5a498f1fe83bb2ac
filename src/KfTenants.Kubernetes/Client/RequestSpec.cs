using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Client;

/// <summary>
/// One request as data, so that every attempt is built anew from it. All that can be built here may be repeated safely: reads,
/// and writes that name what they must still find.
/// </summary>
/// <param name="Subject">What it is about, for messages: a key or a kind.</param>
/// <param name="Verb">The API verb as RBAC names it: list, get, patch, delete.</param>
/// <param name="Path">Escaped, from the root of the API.</param>
public sealed partial record RequestSpec(HttpMethod Method, ObjectKind Kind, string Subject, string Verb, string Path, string Query)
{
    private const string Managing = "fieldManager=";
    private const string Writing = Managing + Ownership.FieldManager;

    public ReadOnlyMemory<byte> Body { get; private init; }

    public string? ContentType { get; private init; }

    /// <summary>The answer is text, not JSON, and only good to have: it is asked for once.</summary>
    public bool IsText { get; private init; }

    public bool IsWrite => Method != HttpMethod.Get;

    /// <summary>One page of a list; a limit of 0 asks for everything at once.</summary>
    /// <remarks>resourceVersion stays unset: that is the consistent read.</remarks>
    public static RequestSpec List(ObjectKind kind, string? inNamespace, int limit, string? continueToken)
    {
        var query = limit > 0 ? "limit=" + limit.ToString(CultureInfo.InvariantCulture) : "";
        if (continueToken is not null)
        {
            query += "&continue=" + Uri.EscapeDataString(continueToken);
        }

        return new RequestSpec(HttpMethod.Get, kind, kind.Kind, "list", PathOf(kind, inNamespace, null), query);
    }

    public static RequestSpec Get(ObjectKey key) => new(HttpMethod.Get, key.Kind, key.ToString(), "get", PathOf(key), "");

    /// <summary>The last lines of a container's log.</summary>
    /// <param name="previous">Of the run before, which crashed.</param>
    public static RequestSpec Log(ObjectKey pod, string container, bool previous) => new(
        HttpMethod.Get, pod.Kind, pod.ToString(), "get", PathOf(pod) + "/log",
        $"container={Uri.EscapeDataString(container)}&tailLines=20{(previous ? "&previous=true" : "")}")
    {
        IsText = true,
    };

    /// <summary>Server-side apply (KEP-555) with the precondition in the body.</summary>
    /// <param name="live">
    /// Null makes it create-only: resourceVersion "1" creates an absent object and is a conflict for any other
    /// (measured). Otherwise uid and resourceVersion: the uid keeps apply from creating an object that is gone.
    /// </param>
    public static RequestSpec Apply(KubeObject intent, Precondition? live, bool force)
    {
        var body = intent.ToNode();
        body["apiVersion"] = intent.Key.Kind.ApiVersion;
        body["kind"] = intent.Key.Kind.Kind;
        AddPrecondition(body, live);
        return new RequestSpec(
            HttpMethod.Patch, intent.Key.Kind, intent.Key.ToString(), "patch", PathOf(intent.Key), $"{Writing}&fieldValidation=Strict{(force ? "&force=true" : "")}")
        {
            Body = KubeObject.From(intent.Key.Kind, body).ToUtf8(),
            ContentType = "application/apply-patch+yaml",
        };
    }

    public static RequestSpec MergePatch(ObjectKey key, JsonObject patch, Precondition live, string manager = Ownership.FieldManager)
    {
        var body = (JsonObject)patch.DeepClone();
        AddPrecondition(body, live);
        return new RequestSpec(HttpMethod.Patch, key.Kind, key.ToString(), "patch", PathOf(key), $"{Managing}{manager}&fieldValidation=Strict")
        {
            Body = Utf8(body),
            ContentType = "application/merge-patch+json",
        };
    }

    public static RequestSpec Delete(ObjectKey key, Precondition live) => new(HttpMethod.Delete, key.Kind, key.ToString(), "delete", PathOf(key), "")
    {
        Body = Utf8(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "DeleteOptions",
            ["preconditions"] = new JsonObject { ["resourceVersion"] = live.ResourceVersion, ["uid"] = live.Uid },
            ["propagationPolicy"] = "Background",
        }),
        ContentType = "application/json",
    };

    /// <summary>Asks the server who we are: a POST that stores nothing.</summary>
    public static RequestSpec SelfReview()
    {
        var kind = new ObjectKind("authentication.k8s.io", "v1", "SelfSubjectReview", "selfsubjectreviews", IsNamespaced: false);
        return new RequestSpec(HttpMethod.Post, kind, kind.Kind, "create", PathOf(kind, null, null), "")
        {
            Body = Utf8(new JsonObject { ["apiVersion"] = kind.ApiVersion, ["kind"] = kind.Kind }),
            ContentType = "application/json",
        };
    }

    private static string PathOf(ObjectKey key) => key.Kind.IsNamespaced && string.IsNullOrEmpty(key.Namespace)
        ? throw new KfTenantsException($"{key}: an empty namespace may not be set when a resource name is provided")
        : PathOf(key.Kind, key.Namespace, key.Name);

    private static string PathOf(ObjectKind kind, string? inNamespace, string? name)
    {
        var path = kind.Group.Length == 0 ? $"/api/{kind.Version}" : $"/apis/{kind.Group}/{kind.Version}";
        if (kind.IsNamespaced && inNamespace is not null)
        {
            path += "/namespaces/" + Segment(kind, inNamespace);
        }

        path += "/" + kind.Plural;
        return name is null ? path : $"{path}/{Segment(kind, name)}";
    }

    /// <summary>Uri would collapse <c>..</c> and <c>%2e%2e</c> and so ask for another object (client-go IsValidPathSegmentName).</summary>
    private static string Segment(ObjectKind kind, string name) =>
        name.Length == 0 || name is "." or ".." || name.Contains('/', StringComparison.Ordinal) || name.Contains('%', StringComparison.Ordinal)
            ? throw new KfTenantsException($"{kind}: \"{name}\" cannot be a name in a request")
            : Uri.EscapeDataString(name);

    private static void AddPrecondition(JsonObject body, Precondition? live)
    {
        if (body["metadata"] is not JsonObject metadata)
        {
            metadata = [];
            body["metadata"] = metadata;
        }

        if (live is not null)
        {
            metadata["uid"] = live.Uid;
        }

        metadata["resourceVersion"] = live?.ResourceVersion ?? "1";
    }

    private static byte[] Utf8(JsonObject body)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            body.WriteTo(writer);
        }

        return stream.ToArray();
    }

    public override string ToString() => $"{Method} {Path}";
}
