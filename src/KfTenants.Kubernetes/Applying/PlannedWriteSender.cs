using System.Collections.Immutable;
using System.Diagnostics;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Kubernetes.Applying;

/// <summary>Sends the requests that a plan states, for real or as a dry run: the one translation of them into calls.</summary>
internal static class PlannedWriteSender
{
    /// <summary>Sends one request.</summary>
    /// <param name="live">What it must still find; may be newer than the plan.</param>
    public static Task<WriteAnswer> SendAsync(this ICluster cluster, PlannedWrite write, Precondition? live) => write.Payload switch
    {
        WritePayload.Intent intent => cluster.ApplyAsync(intent.Object, live, intent.Force, CancellationToken.None),
        WritePayload.MergePatch patch => cluster.MergePatchAsync(write.Key, patch.ToNode(), live ?? throw new UnreachableException(), CancellationToken.None),
        WritePayload.Empty => cluster.DeleteAsync(write.Key, live ?? throw new UnreachableException(), CancellationToken.None),
        _ => throw new UnreachableException(),
    };

    /// <summary>Sends requests to one object, each on what the one before left; the answer to the last, or to the first that was not written.</summary>
    public static async Task<WriteAnswer> SendAsync(this ICluster cluster, ImmutableArray<PlannedWrite> writes)
    {
        var live = writes[0].Live;
        WriteAnswer answer = new WriteAnswer.Written(null);
        foreach (var write in writes)
        {
            answer = await cluster.SendAsync(write, live);
            if (answer is not WriteAnswer.Written written)
            {
                return answer;
            }

            live = written.Object is { } after ? Precondition.Of(after) : null;
        }

        return answer;
    }

    /// <summary>Lets the server try one request, on the object as it is now, and store nothing.</summary>
    public static Task<WriteAnswer> TryAsync(this IServerValidation server, PlannedWrite write, CancellationToken cancellationToken) => write.Payload switch
    {
        WritePayload.Intent intent => server.TryApplyAsync(intent.Object, write.Live, intent.Force, cancellationToken),
        WritePayload.MergePatch patch => server.TryMergePatchAsync(write.Key, patch.ToNode(), write.Live ?? throw new UnreachableException(), cancellationToken),
        WritePayload.Empty => server.TryDeleteAsync(write.Key, write.Live ?? throw new UnreachableException(), cancellationToken),
        _ => throw new UnreachableException(),
    };
}
