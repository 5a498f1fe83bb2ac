using System.Text;
using System.Text.Json.Nodes;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>A tenant's Secrets: those its pods pull images with, and those with settings. Nothing of a value leaves it: neither a part nor a digest.</summary>
public sealed class SecretResource : HeldResource
{
    public static readonly SecretResource Instance = new();

    private const string DockerConfigType = "kubernetes.io/dockerconfigjson";
    private const string DockerConfigKey = ".dockerconfigjson";

    private SecretResource()
    {
    }

    public override ObjectKind Kind => ObjectKind.Secret;

    public override SemanticEquality Equality { get; } = new Values();

    public override string WhyRead => "The secrets in force, to compare them with what the file names. This right exposes them.";

    public override string WhyWrite => "imagePullSecrets and secrets of the file.";

    public override ChangeReason Added => ChangeReason.SecretAdded;

    protected override ChangeReason Changed => ChangeReason.SecretChanged;

    public override ChangeReason Removed => ChangeReason.SecretRemoved;

    public override IEnumerable<string> NamesOf(Tenant tenant) => tenant.PullSecrets.Select(s => s.Name).Concat(tenant.Secrets.Select(s => s.Name));

    /// <summary>None where a value was not read.</summary>
    public override IEnumerable<DesiredObject> Desired(string setName, Tenant tenant, IstioIdentity identity)
    {
        if (tenant.Values is not { } values)
        {
            yield break;
        }

        foreach (var secret in tenant.PullSecrets)
        {
            if (values.Of(secret.Login.Secret) is { } value)
            {
                yield return Of(secret.Name, DockerConfigType, [KeyValuePair.Create(DockerConfigKey, DockerConfig.Of(secret.Login, value))], secret.Origin);
            }
        }

        foreach (var secret in tenant.Secrets)
        {
            var entries = secret.Entries.Select(e => KeyValuePair.Create(e.Key, values.Of(e.Value))).ToList();
            if (entries.All(e => e.Value is not null))
            {
                yield return Of(secret.Name, secret.Type, entries.Select(e => KeyValuePair.Create(e.Key, e.Value!)), secret.Origin);
            }
        }

        DesiredObject Of(string name, string type, IEnumerable<KeyValuePair<string, string>> entries, Diagnostics.SourceLocation origin) =>
            Desire(TenantObject.Of(setName, new ObjectKey(Kind, tenant.Name, name), new JsonObject
            {
                ["type"] = type,
                ["data"] = new JsonObject(entries.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)Convert.ToBase64String(Encoding.UTF8.GetBytes(values.Shown(e.Value)))))),
            }), tenant, origin);
    }

    public override ImportedTenant Import(ImportedTenant known, ImportView view) => SecretImport.Of(known, view);

    internal static bool IsPullSecret(KubeObject secret) => secret.Text("type") == DockerConfigType;

    private sealed class Values : SemanticEquality
    {
        // What kubectl remembers has the values once more, and an annotation of another program may.
        public override bool IsSecret(string pointer) => pointer != "/type" && !pointer.StartsWith("/metadata/labels/", StringComparison.Ordinal);

        public override bool IsImmutable(string pointer) => pointer == "/type";
    }
}
