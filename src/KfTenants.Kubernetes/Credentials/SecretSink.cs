using System.Text;
using System.Text.Json.Nodes;
using KfTenants.Credentials;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Credentials;

/// <summary>One key of a Secret in the cluster. A Secret that kftenants did not make is left alone.</summary>
/// <param name="credential">The credential's name: the label of a Secret that is made.</param>
public sealed class SecretSink(ICluster cluster, ObjectKey secret, string entry, string credential) : ITokenSink
{
    public string Place => $"{secret}, key {entry}";

    public async Task WriteAsync(string token, CancellationToken cancellationToken)
    {
        var problem = await StaleRetry.RunAsync<string>(async () =>
        {
            var live = await cluster.GetAsync(secret, cancellationToken);
            if (live is not null && live.Label(Ownership.ManagedByLabel) != Ownership.ManagedByValue)
            {
                throw new KfTenantsException(
                    $"{secret}: is there already and is not kftenants' own; name another Secret, or delete it, or label it {Ownership.ManagedByLabel}={Ownership.ManagedByValue}");
            }

            var data = new JsonObject { [entry] = Convert.ToBase64String(Encoding.UTF8.GetBytes(token)) };
            var answer = live is null
                ? await cluster.ApplyAsync(Wanted(data), live: null, force: false, cancellationToken)
                : await cluster.MergePatchAsync(secret, new JsonObject { ["data"] = data }, Precondition.Of(live), cancellationToken);
            return answer is WriteAnswer.Stale ? null : answer.Problem ?? "";
        });
        if (problem is not "")
        {
            throw new KfTenantsException(problem ?? $"{secret}: kept changing while it was being written");
        }
    }

    public async Task<SinkContent> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await cluster.GetAsync(secret, cancellationToken))?.Text("data", entry) is { Length: > 0 } text
                ? new SinkContent.Held(Encoding.UTF8.GetString(Convert.FromBase64String(text)))
                : new SinkContent.Absent();
        }
        catch (Exception e) when (e is KfTenantsException or FormatException)
        {
            return new SinkContent.Hidden();
        }
    }

    private KubeObject Wanted(JsonObject data) => KubeObject.From(secret.Kind, new JsonObject
    {
        ["apiVersion"] = secret.Kind.ApiVersion,
        ["kind"] = secret.Kind.Kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = secret.Name,
            ["namespace"] = secret.Namespace,
            ["labels"] = new JsonObject { [Ownership.ManagedByLabel] = Ownership.ManagedByValue, [CredentialAnchor.CredentialLabel] = credential },
        },
        ["type"] = "Opaque",
        ["data"] = data,
    });
}
