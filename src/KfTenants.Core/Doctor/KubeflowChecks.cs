using System.Collections.Immutable;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Doctor;

/// <summary>profile-controller, the kinds that it needs, and the mesh.</summary>
internal static class KubeflowChecks
{
    private const string PartOf = "app.kubernetes.io/part-of";
    private const string TenantPart = "kubeflow-profile";

    public static readonly ImmutableArray<CheckRun> All =
    [
        new(DoctorChecks.NoProfileKind, f => WithoutKubeflow(f) ?? (f.IsDirectory ? "a directory of manifests serves every kind" : f.WhyUnread(ObjectKind.Profile)),
            f => NotServed(f, DoctorChecks.NoProfileKind, ObjectKind.Profile)),
        new(DoctorChecks.NoPolicyKind, f => WithoutKubeflow(f) ?? (f.IsDirectory ? "a directory of manifests serves every kind" : f.WhyUnread(ObjectKind.AuthorizationPolicy)),
            f => NotServed(f, DoctorChecks.NoPolicyKind, ObjectKind.AuthorizationPolicy)),
        new(DoctorChecks.NoController, WithoutReading, NoController),
        new(DoctorChecks.ControllerDown, WithoutStatus, ControllerDown),
        new(DoctorChecks.ControllerRollout, WithoutStatus, ControllerRollout),
        new(DoctorChecks.MeshDisagrees,
            f => WithoutReading(f) ?? f.WhyUnread(ObjectKind.AuthorizationPolicy) ?? f.WhyUnread(ObjectKind.ConfigMap, ClusterIstio.Controller.Namespace), MeshDisagrees),
        new(DoctorChecks.RoleMissing, WithoutRoles, RoleMissing),
        new(DoctorChecks.Orphan, f => WithoutKubeflow(f) ?? f.WhyUnread(ObjectKind.Namespace) ?? f.WhyUnread(ObjectKind.Profile), Orphans),
    ];

    /// <summary>What keeps from looking at anything of Kubeflow.</summary>
    public static string? WithoutKubeflow(DoctorFacts facts) => WithoutCluster(facts) ?? (facts.Flavor == Flavor.Kubernetes ? "flavor: kubernetes has none" : null);

    /// <summary>What keeps from looking at the cluster at all.</summary>
    public static string? WithoutCluster(DoctorFacts facts) => facts.File is not null ? "only a file is judged"
        : facts.Live is not null ? null
        : facts.ReadProblem ?? EndpointChecks.WithoutAnswer(facts) ?? "the cluster could not be read";

    private static string? WithoutReading(DoctorFacts facts) =>
        WithoutKubeflow(facts) ?? facts.WhyUnread(ObjectKind.Deployment, ClusterIstio.Controller.Namespace);

    private static string? WithoutStatus(DoctorFacts facts) => WithoutReading(facts) ?? WithoutStatus(facts, ClusterIstio.Controller);

    /// <summary>What keeps from judging a Deployment.</summary>
    public static string? WithoutStatus(DoctorFacts facts, ObjectKey deployment) => facts.Live!.Find(deployment) is not { } found ? $"there is no {deployment}"
        : DeploymentState.Of(found).Available is null ? $"{deployment} has no status"
        : null;

    // A directory has only those roles that were put into it.
    private static string? WithoutRoles(DoctorFacts facts) => WithoutCluster(facts) ?? facts.WhyUnread(ObjectKind.ClusterRole) ??
        (facts.IsDirectory && !facts.Live!.Of(ObjectKind.ClusterRole).Any() ? "the directory has no ClusterRoles" : null);

    private static IEnumerable<DoctorFinding> NotServed(DoctorFacts facts, DoctorCheck check, ObjectKind kind)
    {
        if (facts.NotServed.Contains(kind))
        {
            yield return check.At(facts.Live!.Cluster.Address, null, $"the cluster does not serve {kind.ApiVersion} {kind.Kind}");
        }
    }

    private static IEnumerable<DoctorFinding> NoController(DoctorFacts facts)
    {
        if (facts.Live!.Find(ClusterIstio.Controller) is null)
        {
            yield return DoctorChecks.NoController.At(ClusterIstio.Controller, null, "it does not exist: no Profile becomes a namespace");
        }
    }

