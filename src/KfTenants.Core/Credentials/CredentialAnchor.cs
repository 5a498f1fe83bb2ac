using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Credentials;

/// <summary>
/// The empty Secret that a token is bound to: when it is deleted, the token ends. Its annotations say what was issued, and never the token or a digest of it.
/// A credential has few names for them, so that they can be read, and rights to them given, one by one.
/// </summary>
/// <param name="Tenant">The namespace.</param>
/// <param name="Credential">The name of the credential.</param>
/// <param name="Issued">Null: a run died before it issued one, or is at it.</param>
/// <param name="Expires">Null: never, when one was issued.</param>
/// <param name="TokenId">By which the audit log of the API server knows the token, where the token says one.</param>
public sealed record CredentialAnchor(
    string Tenant, string Credential, string? Account, DateTimeOffset? Issued, DateTimeOffset? Expires, ImmutableArray<string> Audiences, string? TokenId, KubeObject Live)
{
    /// <summary>How many tokens of one credential may be valid side by side: one in use, one that replaces it, and what runs that died have left.</summary>
    public const int Most = 4;

    /// <summary>The label that says of which credential an anchor is.</summary>
    public const string CredentialLabel = "kftenants.io/credential";

    /// <summary>The type of a Secret that Kubernetes itself fills with a token that never ends.</summary>
    public const string LegacyType = "kubernetes.io/service-account-token";

    /// <summary>Whose token it is, by the word of Kubernetes.</summary>
    public const string LegacyAnnotation = "kubernetes.io/service-account.name";
    private const string AccountAnnotation = "kftenants.io/service-account";
    private const string IssuedAnnotation = "kftenants.io/issued-at";
    private const string ExpiresAnnotation = "kftenants.io/expires-at";
    private const string AudiencesAnnotation = "kftenants.io/audiences";
    private const string TokenIdAnnotation = "kftenants.io/token-id";

    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    public ObjectKey Key => Live.Key;

    /// <summary>A token was issued, and its time is not over.</summary>
    public bool IsLiveAt(DateTimeOffset now) => Issued is not null && (Expires is null || Expires > now);

    /// <summary>It is of no use any more: its token is over, or a run died a good while ago before it issued one.</summary>
    public bool IsLeftAt(DateTimeOffset now) => Issued is null ? Live.Created < now - Abandoned : !IsLiveAt(now);

    /// <summary>The anchors that a credential may have.</summary>
    public static ImmutableArray<ObjectKey> KeysOf(string tenant, string credential) =>
    [
        .. Enumerable.Range(1, Most).Select(number => number.ToString(CultureInfo.InvariantCulture))
            .Select(number => new ObjectKey(ObjectKind.Secret, tenant, $"{TenantCredential.AnchorPrefix}{credential}-{number}")),
    ];

    /// <summary>The anchors that the credentials of a tenant may have.</summary>
    public static IEnumerable<ObjectKey> KeysOf(Tenant tenant) => tenant.Credentials.SelectMany(c => KeysOf(tenant.Name, c.Name));

    /// <summary>Null for a Secret that is none of ours.</summary>
    public static CredentialAnchor? Read(KubeObject secret) =>
        secret.Label(CredentialLabel) is { } credential && secret.Label(Ownership.ManagedByLabel) == Ownership.ManagedByValue &&
        KeysOf(secret.Key.Namespace!, credential).Contains(secret.Key)
            ? new CredentialAnchor(
                secret.Key.Namespace!,
                credential,
                secret.Annotation(AccountAnnotation),
                Times.Parse(secret.Annotation(IssuedAnnotation)),
                Times.Parse(secret.Annotation(ExpiresAnnotation)),
                [.. (secret.Annotation(AudiencesAnnotation) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)],
                secret.Annotation(TokenIdAnnotation),
                secret)
            : null;

    /// <summary>What is written before a token is asked for.</summary>
    /// <param name="key">One of <see cref="KeysOf(string, string)"/>.</param>
    public static KubeObject Wanted(ObjectKey key, string credential, string account) =>
        KubeObject.From(key.Kind, Body(key, credential, new JsonObject { [AccountAnnotation] = account }));

    /// <summary>A Secret that Kubernetes fills with a token that never ends, and that ends with it all the same.</summary>
    public static KubeObject WantedLegacy(ObjectKey key, string credential, string account, DateTimeOffset issued)
    {
        var body = Body(key, credential, new JsonObject
        {
            [AccountAnnotation] = account,
            [IssuedAnnotation] = Times.Seconds(issued),
            [LegacyAnnotation] = account,
        });
        body["type"] = LegacyType;
        return KubeObject.From(key.Kind, body);
    }

    /// <summary>What is written when it was issued.</summary>
    /// <param name="tokenId">Null where the token says none.</param>
    public static KubeObject Wanted(
        ObjectKey key, string credential, string account, DateTimeOffset issued, DateTimeOffset expires, ImmutableArray<string> audiences, string? tokenId)
    {
        var annotations = new JsonObject
        {
            [AccountAnnotation] = account,
            [IssuedAnnotation] = Times.Seconds(issued),
            [ExpiresAnnotation] = Times.Seconds(expires),
        };
        if (!audiences.IsEmpty)
        {
            annotations[AudiencesAnnotation] = string.Join(' ', audiences);
        }

        if (tokenId is not null)
        {
            annotations[TokenIdAnnotation] = tokenId;
        }

        return KubeObject.From(key.Kind, Body(key, credential, annotations));
    }

    /// <summary>A Secret with such a token, its metadata and type alone.</summary>
    public static KubeObject WithoutContent(KubeObject secret)
    {
        var body = secret.ToNode();
        body.Remove("data");
        body.Remove("stringData");
        body["type"] = LegacyType;
        return KubeObject.From(secret.Key.Kind, body);
    }

    private static JsonObject Body(ObjectKey key, string credential, JsonObject annotations) => new()
    {
        ["apiVersion"] = key.Kind.ApiVersion,
        ["kind"] = key.Kind.Kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = key.Name,
            ["namespace"] = key.Namespace,
            ["labels"] = new JsonObject
            {
                [Ownership.ManagedByLabel] = Ownership.ManagedByValue,
                [Ownership.TenantLabel] = key.Namespace,
                [CredentialLabel] = credential,
            },
            ["annotations"] = annotations,
        },
        ["type"] = "Opaque",
    };
}
