using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Plans;
using KfTenants.PodPolicies;
using KfTenants.Reaping;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Rbac;

/// <summary>
/// The least rights that <c>plan</c> and <c>apply</c> need, row by row with the reason: what <c>bootstrap</c> prints, and what the
/// end-to-end suite runs with. A right that is not here, the program does not have; one that no run uses has no place here.
/// </summary>
/// <remarks>
/// Creation is server-side apply, whose authorization carries the object's name (apiserver, handlers/patch.go): unlike a POST it
/// can be limited by <c>resourceNames</c>. An apply of an absent object needs create and patch.
/// </remarks>
public static class PermissionTable
{
    /// <summary>The roles of those who plan; their names begin so.</summary>
    public const string PlanRole = "kftenants-plan";

    /// <summary>What those who apply need besides; their names begin so.</summary>
    public const string ApplyRole = "kftenants-apply";

    /// <summary>What those who run <c>doctor</c> need beside the roles of those who plan; their names begin so.</summary>
    public const string DoctorRole = "kftenants-doctor";

    /// <summary>The role of who runs <c>reap tenants</c>.</summary>
    public const string ReapTenantsRole = "kftenants-reap-tenants";

    /// <summary>The role of who runs <c>reap pods --apply</c>.</summary>
    public const string ReapPodsRole = "kftenants-reap-pods";

    /// <summary>The role, and the service account, of a web node whose hook runs <c>touch</c>.</summary>
    public const string WebNodeRole = "kftenants-web-node";

    /// <summary>Where events about objects without a namespace are kept (client-go, tools/events: Profiles and Namespaces are such).</summary>
    private const string EventNamespace = "default";

    /// <summary>What planning needs, and nothing else: get and list.</summary>
    public static ImmutableArray<RbacRule> ForPlan(ToolPlaces places) =>
    [
        .. Rules(RoleOfFlavor(PlanRole, places), null, TenantResources.Of(places.Flavor).SelectMany(r => r.PlanRights)
            .Append(Right.To(["list"], ObjectKind.ClusterRoleBinding, "Who has access to every tenant at once, whatever the file says: it is told."))
            .Concat(PolicyEvidence.Rights)),
        .. Rules(RoleOfSet(PlanRole, places), null, RolesRead(places)),
        .. places.Flavor == Flavor.Kubeflow ? PlanOfKubeflow(places) : [],
        .. Rules(RoleOfSet(PlanRole, places), null, HeldObjects.PlanRights(places.Held)),
        .. Rules(RoleOfSet(PlanRole, places), null, places.Anchors.IsEmpty ? [] :
        [
            Right.To(Right.Get, ObjectKind.Secret, "Until when the credentials of the file are valid. These Secrets are empty: their annotations say it.", places.Anchors),
        ]),
        .. Rules(RoleOfSet(PlanRole, places), Ownership.SystemNamespace,
        [
            Right.To(Right.Get, ObjectKind.ConfigMap,
                "What the set keeps about itself: the number of its tenants, the last runs, the access it gave; and who pods run as, which sets share.",
                RecordNames(places)),
            Right.To(Right.Get, ObjectKind.Lease, "Whether an apply is running now, and whose.", OwnNames(places)),
            Right.To(["list"], ObjectKind.Lease, "Which other sets there are: what belongs to one of them is named by it."),
        ]),
    ];

    /// <summary>What applying needs beside <see cref="ForPlan"/>.</summary>
    public static ImmutableArray<RbacRule> ForApply(ToolPlaces places) =>
    [
        .. Rules(RoleOfFlavor(ApplyRole, places), null, TenantResources.Of(places.Flavor).SelectMany(r => r.ApplyRights)
            .Concat(places.Flavor == Flavor.Kubeflow ? [RoleBindingResource.Bind] : [])),
        .. Rules(RoleOfSet(ApplyRole, places), null, RolesBound(places)),
        .. places.Flavor == Flavor.Kubeflow ? ApplyOfKubeflow(places) : [],
        .. Rules(RoleOfSet(ApplyRole, places), null, HeldObjects.ApplyRights(places.Held)),
        .. Rules(RoleOfSet(ApplyRole, places), Ownership.SystemNamespace,
        [
            Right.To(Right.Write, ObjectKind.ConfigMap, "What the set keeps about itself, and posix and walltime of its own tenants.", RecordNames(places)),
            Right.To(Right.Write, ObjectKind.Lease, "The lock: one apply of a set at a time.", OwnNames(places)),
            Right.To(Right.Write, ObjectKind.Event, "What a run did, as events on the set's ConfigMap."),
        ]),
        .. Rules(RoleOfFlavor(ApplyRole, places), EventNamespace,
        [
            Right.To(Right.Write, ObjectKind.Event,
                $"What a run did, as events on {(places.Flavor == Flavor.Kubeflow ? "Profiles" : "Namespaces")}: events on objects without a namespace are kept here."),
        ]),
    ];

