using System.Collections.Concurrent;
using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Credentials;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Kubernetes.Client;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Kubernetes.Reading;

/// <summary>
/// Reads what a run needs of a cluster: lists by kind, all kinds at once, so that the number of requests depends on kinds and pages and
/// never on tenants. Everything or nothing: a list that fails fails the run.
/// </summary>
public static class LiveStateReader
{
    private static readonly ObjectKey IdentityNamespace = NamespaceObject.Key("kube-system");

    /// <exception cref="KfTenantsException">Something could not be read; what says the same of several things is said once.</exception>
    public static async Task<LiveState> ReadAsync(IClusterReader cluster, ReadScope needs, CancellationToken cancellationToken)
    {
        var unread = new ConcurrentQueue<UnreadPart>();
        var reads = needs.Singles.Select(key => GetAsync(cluster, key, cancellationToken))
            .Concat(needs.Extras.Select(key => IfAllowedAsync(() => GetAsync(cluster, key, cancellationToken), key.Kind, key.Namespace, key.Name, unread)))
            .Concat(needs.ExtraLists.Select(list =>
                IfAllowedAsync(() => cluster.ListAsync(list.Kind, list.Namespace, cancellationToken), list.Kind, list.Namespace, name: null, unread)))
            .Concat(needs.Scope is { } scope ? Scoped(cluster, needs.Flavor, scope, cancellationToken) : Everywhere(cluster, needs.Flavor, cancellationToken))
            .Append(cluster.ListAsync(ObjectKind.ClusterRoleBinding, null, cancellationToken))
            .Concat(needs.ReadsEndlessTokens
                ? [IfAllowedAsync(() => cluster.ListEndlessTokensAsync(cancellationToken), ObjectKind.Secret, null, $"type={CredentialAnchor.LegacyType}", unread)]
                : [])
            .Concat(needs.MustFindIstio ? [ReadControllerAsync(cluster, cancellationToken)] : [])
            .ToArray();
        var objects = await AllOrNothingAsync(reads);
        if (needs.Set is { } set)
        {
            objects = objects.AddRange(await AllOrNothingAsync([.. Further(cluster, set, needs, objects, unread, cancellationToken)]));
        }

        if (needs.ReadsHeld)
        {
            var held = objects.Where(o => o.Key.Kind == ObjectKind.ConfigMap && o.Key.Namespace == Ownership.SystemNamespace).SelectMany(AccessRecordParts.HeldOf).Distinct();
            objects = objects.AddRange(await AllOrNothingAsync(
                [.. held.Select(key => IfAllowedAsync(() => GetAsync(cluster, key, cancellationToken), key.Kind, key.Namespace, key.Name, unread))]));
        }

        var identity = objects.FirstOrDefault(o => o.Key == IdentityNamespace);
        return new LiveState(
            new ClusterIdentity(identity?.Uid ?? "", cluster.Address, cluster.IsDirectory) { Source = cluster.Source, Snapshot = cluster.Snapshot },
            objects)
        {
            Unread = [.. unread.OrderBy(u => u.What, StringComparer.Ordinal)],
            Looked = [.. needs.Extras.Select(key => (key.Kind, key.Namespace, (string?)key.Name)), .. needs.ExtraLists.Select(list => (list.Kind, list.Namespace, (string?)null))],
        };
    }

    // What is known to be needed only now.
    private static IEnumerable<Task<ImmutableArray<KubeObject>>> Further(
        IClusterReader cluster, TenantSet set, ReadScope needs, ImmutableArray<KubeObject> first, ConcurrentQueue<UnreadPart> unread, CancellationToken cancellationToken)
    {
        var record = first.FirstOrDefault(o => o.Key == AccessRecordParts.KeyOf(set.Name, 0));
        return
        [
            .. DexReading.Further(cluster, set, first, cancellationToken),
            .. AccessRecordParts.FurtherOf(set.Name, record).Select(key => GetAsync(cluster, key, cancellationToken)),
            .. HeldReading.Further(cluster, set, needs, record, cancellationToken),
            .. first.Any(o => o.Label(Ownership.PartOfLabel) is { } other && other != Ownership.SetId(set.Name))
                ? [OtherSetsAsync(cluster, unread, cancellationToken)]
                : Array.Empty<Task<ImmutableArray<KubeObject>>>(),
        ];
    }

