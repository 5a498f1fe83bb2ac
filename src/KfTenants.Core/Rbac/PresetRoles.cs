using System.Collections.Immutable;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Rbac;

/// <summary>
/// The ClusterRoles of presets, with the least rules for what each is for. They are bound in a tenant's namespace alone, and created by the person who applies the
/// output of <c>bootstrap</c>: a run that binds them needs to hold none of these rights.
/// </summary>
public static class PresetRoles
{
    private static readonly ImmutableArray<string> Look = ["get", "list"];
    private static readonly ImmutableArray<string> Run = ["get", "list", "create", "delete"];
    private static readonly ImmutableArray<string> Follow = ["get", "list", "watch", "create", "delete"];

    /// <summary>Those that the file uses, rule by rule; empty for a file without presets.</summary>
    public static ImmutableArray<RbacRule> Of(ToolPlaces places) =>
    [
        .. from preset in AccountPreset.Own
           let role = AccountPreset.OwnClusterRoleOf(preset)
           where places.BoundClusterRoles.Contains(role, StringComparer.Ordinal)
           from right in RightsOf(preset)
           select new RbacRule(role, null, right.Group, [right.Resource], right.Names, right.Verbs, right.Why),
    ];

    /// <summary>What one of <see cref="AccountPreset.Own"/> may do.</summary>
    public static ImmutableArray<Right> RightsOf(string preset) => preset switch
    {
        // kubeflow/sdk, trainer/backends/kubernetes/backend.py. ClusterTrainingRuntimes are in no namespace: a RoleBinding cannot give them.
        "sdk-trainer" =>
        [
            new("trainer.kubeflow.org", "trainjobs", [], Run, "train, list_jobs, get_job, delete_job."),
            new("trainer.kubeflow.org", "trainingruntimes", [], Look, "list_runtimes, get_runtime."),
            new("", "pods", [], Look, "get_job and wait_for_job_status: the pods of a job."),
            new("", "pods/log", [], Right.Get, "get_job_logs."),
            new("", "events", [], ["list"], "get_job_events."),
        ],

        // kubeflow/sdk, spark/backends/kubernetes/backend.py.
        "spark" =>
        [
            new("sparkoperator.k8s.io", "sparkapplications", [], Run, "Applications."),
            new("sparkoperator.k8s.io", "sparkconnects", [], Run, "Sessions of Spark Connect."),
            new("", "pods", [], Look, "The pods of a session."),
            new("", "pods/log", [], Right.Get, "Their logs."),
            new("", "pods/portforward", [], ["create"], "How a client outside the cluster reaches a session."),
            new("", "services", [], Right.Get, "Where a session listens."),
        ],

        // kubeflow/pipelines, backend/src/apiserver/resource: what its API server asks Kubernetes for before it answers.
        "pipelines" =>
        [
            new("pipelines.kubeflow.org", "pipelines", [], ["get", "list", "create", "update", "delete"], "Pipelines of the namespace."),
            new("pipelines.kubeflow.org", "pipelines/versions", [], ["get", "list", "create", "update", "delete"], "Their versions."),
            new("pipelines.kubeflow.org", "experiments", [], ["get", "list", "create", "archive", "unarchive", "delete"], "Experiments."),
            new("pipelines.kubeflow.org", "runs", [], ["get", "list", "create", "retry", "terminate", "archive", "unarchive", "delete"], "Runs."),
            new("pipelines.kubeflow.org", "jobs", [], ["get", "list", "create", "enable", "disable", "delete"], "Recurring runs."),
        ],

        // Clusters of Dask that are made of plain pods from outside.
        "dask" =>
        [
            new("", "pods", [], Follow, "Scheduler and workers. Who makes pods can run as every service account of the namespace."),
            new("", "pods/log", [], Right.Get, "Their logs."),
            new("", "services", [], Follow, "Where the scheduler listens."),
            new("", "configmaps", [], Run, "The configuration of a cluster."),
            new("", "events", [], ["list"], "Why a pod does not start."),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(preset), preset, null),
    };
}
