using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Client;

/// <summary>Requests that store nothing although they are not reads.</summary>
public sealed partial record RequestSpec
{
    private const string DryRun = "dryRun=All";

    private static readonly ObjectKind AccessReview =
        new("authorization.k8s.io", "v1", "SelfSubjectAccessReview", "selfsubjectaccessreviews", IsNamespaced: false);

    /// <summary>May I? Every authenticated user may ask (ClusterRole system:basic-user).</summary>
    public static RequestSpec MayI(AccessQuestion question)
    {
        var attributes = new JsonObject { ["verb"] = question.Verb, ["group"] = question.Group, ["resource"] = question.Resource };
        if (question.Namespace is not null)
        {
            attributes["namespace"] = question.Namespace;
        }

        if (question.Name is not null)
        {
            attributes["name"] = question.Name;
        }

        return new RequestSpec(HttpMethod.Post, AccessReview, AccessReview.Kind, "create", PathOf(AccessReview, null, null), "")
        {
            Body = Utf8(new JsonObject
            {
                ["apiVersion"] = AccessReview.ApiVersion,
                ["kind"] = AccessReview.Kind,
                ["spec"] = new JsonObject { ["resourceAttributes"] = attributes },
            }),
            ContentType = "application/json",
        };
    }

    /// <summary>The same write, tried and not stored.</summary>
    public RequestSpec AsDryRun()
    {
        var dry = this with { Query = Query.Length == 0 ? DryRun : $"{Query}&{DryRun}" };
        if (Method != HttpMethod.Delete)
        {
            return dry;
        }

        // Of a deletion with options in its body the server does not look at the query (apiserver, handlers/delete.go): without this it would delete.
        var options = JsonNode.Parse(Body.Span)!.AsObject();
        options["dryRun"] = new JsonArray("All");
        return dry with { Body = Utf8(options) };
    }
}
