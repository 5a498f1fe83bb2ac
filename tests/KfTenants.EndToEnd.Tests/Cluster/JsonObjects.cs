using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace KfTenants.EndToEnd.Tests.Cluster;

/// <summary>
/// Objects of any kind as the JSON that the server sent, by path: for kinds that the library has no model of, and for values that
/// its models rewrite (quantities, managed fields). Its operations for custom objects serve the built-in kinds, too.
/// </summary>
public static class JsonObjects
{
    /// <summary>The object or list; null when it does not exist.</summary>
    public static Task<JsonObject?> FindAsync(this IKubernetes api, string path) => OrNullAsync(api.GetAsync(path));

    public static Task<JsonObject> GetAsync(this IKubernetes api, string path)
    {
        var objects = api.CustomObjects;
        var (group, version, space, plural, name) = ObjectPath.Parse(path);
        return (space, name) switch
        {
            (null, null) => objects.ListClusterCustomObjectAsync<JsonObject>(group, version, plural),
            (null, not null) => objects.GetClusterCustomObjectAsync<JsonObject>(group, version, plural, name),
            (not null, null) => objects.ListNamespacedCustomObjectAsync<JsonObject>(group, version, space, plural),
            _ => objects.GetNamespacedCustomObjectAsync<JsonObject>(group, version, space, plural, name),
        };
    }

    public static async Task<IReadOnlyList<JsonObject>> ListAsync(this IKubernetes api, string collection) =>
        [.. (await api.GetAsync(collection))["items"]!.AsArray().Select(item => item!.AsObject())];

    /// <param name="manager">The field manager; null for the first word of the user agent, as with every Go client.</param>
    public static Task<JsonObject> CreateAsync(this IKubernetes api, string collection, JsonObject body, string? manager = null)
    {
        var (group, version, space, plural, _) = ObjectPath.Parse(collection);
        return space is null
            ? api.CustomObjects.CreateClusterCustomObjectAsync<JsonObject>(body, group, version, plural, fieldManager: manager)
            : api.CustomObjects.CreateNamespacedCustomObjectAsync<JsonObject>(body, group, version, space, plural, fieldManager: manager);
    }

    /// <summary>A whole object in place of the present one, as Go controllers write.</summary>
    public static Task<JsonObject> ReplaceAsync(this IKubernetes api, string path, JsonObject body, string? manager = null)
    {
        var (group, version, space, plural, name) = ObjectPath.Parse(path);
        return space is null
            ? api.CustomObjects.ReplaceClusterCustomObjectAsync<JsonObject>(body, group, version, plural, name, fieldManager: manager)
            : api.CustomObjects.ReplaceNamespacedCustomObjectAsync<JsonObject>(body, group, version, space, plural, name, fieldManager: manager);
    }

    public static Task<JsonObject> MergeAsync(this IKubernetes api, string path, string patch, string? manager = null)
    {
        var (group, version, space, plural, name) = ObjectPath.Parse(path);
        var body = new V1Patch(patch, V1Patch.PatchType.MergePatch);
        return space is null
            ? api.CustomObjects.PatchClusterCustomObjectAsync<JsonObject>(body, group, version, plural, name, fieldManager: manager)
            : api.CustomObjects.PatchNamespacedCustomObjectAsync<JsonObject>(body, group, version, space, plural, name, fieldManager: manager);
    }

    /// <summary>A merge patch as the bytes that it is: the library would parse it, and refuse what is deep.</summary>
    public static async Task MergeRawAsync(this k8s.Kubernetes api, string path, string patch, string manager)
    {
        using var body = new StringContent(patch, Encoding.UTF8, "application/merge-patch+json");
        using var answer = await api.HttpClient.PatchAsync(new Uri(api.BaseUri, $"{path}?fieldManager={manager}"), body);
        if (!answer.IsSuccessStatusCode)
        {
            var text = await answer.Content.ReadAsStringAsync();
            throw new HttpOperationException(text) { Response = new HttpResponseMessageWrapper(answer, text) };
        }
    }

    /// <summary>Server-side apply that takes what others own.</summary>
    public static Task<JsonObject> ApplyAsync(this IKubernetes api, string path, JsonObject body, string manager)
    {
        var (group, version, space, plural, name) = ObjectPath.Parse(path);
        var patch = new V1Patch(body, V1Patch.PatchType.ApplyPatch);
        return space is null
            ? api.CustomObjects.PatchClusterCustomObjectAsync<JsonObject>(patch, group, version, plural, name, fieldManager: manager, force: true)
            : api.CustomObjects.PatchNamespacedCustomObjectAsync<JsonObject>(patch, group, version, space, plural, name, fieldManager: manager, force: true);
    }

    /// <summary>Deletes in the background; fine when it does not exist.</summary>
    public static Task DeleteAsync(this IKubernetes api, string path)
    {
        var (group, version, space, plural, name) = ObjectPath.Parse(path);
        return OrNullAsync(space is null
            ? api.CustomObjects.DeleteClusterCustomObjectAsync<JsonObject>(group, version, plural, name)
            : api.CustomObjects.DeleteNamespacedCustomObjectAsync<JsonObject>(group, version, space, plural, name));
    }

    /// <summary>The changes of a collection since a version, until the server ends the watch or we do.</summary>
    /// <exception cref="KubernetesException">The server ended it with an error, as when the version is too old.</exception>
    public static async IAsyncEnumerable<(WatchEventType Type, JsonObject Object)> WatchAsync(
        this IKubernetes api, string collection, string since, [EnumeratorCancellation] CancellationToken cancellationToken, int? seconds = null)
    {
        var (group, version, space, plural, _) = ObjectPath.Parse(collection);
        Exception? failure = null;
        var changes = space is null
            ? api.CustomObjects.WatchListClusterCustomObjectAsync(
                group, version, plural, resourceVersion: since, timeoutSeconds: seconds, onError: e => failure = e, cancellationToken: cancellationToken)
            : api.CustomObjects.WatchListNamespacedCustomObjectAsync(
                group, version, space, plural, resourceVersion: since, timeoutSeconds: seconds, onError: e => failure = e, cancellationToken: cancellationToken);
        await foreach (var (type, body) in changes.WithCancellation(cancellationToken))
        {
            yield return (type, JsonObject.Create((JsonElement)body)!);
        }

        // The library hands errors to the callback and goes on; the server has closed the stream by then.
        if (failure is not null)
        {
            throw failure;
        }
    }

    /// <summary>Null when the server says that there is no such object.</summary>
    public static async Task<T?> OrNullAsync<T>(this Task<T> read)
        where T : class
    {
        try
        {
            return await read;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
