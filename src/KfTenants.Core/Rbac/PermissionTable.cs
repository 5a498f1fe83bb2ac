using System.Collections.Immutable;
using KfTenants.Flavors;
using KfTenants.Kube;
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

    /// <summary>Where events about objects without a namespace are kept (client-go, tools/events: Profiles are such).</summary>
    private const string EventNamespace = "default";

    private static readonly ImmutableArray<string> Read = ["get", "list"];
    private static readonly ImmutableArray<string> Manage = ["create", "patch", "delete"];
    private static readonly ImmutableArray<string> Keep = ["create", "patch"];

    /// <summary>What planning needs, and nothing else: get and list.</summary>
    public static ImmutableArray<RbacRule> ForPlan(ToolPlaces places)
    {
        var dex = places.Dex;
        var rows = ImmutableArray.CreateBuilder<RbacRule>();
        rows.Add(Rule(PlanRole, null, ObjectKind.Profile, [], Read, "Who owns which tenant, its quota and its plugins."));
        rows.Add(Rule(PlanRole, null, ObjectKind.Namespace, [], Read,
            "Labels and annotations of the tenants' namespaces, names that somebody else has taken, and the uid of kube-system, which tells clusters apart."));
        rows.Add(new RbacRule(PlanRole, null, "", [ObjectKind.LimitRange.Plural, ObjectKind.ResourceQuota.Plural], [], Read, "The limits in force, to compare them with the file."));
        rows.Add(Rule(PlanRole, null, ObjectKind.RoleBinding, [], Read, "Who has access now: contributors, owners, and grants that the file does not know."));
        rows.Add(Rule(PlanRole, null, ObjectKind.AuthorizationPolicy, [], Read, "The other half of each grant, and the header by which the mesh knows people."));

        rows.Add(Rule(PlanRole, dex.Namespace, ObjectKind.ConfigMap, [dex.ConfigMap], ["get"], "Dex's configuration: which logins exist."));
        rows.Add(Rule(PlanRole, dex.Namespace, ObjectKind.Deployment, [dex.Deployment], ["get"], "Whether Dex has started since its configuration changed."));
        switch (dex.Logins)
        {
            case LoginStore.Secret:
                rows.Add(Rule(PlanRole + "-secret", dex.Namespace, ObjectKind.Secret, [dex.Secret], ["get"],
                    "The hashes that Dex has now, so that an unchanged password changes nothing. Who has this right sees the hashes."));
                break;
            case LoginStore.Passwords:
                rows.Add(Rule(PlanRole + "-passwords", dex.Namespace, ObjectKind.Password, [], Read,
                    "The logins that Dex has now, so that an unchanged password changes nothing. Who has this right sees the hashes."));
                break;
            default:
                break;
        }

        if (places.ReadsController)
        {
            var controller = ClusterIstio.Controller;
            rows.Add(Rule(PlanRole, controller.Namespace, ObjectKind.Deployment, [controller.Name], ["get"], "Which ConfigMaps profile-controller reads its environment from."));
            rows.Add(Rule(PlanRole, controller.Namespace, ObjectKind.ConfigMap, [], ["get"],
                "That environment: the header and the principals of the mesh. The name ends in a hash of the content, so it cannot be given here."));
        }

        rows.Add(Rule(RoleOfSet(PlanRole, places), Ownership.SystemNamespace, ObjectKind.ConfigMap, OwnNames(places), ["get"], "What the set keeps about itself: the number of its tenants, the last runs."));
        rows.Add(Rule(RoleOfSet(PlanRole, places), Ownership.SystemNamespace, ObjectKind.Lease, OwnNames(places), ["get"], "Whether an apply is at work now, and whose."));
        return rows.ToImmutable();
    }

    /// <summary>What applying needs beside <see cref="ForPlan"/>.</summary>
    public static ImmutableArray<RbacRule> ForApply(ToolPlaces places)
    {
        var dex = places.Dex;
        var rows = ImmutableArray.CreateBuilder<RbacRule>();
        rows.Add(Rule(ApplyRole, null, ObjectKind.Profile, [], Manage,
            "Tenants. Deleted only where the file says state: absent, and only with --allow tenant-deletes=N."));
        rows.Add(Rule(ApplyRole, null, ObjectKind.Namespace, [], ["patch"], "Declared labels and annotations. profile-controller creates and deletes the namespaces themselves."));
        rows.Add(Rule(ApplyRole, null, ObjectKind.LimitRange, [LimitRangeObject.Name], Manage, "limitRange of the file."));
        rows.Add(Rule(ApplyRole, null, ObjectKind.ResourceQuota, [ProfileObject.QuotaName], ["delete"], "Up to Kubeflow 1.6 profile-controller leaves a quota in force that the Profile no longer has."));
        rows.Add(Rule(ApplyRole, null, ObjectKind.RoleBinding, [], Manage, "Contributors: one half of each grant."));
        rows.Add(Rule(ApplyRole, null, ObjectKind.AuthorizationPolicy, [], Manage, "Contributors: the other half."));
        rows.Add(new RbacRule(ApplyRole, null, ObjectKind.RoleBinding.Group, ["clusterroles"], [.. Enum.GetValues<Role>().Select(r => r.ToClusterRole())], ["bind"],
            "Kubernetes lets nobody grant rights that they do not hold, unless they may bind the role: these roles, and no others."));

        rows.Add(Rule(ApplyRole, dex.Namespace, ObjectKind.ConfigMap, [dex.ConfigMap], ["patch"], "Logins in Dex's configuration, and beside it the record of which are ours."));
        rows.Add(Rule(ApplyRole, dex.Namespace, ObjectKind.Deployment, [dex.Deployment], ["patch"], "One annotation of the pod template, which makes Dex start again."));
        rows.Add(Rule(ApplyRole, dex.Namespace, ObjectKind.Pod, [], ["list"], "Which container does not start when Dex's rollout fails. Pods have generated names."));
        rows.Add(new RbacRule(ApplyRole, dex.Namespace, "", [ObjectKind.Pod.Plural + "/log"], [], ["get"], "What that container says, for the report. Logs cannot be limited to Dex's pods."));
        switch (dex.Logins)
        {
            case LoginStore.Secret:
                rows.Add(Rule(ApplyRole + "-secret", dex.Namespace, ObjectKind.Secret, [dex.Secret], Keep, "The hashes of logins, our keys alone."));
                break;
            case LoginStore.Passwords:
                rows.Add(Rule(ApplyRole + "-passwords", dex.Namespace, ObjectKind.Password, [], Manage, "Logins, one object each, with a name that Dex computes from the e-mail."));
                break;
            default:
                break;
        }

        rows.Add(Rule(RoleOfSet(ApplyRole, places), Ownership.SystemNamespace, ObjectKind.ConfigMap, OwnNames(places), Keep, "What the set keeps about itself."));
        rows.Add(Rule(RoleOfSet(ApplyRole, places), Ownership.SystemNamespace, ObjectKind.Lease, OwnNames(places), Keep, "The lock: one apply of a set at a time."));
        rows.Add(Rule(RoleOfSet(ApplyRole, places), Ownership.SystemNamespace, ObjectKind.Event, [], Keep, "What a run did, as events on the set's ConfigMap."));
        rows.Add(Rule(ApplyRole, EventNamespace, ObjectKind.Event, [], Keep, "What a run did, as events on Profiles: events on objects without a namespace are kept here."));
        return rows.ToImmutable();
    }

    private static RbacRule Rule(string role, string? inNamespace, ObjectKind kind, ImmutableArray<string> names, ImmutableArray<string> verbs, string why) =>
        new(role, inNamespace, kind.Group, [kind.Plural], names, verbs, why);

    // Of its own for each set, and (above) for each way to store logins: the outputs for several files unite instead of replacing each other.
    private static string RoleOfSet(string role, ToolPlaces places) => places.Set is null ? role : $"{role}-{places.Set}";

    private static ImmutableArray<string> OwnNames(ToolPlaces places) => places.Set is null ? [] : [Ownership.ParentOf(places.Set).Name];
}
