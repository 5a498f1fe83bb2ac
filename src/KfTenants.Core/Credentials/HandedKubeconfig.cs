using System.Text;
using System.Text.Json.Nodes;

namespace KfTenants.Credentials;

/// <summary>A kubeconfig to hand out: one cluster, one user, one namespace. What is not asked for is not in it, least of all who wrote it.</summary>
/// <param name="Cluster">The name of its <c>clusters[]</c> entry.</param>
/// <param name="Namespace">The tenant.</param>
/// <param name="User">Null: who gets it has a way to sign in already.</param>
public sealed record HandedKubeconfig(string Cluster, string Server, string Namespace, HandedUser? User)
{
    /// <summary>The only authorities to be trusted, as PEM; null for those of the system.</summary>
    public string? AuthorityPem { get; init; }

    /// <summary>The name in the server's certificate, where it is not the server's.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>A proxy without a user or a password; null for none.</summary>
    public string? ProxyUrl { get; init; }

    public string Context => $"{Namespace}@{Cluster}";

    internal JsonObject ClusterEntry
    {
        get
        {
            var body = new JsonObject();
            if (AuthorityPem is not null)
            {
                body["certificate-authority-data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(AuthorityPem));
            }

            if (ProxyUrl is not null)
            {
                body["proxy-url"] = ProxyUrl;
            }

            body["server"] = Server;
            if (TlsServerName is not null)
            {
                body["tls-server-name"] = TlsServerName;
            }

            return Entry("cluster", body, Cluster);
        }
    }

    internal JsonObject ContextEntry
    {
        get
        {
            var body = new JsonObject { ["cluster"] = Cluster, ["namespace"] = Namespace };
            if (User is not null)
            {
                body["user"] = User.Name;
            }

            return Entry("context", body, Context);
        }
    }

    internal JsonObject? UserEntry => User is null ? null : Entry("user", User.ToNode(), User.Name);

    /// <summary>The file, its keys in the order in which kubectl writes them.</summary>
    public string ToYaml() => PlainYaml.Of(new JsonObject
    {
        ["apiVersion"] = "v1",
        ["clusters"] = new JsonArray(ClusterEntry),
        ["contexts"] = new JsonArray(ContextEntry),
        ["current-context"] = Context,
        ["kind"] = "Config",
        ["preferences"] = new JsonObject(),
        ["users"] = UserEntry is { } user ? new JsonArray(user) : [],
    });

    private static JsonObject Entry(string kind, JsonObject body, string name) =>
        string.CompareOrdinal(kind, "name") < 0 ? new JsonObject { [kind] = body, ["name"] = name } : new JsonObject { ["name"] = name, [kind] = body };
}
