using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Kubernetes.Kubeconfig;

namespace KfTenants.Kubernetes.Client;

/// <summary>
/// The cluster behind an API server. Lists are whole or fail; every write carries its precondition; a write whose answer was lost
/// is looked up before it is called stale.
/// </summary>
public sealed partial class ApiCluster : ICluster, IDisposable
{
    /// <summary>client-go's page size.</summary>
    private const int PageSize = 500;

    private readonly ApiClient _client;

    /// <param name="client">Owned from now on.</param>
    public ApiCluster(ApiClient client) => _client = client;

    public ApiCluster(ClusterConnection connection, ApiClientOptions options)
        : this(new ApiClient(connection, options)) => Source = connection.Description;

    public string Address => _client.Server;

    public string? Source { get; }

    public bool IsDirectory => false;

    public Task<ImmutableArray<KubeObject>> ListAsync(ObjectKind kind, string? inNamespace, CancellationToken cancellationToken) =>
        ListAsync(kind, spec => spec, inNamespace, cancellationToken);

    /// <param name="form">What is asked for of the objects.</param>
    private async Task<ImmutableArray<KubeObject>> ListAsync(
        ObjectKind kind, Func<RequestSpec, RequestSpec> form, string? inNamespace, CancellationToken cancellationToken)
    {
        // 410 in the middle offers a token that goes on with a later state: half of two lists is not a list. Begin again, then unpaged.
        int[] limits = [PageSize, PageSize, 0];
        ApiStatus? expired = null;
        foreach (var limit in limits)
        {
            var (items, failure) = await ListOnceAsync(kind, form, inNamespace, limit, cancellationToken);
            if (failure is null)
            {
                return items;
            }

            expired = failure;
        }

        throw new KfTenantsException($"{kind} list: the list expired while it was read, three times: {expired!.Line}");
    }

