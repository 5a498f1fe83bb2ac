using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Kubernetes;

/// <summary>
/// Compares the answer to every write with the object that was read and with what the write named. What the write did not name and is
/// not as it was read (a member that went along with a removal, a value that a webhook rewrote) is put back, and the write fails.
/// </summary>
/// <remarks>
/// The precondition of a write makes the object that was read the very one that was written to, so that nothing else can have changed
/// it. What was added is not looked at: defaults of the server and of webhooks take nothing away.
/// </remarks>
internal sealed class CheckedCluster(ICluster inner) : ICluster
{
    private const int NamedFields = 5;

    public string Address => inner.Address;

    public string? Source => inner.Source;

    public bool IsDirectory => inner.IsDirectory;

    public Task<ImmutableArray<KubeObject>> ListAsync(ObjectKind kind, string? inNamespace, CancellationToken cancellationToken) =>
        inner.ListAsync(kind, inNamespace, cancellationToken);

    public Task<ImmutableArray<KubeObject>> ListEndlessTokensAsync(CancellationToken cancellationToken) => inner.ListEndlessTokensAsync(cancellationToken);

    public async Task<KubeObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) =>
        await inner.GetAsync(key, cancellationToken) is { } found
            ? found.BodyFlaw is { } flaw ? throw new KfTenantsException($"{key}: cannot be read safely: {flaw}") : found
            : null;

    public Task<string?> ReadLogAsync(ObjectKey pod, string container, bool previous, CancellationToken cancellationToken) =>
        inner.ReadLogAsync(pod, container, previous, cancellationToken);

    public Task<string?> WhoAmIAsync(CancellationToken cancellationToken) => inner.WhoAmIAsync(cancellationToken);

    public async Task<WriteAnswer> ApplyAsync(KubeObject intent, Precondition? live, bool force, CancellationToken cancellationToken) =>
        await CheckAsync(intent.Key, live, await inner.ApplyAsync(intent, live, force, cancellationToken),
            before => FieldSet.OfIntent(intent.Body).Leaves.Concat(before.Managers.Ours.Leaves));

    public Task<WriteAnswer> MergePatchAsync(ObjectKey key, JsonObject patch, Precondition live, CancellationToken cancellationToken) =>
        MergePatchAsync(key, patch, live, Ownership.FieldManager, cancellationToken);

    public async Task<WriteAnswer> MergePatchAsync(ObjectKey key, JsonObject patch, Precondition live, string manager, CancellationToken cancellationToken) =>
        await CheckAsync(key, live, await inner.MergePatchAsync(key, patch, live, manager, cancellationToken),
            _ => FieldSet.OfIntent(WritePayload.MergePatch.Of(patch).Body).Leaves);

    public Task<WriteAnswer> DeleteAsync(ObjectKey key, Precondition live, CancellationToken cancellationToken) =>
        inner.DeleteAsync(key, live, cancellationToken);

    /// <exception cref="KfTenantsException">The write changed what it did not name.</exception>
    private async Task<WriteAnswer> CheckAsync(ObjectKey key, Precondition? live, WriteAnswer answer, Func<KubeObject, IEnumerable<string>> named)
    {
        if (live?.Seen is not { } before || answer is not WriteAnswer.Written { Object: { } after } written || after.Uid != before.Uid ||
            (written.IsReadLater && HasOtherWriters(before, after)))
        {
            return answer;
        }

        var damaged = FieldSet.OfIntent(before.Body).Leaves.Where(p => IsDamaged(p, before, after)).ToImmutableArray();
        if (!damaged.IsEmpty)
        {
            string[] meant = [.. named(before)];
            damaged = [.. damaged.Where(p => !meant.Any(m => m == p || JsonPointer.IsBelow(p, m) || JsonPointer.IsBelow(m, p)))];
        }

        if (damaged.IsEmpty)
        {
            return answer;
        }

        var isBack = await PutBackAsync(key, before, after, damaged);
        throw new KfTenantsException(
            $"{key}: {Names(damaged)} {(damaged.Any(p => after.AtPointer(p) is not null) ? "changed" : "vanished")} with a write that did not name " +
            $"{(damaged.Length == 1 ? "it" : "them")}; {(isBack ? "put back as before" : "it could not be put back, so restore it by hand")}. " +
            "Look for an admission webhook or a server that changes more than it is asked to, then run the same command again");
    }

    // Only what is still as the answer said: what another writer has set since is theirs.
    private async Task<bool> PutBackAsync(ObjectKey key, KubeObject before, KubeObject after, ImmutableArray<string> damaged)
    {
        var now = after;
        return await StaleRetry.RunAsync<WriteAnswer>(async () =>
        {
            var patch = new JsonObject();
            foreach (var pointer in damaged.Where(p => Same(now!.AtPointer(p), after.AtPointer(p))))
            {
                JsonPointer.Set(patch, pointer, before.AtPointer(pointer)!.Value.ToNode());
            }

            if (patch.Count == 0)
            {
                return new WriteAnswer.Written(now);
            }

            var answer = await inner.MergePatchAsync(key, patch, Precondition.Of(now!), CancellationToken.None);
            if (answer is not WriteAnswer.Stale)
            {
                return answer;
            }

            now = await inner.GetAsync(key, CancellationToken.None);
            return now is null ? answer : null;
        }) is WriteAnswer.Written { Object: { } restored } && damaged.All(p => !Same(restored.AtPointer(p), after.AtPointer(p)));
    }

    private static bool IsDamaged(string pointer, KubeObject before, KubeObject after) =>
        pointer != "/status" && !JsonPointer.IsBelow(pointer, "/status") &&
        before.AtPointer(pointer) is { } was && !(was.ValueKind == JsonValueKind.Object && was.GetPropertyCount() == 0) && !Same(was, after.AtPointer(pointer));

    private static bool HasOtherWriters(KubeObject before, KubeObject after) => !Others(before).SequenceEqual(Others(after), StringComparer.Ordinal);

    private static IEnumerable<string> Others(KubeObject live) =>
        live.ManagedFields.Items().Where(e => e.TextMember("manager") != Ownership.FieldManager).Select(CanonicalJson.Of).Order(StringComparer.Ordinal);

    private static bool Same(JsonElement? one, JsonElement? other) =>
        one is { } value && other is { } present ? JsonElement.DeepEquals(value, present) : one is null && other is null;

    private static string Names(ImmutableArray<string> pointers) =>
        NameList.Of([.. pointers.Select(p => string.Join('.', JsonPointer.Segments(p)))], NamedFields);
}