    /// <summary>What <c>doctor</c> reads beside <see cref="ForPlan"/>, so that no check must be left out. Nothing of it can write, and no Secret is among it.</summary>
    public static ImmutableArray<RbacRule> ForDoctor(ToolPlaces places) =>
    [
        .. Rules(RoleOfFlavor(DoctorRole, places), null,
        [
            Right.To(["list"], ObjectKind.Pod, "Which pods do not run, and why; and whether they have the sidecar of the mesh."),
            Right.To(["list"], ObjectKind.Event, "Why pods were refused: nothing else says so."),
            Right.To(["list"], ObjectKind.PersistentVolumeClaim, "Which volumes are not there yet."),
            Right.To(["list"], ObjectKind.StorageClass, "Which one is the default, and how volumes come about."),
            Right.To(["list"], ObjectKind.Node, "What the nodes have, against what quotas promise."),
            .. places.Flavor == Flavor.Kubeflow
                ?
                [
                    Right.To(["list"], ObjectKind.Notebook, "Which notebooks are not ready."),
                    Right.To(["list"], ObjectKind.RequestAuthentication, "Whose tokens the mesh knows: Dex must be among them."),
                ]
                : Array.Empty<Right>(),
        ]),
        .. Rules(RoleOfSet(DoctorRole, places), null, GivenRoles(places)),
    ];

    /// <summary>What <c>reap tenants</c> needs.</summary>
    public static ImmutableArray<RbacRule> ForTenantReaper =>
    [
        .. Rules(ReapTenantsRole, null,
        [
            Right.To(Right.Get, ObjectKind.Namespace, "How old a tenant's namespace is, and when it was last used."),
            Right.To(["list"], ObjectKind.Pod, "Whether anything runs there."),
        ]),
    ];

    /// <summary>What <c>reap pods</c> needs: strong rights, for they may delete every Secret, and read it.</summary>
    public static ImmutableArray<RbacRule> ForPodReaper =>
    [
        .. Rules(ReapPodsRole, null,
        [
            Right.To(["list"], ObjectKind.Namespace, "Which namespaces --namespace-label means."),
            Right.To(["list", "delete"], ObjectKind.Pod, "Pods that have outlived their lifetime."),
            .. PodReapRules.Companions.Select(k => Right.To(["list", "delete"], k,
                "What belongs to the job of such a pod. Kubernetes cannot limit this by label: it may read and delete all of them.")),
        ]),
    ];

    /// <summary>What <c>touch</c> needs.</summary>
    public static ImmutableArray<RbacRule> ForWebNode =>
    [
        .. Rules(WebNodeRole, null,
        [
            Right.To(["get", "patch"], ObjectKind.Namespace,
                "One annotation of the namespace of who signs in. Kubernetes cannot limit this to an annotation: it may change labels, too."),
        ]),
    ];

    private static IEnumerable<RbacRule> PlanOfKubeflow(ToolPlaces places)
    {
        var dex = places.Dex;
        var store = LoginStores.Of(dex.Logins);
        return
        [
            .. Rules(PlanRole, dex.Namespace,
            [
                Right.To(Right.Get, ObjectKind.ConfigMap, "Dex's configuration: which logins exist.", dex.ConfigMap),
                Right.To(Right.Get, ObjectKind.Deployment, "Whether Dex has started since its configuration changed.", dex.Deployment),
            ]),
            .. Rules(PlanRole + store.RoleSuffix, dex.Namespace, store.PlanRights(dex)),
            .. places.ReadsController ? Rules(PlanRole, ClusterIstio.Controller.Namespace, ClusterIstio.Rights) : [],
        ];
    }