    public async Task<KubeObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var answer = await _client.SendAsync(RequestSpec.Get(key), ApiBody.ReadObjectAsync, cancellationToken);
        return answer.Failure switch
        {
            null => Object(key.Kind, answer.Value!, key.ToString()),
            { HttpStatus: 404, IsNoSuchResource: false } => null,
            var failure => throw ApiFailure.OfRead(key.Kind, $"{key} get", failure, answer.Attempts),
        };
    }

    public async Task<string?> ReadLogAsync(ObjectKey pod, string container, bool previous, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _client.SendAsync(RequestSpec.Log(pod, container, previous), ApiBody.ReadTextAsync, cancellationToken);
            return answer.Failure is null ? answer.Value : null;
        }
        catch (KfTenantsException)
        {
            return null;
        }
    }

    public async Task<WriteAnswer> ApplyAsync(KubeObject intent, Precondition? live, bool force, CancellationToken cancellationToken)
    {
        var spec = RequestSpec.Apply(intent, live, force);
        var answer = await _client.SendAsync(spec, ApiBody.ReadJsonAsync, cancellationToken);
        var result = Answer(intent.Key, spec, answer, SecretText.Of(intent.Key.Kind, intent.Body));
        return result is WriteAnswer.Stale && answer.WasAmbiguous &&
            await GetAsync(intent.Key, cancellationToken) is { } now && LostAnswer.IsApplied(intent, live, now)
            ? new WriteAnswer.Written(now) { IsReadLater = true }
            : result;
    }

    public Task<WriteAnswer> MergePatchAsync(ObjectKey key, JsonObject patch, Precondition live, CancellationToken cancellationToken) =>
        MergePatchAsync(key, patch, live, Ownership.FieldManager, cancellationToken);

    public async Task<WriteAnswer> MergePatchAsync(ObjectKey key, JsonObject patch, Precondition live, string manager, CancellationToken cancellationToken)
    {
        var spec = RequestSpec.MergePatch(key, patch, live, manager);
        var answer = await _client.SendAsync(spec, ApiBody.ReadJsonAsync, cancellationToken);
        var result = Answer(key, spec, answer, SecretText.Of(key.Kind, patch));
        return result is WriteAnswer.Stale && answer.WasAmbiguous &&
            await GetAsync(key, cancellationToken) is { } now && LostAnswer.IsPatched(patch, live, now)
            ? new WriteAnswer.Written(now) { IsReadLater = true }
            : result;
    }

    public async Task<WriteAnswer> DeleteAsync(ObjectKey key, Precondition live, CancellationToken cancellationToken)
    {
        var spec = RequestSpec.Delete(key, live);
        var answer = await _client.SendAsync(spec, ApiBody.ReadJsonAsync, cancellationToken);
        if (answer.Failure is null)
        {
            // The object itself while finalizers keep it, else a Status that says Success.
            var isStatus = answer.Value.ValueKind == JsonValueKind.Object && answer.Value.TryGetProperty("kind", out var kind) && kind.ValueEquals("Status");
            return new WriteAnswer.Written(isStatus ? null : Object(key.Kind, new WholeJson(answer.Value), key.ToString()));
        }

        var result = Answer(key, spec, answer, []);
        if (!answer.WasAmbiguous || result is not (WriteAnswer.Stale or WriteAnswer.NotFound))
        {
            return result;
        }

        // The lost answer was a success if what we meant to delete is gone or going.
        var now = await GetAsync(key, cancellationToken);
        return now is null || now.Uid != live.Uid ? new WriteAnswer.Written(null) : now.IsTerminating ? new WriteAnswer.Written(now) : result;
    }

    /// <summary>SelfSubjectReview stores nothing, and every authenticated user may ask; it is served from Kubernetes 1.28.</summary>
    public async Task<string?> WhoAmIAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _client.SendAsync(RequestSpec.SelfReview(), ApiBody.ReadJsonAsync, cancellationToken);
            if (answer.Failure is null && answer.Value.Member("status")?.Member("userInfo")?.TextMember("username") is { Length: > 0 } name)
            {
                return name;
            }
        }
        catch (KfTenantsException)
        {
            // It only puts a name on what is done; the doing itself will say what is wrong.
        }

        return await _client.ClaimedNameAsync(cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The failure is a 410; any other is thrown.</summary>
    private async Task<(ImmutableArray<KubeObject> Items, ApiStatus? Expired)> ListOnceAsync(
        ObjectKind kind, Func<RequestSpec, RequestSpec> form, string? inNamespace, int limit, CancellationToken cancellationToken)
    {
        var objects = ImmutableArray.CreateBuilder<KubeObject>();
        var (shapes, budget, what) = (new JsonShapes(), _client.ListBudgetFor(kind), $"{kind} list");
        string? next = null;
        do
        {
            budget.NextPage(next);
            var spec = form(RequestSpec.List(kind, inNamespace, limit, next));
            var answer = await _client.SendAsync(spec, (body, token) => ListReader.ReadAsync(body, kind.ApiVersion, kind.Kind, shapes, budget, token), cancellationToken);
            if (answer.Failure is { } failure)
            {
                return failure.HttpStatus == 410
                    ? ([], failure)
                    : throw ApiFailure.OfRead(kind, what, failure, answer.Attempts);
            }

            foreach (var item in answer.Value!.Items)
            {
                objects.Add(Object(kind, item, what, objects.Count > 0 ? objects[^1].Key.Namespace : null));
            }

            next = answer.Value.Continue;
        }
        while (next is not null);
        return (objects.DrainToImmutable(), null);
    }

    private WriteAnswer Answer(ObjectKey key, RequestSpec spec, ApiAnswer<JsonElement> answer, ImmutableArray<string> secrets)
    {
        if (answer.Failure is not { } failure)
        {
            return new WriteAnswer.Written(Object(key.Kind, new WholeJson(answer.Value), key.ToString()));
        }

        var message = ApiFailure.Line(key, spec, failure, secrets);
        switch (failure.HttpStatus)
        {
            case 404 when failure.IsNoSuchResource:
                throw ApiFailure.NotServed(key.Kind);
            case 404 when failure.DetailsKind == "namespaces" && key.Kind != ObjectKind.Namespace:
                return new WriteAnswer.NotFound(message);
            case 404:
                return spec.Method == HttpMethod.Delete ? new WriteAnswer.NotFound(message) : new WriteAnswer.Stale(message);
            case 409 when !failure.FieldOwners.IsEmpty:
                return new WriteAnswer.Owned(failure.FieldOwners, message);
            case 409:
            case 422 when failure.Causes.Any(c => c.Field == "metadata.uid"):
                return new WriteAnswer.Stale(message);
            case 403 when failure.IsNamespaceTerminating:
                return new WriteAnswer.NamespaceTerminating(message);
            case 400 or 403 or 405 or 406 or 413 or 415 or 422:
            case 500 when ApiFailure.IsSchemaRefusal(failure):
                return new WriteAnswer.Refused(message);
            default:
                throw ApiFailure.OfWrite(message, failure, answer.Attempts);
        }
    }

    private KubeObject Object(ObjectKind kind, ObjectJson json, string what, string? likelyNamespace = null)
    {
        try
        {
            return new KubeObject(kind, json, likelyNamespace);
        }
        catch (FormatException e)
        {
            throw new KfTenantsException($"{what}: {Address} answered with {e.Message}", e);
        }
    }
}
