using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Resources;

namespace KfTenants.Kubernetes.Applying;

/// <summary>Writes that a namespace is used now: one annotation, by two requests, whatever else it has.</summary>
public static class LastUseWriter
{
    /// <exception cref="KfTenantsException">The namespace does not exist, goes, or may not be written.</exception>
    public static async Task WriteAsync(ICluster cluster, string space, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = NamespaceObject.Key(space);
        var problem = await StaleRetry.RunAsync<string>(async () =>
        {
            var live = await cluster.GetAsync(key, cancellationToken) ?? throw new KfTenantsException($"{key}: does not exist; kftenants apply makes it");
            if (live.IsTerminating)
            {
                throw new KfTenantsException($"{key}: is being deleted");
            }

            var patch = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [LastUse.Annotation] = LastUse.Text(now) } } };
            var answer = await cluster.MergePatchAsync(key, patch, Precondition.Of(live), LastUse.FieldManager, cancellationToken);
            return answer is WriteAnswer.Stale ? null : answer.Problem ?? "";
        });
        if (problem is not "")
        {
            throw new KfTenantsException($"{key}: {problem ?? "kept changing while it was being written"}");
        }
    }
}