    private static IEnumerable<RbacRule> ApplyOfKubeflow(ToolPlaces places)
    {
        var dex = places.Dex;
        var store = LoginStores.Of(dex.Logins);
        return
        [
            .. Rules(ApplyRole, dex.Namespace,
            [
                Right.To(Right.Patch, ObjectKind.ConfigMap, "Logins in Dex's configuration, and beside it the record of which are ours.", dex.ConfigMap),
                Right.To(Right.Patch, ObjectKind.Deployment, "One annotation of the pod template, which makes Dex start again.", dex.Deployment),
                Right.To(["list"], ObjectKind.Pod, "Which container does not start when Dex's rollout fails. Pods have generated names."),
                new Right("", ObjectKind.Pod.Plural + "/log", [], Right.Get, "What that container says, for the report. Logs cannot be limited to Dex's pods."),
            ]),
            .. Rules(ApplyRole + store.RoleSuffix, dex.Namespace, store.ApplyRights(dex)),
        ];
    }

    // A cluster may have sets of both flavours.
    private static string RoleOfFlavor(string role, ToolPlaces places) => places.Flavor == Flavor.Kubeflow ? role : role + "-kubernetes";

    // Those that the file binds besides are read by plan.
    private static IEnumerable<Right> GivenRoles(ToolPlaces places)
    {
        var roles = places.Flavor == Flavor.Kubeflow ? ClusterRoles.Kubeflow : places.Roles;
        ImmutableArray<string> names =
        [
            .. new[] { roles.Owner, roles.Admin, roles.Edit, roles.View }.Distinct(StringComparer.Ordinal).Except(places.BoundClusterRoles, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
        return names.IsEmpty ? [] : [Right.To(Right.Get, ObjectKind.ClusterRole, "Whether the roles that people are given are there.", names)];
    }

    // Both depend on the file: for a set of their own, and only with one.
    private static IEnumerable<Right> RolesRead(ToolPlaces places)
    {
        const string Why = "What the roles that the file binds allow: it is told, and wildcards need its leave.";
        if (!places.BoundClusterRoles.IsEmpty)
        {
            yield return Right.To(Right.Get, ObjectKind.ClusterRole, Why, places.BoundClusterRoles);
        }

        if (!places.BoundRoles.IsEmpty)
        {
            yield return Right.To(["list"], ObjectKind.Role, Why);
        }
    }

    private static IEnumerable<Right> RolesBound(ToolPlaces places)
    {
        if (places.Flavor == Flavor.Kubernetes)
        {
            yield return RoleBindingResource.BindOf([.. new[] { places.Roles.View, places.Roles.Edit, places.Roles.Admin, places.Roles.Owner }.Distinct(StringComparer.Ordinal)]);
        }

        if (!places.ReaperRoles.IsEmpty)
        {
            yield return Right.To(["bind"], ObjectKind.ClusterRole, "walltime.reaper of the file: it is bound like the roles of people, and as little held.", places.ReaperRoles);
        }

        const string Why = "roleBindings and serviceAccounts of the file: these roles, and no others, may be bound without being held.";
        foreach (var (kind, names) in new[] { (ObjectKind.ClusterRole, places.BoundClusterRoles), (ObjectKind.Role, places.BoundRoles) })
        {
            if (!names.IsEmpty)
            {
                yield return Right.To(["bind"], kind, Why, names);
            }
        }
    }

    // Rights of one group for the same reason are one rule of several resources.
    private static IEnumerable<RbacRule> Rules(string role, string? inNamespace, IEnumerable<Right> rights) =>
        from right in rights
        group right by (right.Group, Names: string.Join('\n', right.Names), Verbs: string.Join('\n', right.Verbs), right.Why) into rule
        select new RbacRule(role, inNamespace, rule.Key.Group, [.. rule.Select(r => r.Resource)], rule.First().Names, rule.First().Verbs, rule.Key.Why);

    // Of its own for each set, and for each store of logins: the outputs for several files unite instead of replacing each other.
    private static string RoleOfSet(string role, ToolPlaces places) => places.Set is null ? role : $"{role}-{places.Set}";

    private static ImmutableArray<string> OwnNames(ToolPlaces places) => places.Set is null ? [] : [Ownership.ParentOf(places.Set).Name];

    // Names of ConfigMaps that may not be there yet stand in the rights as well: an apply to an absent object is judged by its name.
    private static ImmutableArray<string> RecordNames(ToolPlaces places) =>
        places.Set is null ? [] : [Ownership.ParentOf(places.Set).Name, .. AccessRecordParts.KeysOf(places.Set).Select(k => k.Name), .. IdentityMaps.Names];
}
