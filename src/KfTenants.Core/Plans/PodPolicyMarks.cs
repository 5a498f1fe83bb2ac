namespace KfTenants.Plans;

/// <summary>The label and annotations of a Namespace by which the policies for pods select it and know what is exempt.</summary>
public static class PodPolicyMarks
{
    /// <summary>Pods run as the identity of their tenant.</summary>
    public const string IdentityLabel = "kftenants.io/posix-identity";
    public const string Enforce = "enforce";

    /// <summary>Pods live no longer than their tenant's limit: those that say how long (<see cref="Limited"/>), or all, which must say it (<see cref="Required"/>).</summary>
    public const string LifetimeLabel = "kftenants.io/pod-lifetime";
    public const string Limited = "limited";
    public const string Required = "required";

    /// <summary>The names of the containers that run as they like, with commas between them.</summary>
    public const string ExemptAnnotation = "kftenants.io/exempt-containers";

    /// <summary>How long a pod is to live, on the pod, as a duration of Go; its maker writes it, and reapers of pods read it (OSC/job-pod-reaper, main.go).</summary>
    public const string LifetimeAnnotation = "pod.kubernetes.io/lifetime";
}