    private static IEnumerable<ObjectKind> KindsOf(Flavor flavor) => TenantResources.Of(flavor).Select(r => r.Kind).Where(k => !HeldObjects.IsHeld(k)).Distinct();

    private static IEnumerable<Task<ImmutableArray<KubeObject>>> Everywhere(IClusterReader cluster, Flavor flavor, CancellationToken cancellationToken) =>
        KindsOf(flavor).Select(kind => cluster.ListAsync(kind, null, cancellationToken));

    // A run limited to some tenants reads nothing of the others.
    private static IEnumerable<Task<ImmutableArray<KubeObject>>> Scoped(
        IClusterReader cluster, Flavor flavor, ImmutableArray<string> tenants, CancellationToken cancellationToken) =>
        tenants.SelectMany(tenant => KindsOf(flavor).Select(kind => kind.IsNamespaced
                ? cluster.ListAsync(kind, tenant, cancellationToken)
                : GetAsync(cluster, new ObjectKey(kind, null, tenant), cancellationToken)))
            .Append(GetAsync(cluster, IdentityNamespace, cancellationToken));

    private static async Task<ImmutableArray<KubeObject>> ReadControllerAsync(IClusterReader cluster, CancellationToken cancellationToken)
    {
        if (await cluster.GetAsync(ClusterIstio.Controller, cancellationToken) is not { } deployment)
        {
            return [];
        }

        var environment = await AllOrNothingAsync([.. ClusterIstio.ControllerConfigMaps(deployment).Select(key => GetAsync(cluster, key, cancellationToken))]);
        return environment.Add(deployment);
    }

    // Each set has a Lease of its name: small, and only to call the sets by their names.
    private static Task<ImmutableArray<KubeObject>> OtherSetsAsync(
        IClusterReader cluster, ConcurrentQueue<UnreadPart> unread, CancellationToken cancellationToken) =>
        IfAllowedAsync(
            () => cluster.ListAsync(ObjectKind.Lease, Ownership.SystemNamespace, cancellationToken), ObjectKind.Lease, Ownership.SystemNamespace, name: null, unread);

    internal static async Task<ImmutableArray<KubeObject>> GetAsync(IClusterReader cluster, ObjectKey key, CancellationToken cancellationToken) =>
        await cluster.GetAsync(key, cancellationToken) is { } found ? [found] : [];

    private static async Task<ImmutableArray<KubeObject>> IfAllowedAsync(
        Func<Task<ImmutableArray<KubeObject>>> read, ObjectKind kind, string? inNamespace, string? name, ConcurrentQueue<UnreadPart> unread)
    {
        try
        {
            return await read();
        }
        catch (NotServedException)
        {
            return [];
        }
        catch (KfTenantsException e)
        {
            unread.Enqueue(new UnreadPart(kind, inNamespace, name, string.Join("; ", e.Problems.Select(p => p.Text))));
            return [];
        }
    }

    private static async Task<ImmutableArray<KubeObject>> AllOrNothingAsync(Task<ImmutableArray<KubeObject>>[] reads)
    {
        var failures = new List<Problem>();
        var objects = ImmutableArray.CreateBuilder<KubeObject>();
        foreach (var read in reads)
        {
            try
            {
                objects.AddRange(await read);
            }
            catch (KfTenantsException e)
            {
                failures.AddRange(e.Problems);
            }
        }

        // A tenant's object is its tenant's trouble; nothing can be planned around what all tenants share.
        failures.AddRange(objects.Where(o => o.BodyFlaw is not null && TenantResources.Find(o.Key.Kind) is null)
            .Select(o => new Problem($"{o.Key}", $"cannot be read safely: {o.BodyFlaw}")));
        return failures.Count == 0
            ? objects.ToImmutable()
            : throw new KfTenantsException([.. failures]);
    }
}
