using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Kube;
using KfTenants.Resources;

namespace KfTenants.Doctor;

/// <summary>What runs in the tenants, and what does not, with the reason that Kubernetes gives.</summary>
internal static class WorkloadChecks
{
    private const string Stopped = "kubeflow-resource-stopped";
    private const string Ambient = "istio.io/dataplane-mode";

    public static readonly ImmutableArray<CheckRun> All =
    [
        .. new[] { DoctorChecks.Unschedulable, DoctorChecks.ImagePull, DoctorChecks.Crashing, DoctorChecks.CannotStart }
            .Select(check => new CheckRun(check, WithoutPods, f => Pods(f, check))),
        new(DoctorChecks.VolumePending, f => KubeflowChecks.WithoutCluster(f) ?? f.WhyUnread(ObjectKind.PersistentVolumeClaim), Volumes),
        new(DoctorChecks.NotebookDown, WithoutNotebooks, Notebooks),
        new(DoctorChecks.PodRefused, f => KubeflowChecks.WithoutCluster(f) ?? f.WhyUnread(ObjectKind.Event), Refused),
        new(DoctorChecks.NoSidecar, f => KubeflowChecks.WithoutKubeflow(f) ?? f.WhyUnread(ObjectKind.Pod) ?? f.WhyUnread(ObjectKind.Namespace), Sidecars),
    ];

    private static string? WithoutPods(DoctorFacts facts) => KubeflowChecks.WithoutCluster(facts) ?? facts.WhyUnread(ObjectKind.Pod);

    private static string? WithoutNotebooks(DoctorFacts facts) => KubeflowChecks.WithoutKubeflow(facts) ?? facts.WhyUnread(ObjectKind.Notebook)
        ?? (facts.NotServed.Contains(ObjectKind.Notebook) ? "the cluster knows no Notebooks" : null);

    private static IEnumerable<DoctorFinding> Pods(DoctorFacts facts, DoctorCheck check) =>
        from pod in facts.InTenants(ObjectKind.Pod)
        let state = PodState.Of(pod)
        where state?.Check == check
        select check.At(pod.Key, pod.Key.Namespace, state.Message);

    private static IEnumerable<DoctorFinding> Volumes(DoctorFacts facts)
    {
        // Null: it is not known which there are.
        var classes = TenantHealthChecks.WithoutClasses(facts) is null ? facts.Live!.Of(ObjectKind.StorageClass).ToList() : null;
        foreach (var claim in facts.InTenants(ObjectKind.PersistentVolumeClaim).Where(c => !c.IsTerminating && c.Text("status", "phase") is "Pending" or "Lost"))
        {
            if (WhyUnbound(claim, classes, facts) is { } why)
            {
                yield return DoctorChecks.VolumePending.At(claim.Key, claim.Key.Namespace, why);
            }
        }
    }

    private static string? WhyUnbound(KubeObject claim, List<KubeObject>? classes, DoctorFacts facts)
    {
        if (claim.Text("status", "phase") == "Lost")
        {
            return "the volume that it was bound to does not exist any more";
        }

        var name = claim.Text("spec", "storageClassName");
        if (classes is null)
        {
            return $"it is not bound{(name is null ? "" : $"; its StorageClass is {name}")}";
        }

        var storage = name is null ? classes.Find(TenantHealthChecks.IsDefaultClass) : classes.Find(c => c.Key.Name == name);
        return storage is null ? name is null ? "it names no StorageClass, and there is no default one" : $"StorageClass {name} does not exist"
            : storage.Text("volumeBindingMode") == "WaitForFirstConsumer" && !IsUsed(claim, facts) ? null
            : $"StorageClass {storage.Key.Name} has made no volume for it: look whether its provisioner {storage.Text("provisioner") ?? "?"} runs";
    }

    private static bool IsUsed(KubeObject claim, DoctorFacts facts) => facts.Live!.In(claim.Key.Namespace!, ObjectKind.Pod)
        .Any(p => p.At("spec", "volumes").Items().Any(v => v.Member("persistentVolumeClaim")?.TextMember("claimName") == claim.Key.Name));

    private static IEnumerable<DoctorFinding> Notebooks(DoctorFacts facts) =>
        from notebook in facts.InTenants(ObjectKind.Notebook)
        where notebook.Annotation(Stopped) is null && !notebook.IsTerminating && Number(notebook.At("status", "readyReplicas")) == 0
        select DoctorChecks.NotebookDown.At(notebook.Key, notebook.Key.Namespace, $"it is not stopped, and not ready{WhyDown(notebook, facts)}");

    // notebook-controller labels the pod with the notebook's name.
    private static string WhyDown(KubeObject notebook, DoctorFacts facts)
    {
        var pods = facts.Live!.In(notebook.Key.Namespace!, ObjectKind.Pod).Where(p => p.Label("notebook-name") == notebook.Key.Name).ToList();
        return pods.Count == 0 ? facts.WhyUnread(ObjectKind.Pod) is null ? ": it has no pod" : ""
            : pods.Select(PodState.Of).OfType<PodState>().FirstOrDefault() is { } state ? $": {state.Message}"
            : "";
    }

    private static IEnumerable<DoctorFinding> Refused(DoctorFacts facts) =>
        from happened in facts.InTenants(ObjectKind.Event)
        where happened.Text("type") == "Warning" && happened.Text("reason") == "FailedCreate"
        let about = (Kind: happened.Text("regarding", "kind") ?? "?", Name: happened.Text("regarding", "name") ?? "?")
        group happened by (Space: happened.Key.Namespace!, about.Kind, about.Name) into same
        where !facts.Live!.In(same.Key.Space, ObjectKind.Pod).Any(p => IsOf(p, same.Key.Kind, same.Key.Name))
        select DoctorChecks.PodRefused.At($"{same.Key.Kind}/{same.Key.Space}/{same.Key.Name}", same.Key.Space,
            $"none of its pods can be created: {PodState.OneLine(same.OrderBy(TimeOf).Last().Text("note") ?? "no reason is given")}");

    // Events of before 1.19's clients have only the times of the old API.
    private static string TimeOf(KubeObject happened) =>
        happened.Text("series", "lastObservedTime") ?? happened.Text("deprecatedLastTimestamp") ?? happened.Text("eventTime") ?? "";

    private static bool IsOf(KubeObject pod, string kind, string name) =>
        pod.At("metadata", "ownerReferences").Items().Any(o => o.TextMember("kind") == kind && o.TextMember("name") == name);

    private static IEnumerable<DoctorFinding> Sidecars(DoctorFacts facts) =>
        from space in facts.Spaces
        let found = facts.Live!.Find(NamespaceObject.Key(space))
        where found is not null && NamespaceObject.IsInMesh(found) && found.Label(Ambient) is null
        from pod in facts.Live!.In(space, ObjectKind.Pod)
        where PodState.LacksSidecar(pod)
        select DoctorChecks.NoSidecar.At(
            pod.Key, space, "it has no container istio-proxy, though its namespace is in the mesh: no policy holds for it, and where mTLS is strict no one reaches it");

    private static int Number(JsonElement? value) => value is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var count) ? count : 0;
}
