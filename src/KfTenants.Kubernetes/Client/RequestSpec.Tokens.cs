using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Client;

/// <summary>Requests about tokens. A TokenRequest that is repeated issues one more, which ends with the same anchor.</summary>
public sealed partial record RequestSpec
{
    private const string Authentication = "authentication.k8s.io/v1";

    private static readonly ObjectKind TokenReviews = new("authentication.k8s.io", "v1", "TokenReview", "tokenreviews", IsNamespaced: false);

    /// <summary>Another form of the answer than the object; null for the object.</summary>
    public string? Accept { get; private init; }

    public static RequestSpec Issue(ObjectKey account, TokenWish wish)
    {
        var spec = new JsonObject
        {
            ["audiences"] = new JsonArray([.. wish.Audiences.Select(JsonNode (a) => a)]),
            ["expirationSeconds"] = (long)wish.Lifetime.TotalSeconds,
        };
        if (wish.Anchor is { } anchor)
        {
            spec["boundObjectRef"] = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Secret", ["name"] = anchor.Key.Name, ["uid"] = anchor.Uid };
        }

        return new RequestSpec(HttpMethod.Post, account.Kind, account.ToString(), "create", PathOf(account) + "/token", "")
        {
            Body = Utf8(new JsonObject { ["apiVersion"] = Authentication, ["kind"] = "TokenRequest", ["spec"] = spec }),
            ContentType = "application/json",
        };
    }

    public static RequestSpec Review(string token, ImmutableArray<string> audiences)
    {
        var spec = new JsonObject { ["token"] = token };
        if (!audiences.IsEmpty)
        {
            spec["audiences"] = new JsonArray([.. audiences.Select(JsonNode (a) => a)]);
        }

        return new RequestSpec(HttpMethod.Post, TokenReviews, TokenReviews.Kind, "create", PathOf(TokenReviews, null, null), "")
        {
            Body = Utf8(new JsonObject { ["apiVersion"] = Authentication, ["kind"] = TokenReviews.Kind, ["spec"] = spec }),
            ContentType = "application/json",
        };
    }

    /// <summary>The same list, of metadata alone.</summary>
    /// <param name="selector">Of labels; null for all.</param>
    public RequestSpec OfMetadata(string? selector, string? fields = null) => this with
    {
        Accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
        Query = string.Join('&', new[]
        {
            Query,
            selector is null ? "" : "labelSelector=" + Uri.EscapeDataString(selector),
            fields is null ? "" : "fieldSelector=" + Uri.EscapeDataString(fields),
        }.Where(q => q.Length > 0)),
    };
}
