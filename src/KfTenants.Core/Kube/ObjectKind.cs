namespace KfTenants.Kube;

/// <summary>A kind of Kubernetes object that this tool reads or writes, with what a request path needs.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Plural">The resource name in request paths.</param>
public sealed record ObjectKind(string Group, string Version, string Kind, string Plural, bool IsNamespaced) : IComparable<ObjectKind>
{
    public static readonly ObjectKind Profile = new("kubeflow.org", "v1", "Profile", "profiles", IsNamespaced: false);
    public static readonly ObjectKind Namespace = new("", "v1", "Namespace", "namespaces", IsNamespaced: false);
    public static readonly ObjectKind ResourceQuota = new("", "v1", "ResourceQuota", "resourcequotas", IsNamespaced: true);
    public static readonly ObjectKind LimitRange = new("", "v1", "LimitRange", "limitranges", IsNamespaced: true);
    public static readonly ObjectKind ServiceAccount = new("", "v1", "ServiceAccount", "serviceaccounts", IsNamespaced: true);
    public static readonly ObjectKind RoleBinding = new("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings", IsNamespaced: true);

    public static readonly ObjectKind Role = new("rbac.authorization.k8s.io", "v1", "Role", "roles", IsNamespaced: true);
    public static readonly ObjectKind ClusterRole = new("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", IsNamespaced: false);

    public static readonly ObjectKind ClusterRoleBinding =
        new("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", IsNamespaced: false);

    /// <summary>v1beta1 is the only version that every supported Istio (1.14 to 1.29) serves; KFAM writes it too.</summary>
    public static readonly ObjectKind AuthorizationPolicy = new("security.istio.io", "v1beta1", "AuthorizationPolicy", "authorizationpolicies", IsNamespaced: true);

    /// <summary>Whose tokens the mesh checks.</summary>
    public static readonly ObjectKind RequestAuthentication = new("security.istio.io", "v1beta1", "RequestAuthentication", "requestauthentications", IsNamespaced: true);

    public static readonly ObjectKind NetworkPolicy = new("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", IsNamespaced: true);
    public static readonly ObjectKind ConfigMap = new("", "v1", "ConfigMap", "configmaps", IsNamespaced: true);
    public static readonly ObjectKind Secret = new("", "v1", "Secret", "secrets", IsNamespaced: true);
    public static readonly ObjectKind Service = new("", "v1", "Service", "services", IsNamespaced: true);
    public static readonly ObjectKind Deployment = new("apps", "v1", "Deployment", "deployments", IsNamespaced: true);

    /// <summary>A login as Dex keeps it in the cluster (storage/kubernetes/types.go); read at every sign-in, without a restart.</summary>
    public static readonly ObjectKind Password = new("dex.coreos.com", "v1", "Password", "passwords", IsNamespaced: true);

    /// <summary>What a webhook of Kubeflow adds to the pods that it selects.</summary>
    public static readonly ObjectKind PodDefault = new("kubeflow.org", "v1alpha1", "PodDefault", "poddefaults", IsNamespaced: true);

    /// <summary>Kueue serves v1beta1 in every release since 0.2, beside v1beta2 in the newest.</summary>
    public static readonly ObjectKind LocalQueue = new("kueue.x-k8s.io", "v1beta1", "LocalQueue", "localqueues", IsNamespaced: true);

    public static readonly ObjectKind Node = new("", "v1", "Node", "nodes", IsNamespaced: false);
    public static readonly ObjectKind Pod = new("", "v1", "Pod", "pods", IsNamespaced: true);
    public static readonly ObjectKind PersistentVolumeClaim = new("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", IsNamespaced: true);
    public static readonly ObjectKind StorageClass = new("storage.k8s.io", "v1", "StorageClass", "storageclasses", IsNamespaced: false);

    /// <summary>Every release of Kubeflow from 1.5 on serves v1 (components/notebook-controller).</summary>
    public static readonly ObjectKind Notebook = new("kubeflow.org", "v1", "Notebook", "notebooks", IsNamespaced: true);

    public static readonly ObjectKind Lease = new("coordination.k8s.io", "v1", "Lease", "leases", IsNamespaced: true);
    public static readonly ObjectKind Event = new("events.k8s.io", "v1", "Event", "events", IsNamespaced: true);

    /// <summary>By what a policy of the API server is in force; since Kubernetes 1.30.</summary>
    public static readonly ObjectKind ValidatingAdmissionPolicyBinding =
        new("admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings", IsNamespaced: false);

    /// <summary>A policy of Kyverno.</summary>
    public static readonly ObjectKind ClusterPolicy = new("kyverno.io", "v1", "ClusterPolicy", "clusterpolicies", IsNamespaced: false);

    /// <summary>Every kind above: the closed list of what the tool knows.</summary>
    public static readonly IReadOnlyList<ObjectKind> All =
    [
        Profile, Namespace, ResourceQuota, LimitRange, ServiceAccount, RoleBinding, ClusterRoleBinding, AuthorizationPolicy, NetworkPolicy, ConfigMap,
        Secret, Service, Deployment, Password, PodDefault, LocalQueue, Node, Pod, Lease, Event, Role, ClusterRole, ValidatingAdmissionPolicyBinding, ClusterPolicy,
        PersistentVolumeClaim, StorageClass, Notebook, RequestAuthentication,
    ];

    /// <summary>The kind in an id of a change: lower case, with the group behind it where two known kinds share the name.</summary>
    public string IdName => field ??= All.Count(k => k.Kind == Kind) > 1 && Group.Length > 0
        ? $"{Kind.ToLowerInvariant()}.{Group}"
        : Kind.ToLowerInvariant();

    /// <summary>Group and kind decide: the same kind in two versions is the same objects.</summary>
    public bool Equals(ObjectKind? other) => ReferenceEquals(this, other) || (other is not null && Kind == other.Kind && Group == other.Group);

    // Part of every key of every object; hardly two kinds share the name.
    public override int GetHashCode() => Kind.GetHashCode(StringComparison.Ordinal);

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The known kind of this group and name, whatever version was written; null when the tool does not know it.</summary>
    public static ObjectKind? Find(string apiVersion, string kind)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var group = slash < 0 ? "" : apiVersion[..slash];
        return All.FirstOrDefault(k => k.Group == group && k.Kind == kind);
    }

    public int CompareTo(ObjectKind? other)
    {
        if (other is null || ReferenceEquals(this, other))
        {
            return other is null ? 1 : 0;
        }

        var byKind = string.CompareOrdinal(Kind, other.Kind);
        return byKind != 0 ? byKind : string.CompareOrdinal(Group, other.Group);
    }

    public override string ToString() => Kind;

    public static bool operator <(ObjectKind left, ObjectKind right) => left.CompareTo(right) < 0;

    public static bool operator >(ObjectKind left, ObjectKind right) => left.CompareTo(right) > 0;

    public static bool operator <=(ObjectKind left, ObjectKind right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ObjectKind left, ObjectKind right) => left.CompareTo(right) >= 0;
}
