using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Kubernetes.Applying;

namespace KfTenants.Kubernetes.Running;

/// <summary>Leaves a run's events in the cluster: as well as it can, because the run history holds what happened.</summary>
public static class EventWriter
{
    // Kubernetes 1.20 takes no event about an object without a namespace in namespace default (measured), where newer ones and client-go
    // put it. With the namespace in the reference it does; only kubectl describe does not find it then.
    private const string NamespaceRefusal = "does not match event.namespace";

    /// <returns>Why not all of them were written, or null. After the first refusal the rest is not tried: it would be refused, too.</returns>
    public static async Task<string?> WriteAsync(ICluster cluster, ImmutableArray<KubeObject> events, CancellationToken cancellationToken)
    {
        string? problem = null;
        try
        {
            await Parallel.ForEachAsync(
                events,
                new ParallelOptions { MaxDegreeOfParallelism = PlanExecutor.Parallelism, CancellationToken = cancellationToken },
                async (happened, cancel) =>
                {
                    if (Volatile.Read(ref problem) is null && await WriteAsync(cluster, happened, cancel) is { } why)
                    {
                        Volatile.Write(ref problem, why);
                    }
                });
        }
        catch (OperationCanceledException)
        {
            problem ??= "the cluster did not accept them in time";
        }

        return problem;
    }

    private static async Task<string?> WriteAsync(ICluster cluster, KubeObject happened, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await cluster.ApplyAsync(happened, live: null, force: false, cancellationToken);
            if (answer is WriteAnswer.Refused { Message: var why } && why.Contains(NamespaceRefusal, StringComparison.Ordinal))
            {
                answer = await cluster.ApplyAsync(AboutItsNamespace(happened), live: null, force: false, cancellationToken);
            }

            return answer is WriteAnswer.Stale ? null : answer.Problem;
        }
        catch (KfTenantsException e)
        {
            return e.Message;
        }
    }

    private static KubeObject AboutItsNamespace(KubeObject happened)
    {
        var body = happened.ToNode();
        body["regarding"]!["namespace"] = happened.Key.Namespace;
        return KubeObject.From(happened.Key.Kind, body);
    }
}
