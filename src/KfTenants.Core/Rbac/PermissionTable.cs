using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Plans;
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

    /// <summary>Where events about objects without a namespace are kept (client-go, tools/events: Profiles and Namespaces are such).</summary>
    private const string EventNamespace = "default";

    /// <summary>What planning needs, and nothing else: get and list.</summary>
    public static ImmutableArray<RbacRule> ForPlan(ToolPlaces places) =>
    [
        .. Rules(RoleOfFlavor(PlanRole, places), null, TenantResources.Of(places.Flavor).SelectMany(r => r.PlanRights)
            .Append(Right.To(["list"], ObjectKind.ClusterRoleBinding, "Who has access to every tenant at once, whatever the file says: it is told."))),
        .. places.Flavor == Flavor.Kubeflow ? PlanOfKubeflow(places) : [],
        .. Rules(RoleOfSet(PlanRole, places), Ownership.SystemNamespace,
        [
            Right.To(Right.Get, ObjectKind.ConfigMap, "What the set keeps about itself: the number of its tenants, the last runs, the access it gave.", RecordNames(places)),
            Right.To(Right.Get, ObjectKind.Lease, "Whether an apply is running now, and whose.", OwnNames(places)),
            Right.To(["list"], ObjectKind.Lease, "Which other sets there are: what belongs to one of them is named by it."),
        ]),
    ];

    /// <summary>What applying needs beside <see cref="ForPlan"/>.</summary>
    public static ImmutableArray<RbacRule> ForApply(ToolPlaces places) =>
    [
        .. Rules(RoleOfFlavor(ApplyRole, places), null, TenantResources.Of(places.Flavor).SelectMany(r => r.ApplyRights).Append(BindOf(places))),
        .. places.Flavor == Flavor.Kubeflow ? ApplyOfKubeflow(places) : [],
        .. Rules(RoleOfSet(ApplyRole, places), Ownership.SystemNamespace,
        [
            Right.To(Right.Write, ObjectKind.ConfigMap, "What the set keeps about itself.", RecordNames(places)),
            Right.To(Right.Write, ObjectKind.Lease, "The lock: one apply of a set at a time.", OwnNames(places)),
            Right.To(Right.Write, ObjectKind.Event, "What a run did, as events on the set's ConfigMap."),
        ]),
        .. Rules(RoleOfFlavor(ApplyRole, places), EventNamespace,
        [
            Right.To(Right.Write, ObjectKind.Event,
                $"What a run did, as events on {(places.Flavor == Flavor.Kubeflow ? "Profiles" : "Namespaces")}: events on objects without a namespace are kept here."),
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

    private static Right BindOf(ToolPlaces places) => places.Flavor == Flavor.Kubeflow
        ? RoleBindingResource.Bind
        : RoleBindingResource.BindOf([.. new[] { places.Roles.View, places.Roles.Edit, places.Roles.Admin, places.Roles.Owner }.Distinct(StringComparer.Ordinal)]);

    // A cluster may have sets of both flavours.
    private static string RoleOfFlavor(string role, ToolPlaces places) => places.Flavor == Flavor.Kubeflow ? role : role + "-kubernetes";

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
        places.Set is null ? [] : [Ownership.ParentOf(places.Set).Name, .. AccessRecordParts.KeysOf(places.Set).Select(k => k.Name)];
}
