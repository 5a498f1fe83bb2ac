using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Client;

/// <summary>The questions that store nothing.</summary>
public sealed partial class ApiCluster : IServerValidation
{
    public async Task<bool> IsAllowedAsync(AccessQuestion question, CancellationToken cancellationToken)
    {
        var answer = await _client.SendAsync(RequestSpec.MayI(question), ApiBody.ReadJsonAsync, cancellationToken);
        return answer.Failure is null
            ? answer.Value.Member("status")?.Member("allowed") is { ValueKind: JsonValueKind.True }
            : throw new KfTenantsException($"may I {question}: {answer.Failure.Line}");
    }

    public async Task<WriteAnswer> TryApplyAsync(KubeObject intent, Precondition? live, bool force, CancellationToken cancellationToken)
    {
        var spec = RequestSpec.Apply(intent, live, force).AsDryRun();
        return Answer(intent.Key, spec, await _client.SendAsync(spec, ApiBody.ReadJsonAsync, cancellationToken), SecretText.Of(intent.Key.Kind, intent.Body));
    }

    public async Task<WriteAnswer> TryMergePatchAsync(ObjectKey key, JsonObject patch, Precondition live, CancellationToken cancellationToken)
    {
        var spec = RequestSpec.MergePatch(key, patch, live).AsDryRun();
        return Answer(key, spec, await _client.SendAsync(spec, ApiBody.ReadJsonAsync, cancellationToken), SecretText.Of(key.Kind, patch));
    }

    public async Task<WriteAnswer> TryDeleteAsync(ObjectKey key, Precondition live, CancellationToken cancellationToken)
    {
        var spec = RequestSpec.Delete(key, live).AsDryRun();
        var answer = await _client.SendAsync(spec, ApiBody.ReadJsonAsync, cancellationToken);
        return answer.Failure is null ? new WriteAnswer.Written(null) : Answer(key, spec, answer, []);
    }
}