    private static IEnumerable<DoctorFinding> ControllerDown(DoctorFacts facts) => Down(facts, ClusterIstio.Controller, DoctorChecks.ControllerDown);

    /// <summary>A Deployment without an available pod, with what its pods say.</summary>
    public static IEnumerable<DoctorFinding> Down(DoctorFacts facts, ObjectKey key, DoctorCheck check)
    {
        var deployment = facts.Live!.Find(key)!;
        var state = DeploymentState.Of(deployment);
        if (state is { Available: > 0 })
        {
            yield break;
        }

        var why = DeploymentState.PodsOf(deployment, facts.Live).Select(PodState.Of).OfType<PodState>().FirstOrDefault();
        yield return check.At(key, null, state.Wanted == 0
            ? "it is scaled to 0 pods"
            : $"none of its {state.Wanted} pods is available{(why is null ? "" : $": {why.Message}")}");
    }

    private static IEnumerable<DoctorFinding> ControllerRollout(DoctorFacts facts) => Rollout(facts, ClusterIstio.Controller, DoctorChecks.ControllerRollout);

    /// <summary>A Deployment that is not through with its present template; one that does not run at all is told elsewhere.</summary>
    public static IEnumerable<DoctorFinding> Rollout(DoctorFacts facts, ObjectKey key, DoctorCheck check)
    {
        if (DeploymentState.Of(facts.Live!.Find(key)!) is { Available: > 0, IsRolledOut: false })
        {
            yield return check.At(key, null, "its rollout is not finished: pods of an older template run");
        }
    }

    private static IEnumerable<DoctorFinding> MeshDisagrees(DoctorFacts facts)
    {
        var declared = facts.Set?.Platform.Istio ?? IstioPlatform.Unsaid;
        foreach (var notice in ClusterIstio.Disagreements(declared, facts.Live!))
        {
            yield return DoctorChecks.MeshDisagrees.At(ClusterIstio.Controller, null, notice.Text);
        }

        // Where nothing of the cluster says how, there is nothing to disagree with.
        if (!ClusterIstio.IsShown(facts.Live!))
        {
            yield break;
        }

        var seen = ClusterIstio.Read(IstioPlatform.Unsaid, facts.Live!);
        string?[] differences =
        [
            declared.UserIdHeader is { } header && !header.Equals(seen.UserIdHeader, StringComparison.OrdinalIgnoreCase)
                ? $"userIdHeader {header}, there {seen.UserIdHeader}"
                : null,
            declared.UserIdPrefix is { } prefix && prefix != seen.UserIdPrefix ? $"userIdPrefix \"{prefix}\", there \"{seen.UserIdPrefix}\"" : null,
            declared.Principals is { } principals && !principals.ToHashSet(StringComparer.Ordinal).SetEquals(seen.Principals)
                ? $"principals {Words(principals)}, there {Words(seen.Principals)}"
                : null,
        ];
        if (differences.OfType<string>().ToList() is { Count: > 0 } differing)
        {
            yield return DoctorChecks.MeshDisagrees.At(ClusterIstio.Controller, null,
                $"the tenants file says otherwise than the cluster: {string.Join("; ", differing)}: whom its policies let in, the mesh does not recognise");
        }
    }

    private static string Words(ImmutableArray<string> principals) => principals.IsEmpty ? "none" : string.Join(" and ", principals);

    private static IEnumerable<DoctorFinding> RoleMissing(DoctorFacts facts) =>
        from key in DoctorReads.RolesOf(facts.Set)
        where facts.Live!.Find(key) is null
        select DoctorChecks.RoleMissing.At(key, null, "it does not exist: who is bound to it gets nothing");

    private static IEnumerable<DoctorFinding> Orphans(DoctorFacts facts) =>
        from space in facts.Live!.Of(ObjectKind.Namespace)
        where space.Label(PartOf) == TenantPart && !space.IsTerminating && facts.Includes(space.Key.Name) && facts.Live.Find(ProfileObject.Key(space.Key.Name)) is null
        select DoctorChecks.Orphan.At(space.Key, space.Key.Name,
            $"it has the label {PartOf}={TenantPart} and no Profile: no quota, no owner, and the dashboard does not show it");
}
