using KfTenants.Diagnostics;

namespace KfTenants.Doctor;

/// <summary>The checks of Kubeflow, Dex, tenants and what runs in them.</summary>
public static partial class DoctorChecks
{
    private const string ListPods = "list pods";
    private const string ListProfiles = "list profiles.kubeflow.org";
    private const string ListNamespaces = "list namespaces";
    private const string GetDeployments = "get deployments.apps";
    private const string GetConfigMaps = "get configmaps";
    private const string ListPolicies = "list authorizationpolicies.security.istio.io";

    public static readonly DoctorCheck NoProfileKind = new(DoctorArea.Kubeflow, "DOC0501", Severity.Error, "The cluster does not know Profiles",
        "Kubeflow is not installed, its definitions were deleted, or this is another cluster.",
        "install Kubeflow, or choose the right context; for a cluster without it, platform.flavor: kubernetes", ListProfiles);

    public static readonly DoctorCheck NoPolicyKind = new(DoctorArea.Kubeflow, "DOC0502", Severity.Error, "The cluster does not know AuthorizationPolicies",
        "Istio is not installed, or its definitions were deleted: profile-controller stops at the first Profile.",
        "install Istio as the Kubeflow manifests do", ListPolicies);

    public static readonly DoctorCheck NoController = new(DoctorArea.Kubeflow, "DOC0503", Severity.Error, "There is no profile-controller",
        "Without Deployment kubeflow/profiles-deployment no Profile becomes a namespace, and no owner gets access.",
        "install profile-controller, or find out where this distribution runs it", GetDeployments);

    public static readonly DoctorCheck ControllerDown = new(DoctorArea.Kubeflow, "DOC0504", Severity.Error, "profile-controller does not run",
        "Its Deployment has no available pod. New tenants, owners and quotas wait until it does.",
        "look at its pods and their log (kubectl -n kubeflow logs deployment/profiles-deployment -c manager)", GetDeployments, ListPods);

    public static readonly DoctorCheck ControllerRollout = new(DoctorArea.Kubeflow, "DOC0505", Severity.Warning, "profile-controller does not run as its Deployment says",
        "A rollout is under way or hangs: an older version of the controller still works.",
        "look at the rollout (kubectl -n kubeflow rollout status deployment/profiles-deployment)", GetDeployments);

    public static readonly DoctorCheck MeshDisagrees = new(DoctorArea.Kubeflow, "DOC0506", Severity.Error, "Header, prefix or principals disagree",
        "profile-controller, the policies of owners and the tenants file must name the same header, prefix and principals. " +
        "Who is known by another header is denied (RBAC: access denied), though listed everywhere.",
        "say in the file what is right (platform.istio), or leave it out; find out who wrote the other", GetDeployments, GetConfigMaps, ListPolicies);

    public static readonly DoctorCheck RoleMissing = new(DoctorArea.Kubeflow, "DOC0507", Severity.Error, "A role that tenants are bound to does not exist",
        "A binding to a ClusterRole that is not there gives nothing, and nothing says so.",
        "create the ClusterRole: those of Kubeflow are in its manifests (common/kubeflow-roles)", "get clusterroles.rbac.authorization.k8s.io");

    public static readonly DoctorCheck Orphan = new(DoctorArea.Kubeflow, "DOC0508", Severity.Warning, "A namespace looks like a tenant and has no Profile",
        "It has the label of tenants, and no Profile owns it: it has no quota and no owner, and the dashboard does not show it. A namespace alone is no tenant.",
        "make a Profile for it (adopt: true in the tenants file), or take the label away", ListNamespaces, ListProfiles);

    public static readonly DoctorCheck NoDexConfig = new(DoctorArea.Dex, "DOC0601", Severity.Error, "Dex's configuration is not where it is looked for",
        "The ConfigMap, or its key, does not exist: Dex has another name here, or was deleted.",
        "say in the file where it is (platform.dex), or restore it", GetConfigMaps);

    public static readonly DoctorCheck NoDex = new(DoctorArea.Dex, "DOC0602", Severity.Error, "There is no Dex",
        "The Deployment does not exist: no one signs in.",
        "say in the file where it is (platform.dex.deployment), or install it", GetDeployments);

    public static readonly DoctorCheck DexDown = new(DoctorArea.Dex, "DOC0603", Severity.Error, "Dex does not run",
        "Its Deployment has no available pod: no one can sign in. One entry that Dex cannot read is enough.",
        "look at its pods and their log (kubectl -n auth logs deployment/dex)", GetDeployments, ListPods);

    public static readonly DoctorCheck DexRollout = new(DoctorArea.Dex, "DOC0604", Severity.Warning, "Dex does not run as its Deployment says",
        "A rollout is under way or hangs: an older Dex still answers, and new logins do not work yet.",
        "look at the rollout (kubectl -n auth rollout status deployment/dex)", GetDeployments);

    public static readonly DoctorCheck DexStale = new(DoctorArea.Dex, "DOC0605", Severity.Warning, "Dex runs with an older configuration",
        "Dex reads its configuration only at its start. Its ConfigMap, or what an apply wrote into it, is newer than its pods.",
        "restart it (kubectl -n auth rollout restart deployment/dex), or apply the tenants file", GetConfigMaps, GetDeployments, ListPods);

    public static readonly DoctorCheck DexVariableMissing = new(DoctorArea.Dex, "DOC0606", Severity.Error, "Dex does not get a variable that its configuration names",
        "hashFromEnv, idEnv and secretEnv are looked up once, at the start. One that is missing ends the start for all people: no password hash provided.",
        "put the key into the Secret, and the Secret into envFrom of Dex's Deployment", GetConfigMaps, GetDeployments, "get secrets");

    public static readonly DoctorCheck DexOtherKey = new(DoctorArea.Dex, "DOC0607", Severity.Error, "Dex starts with another key of its ConfigMap",
        "What is written into the configuration that the file names, Dex does not see.",
        "name the key that Dex starts with (platform.dex.key)", GetConfigMaps, GetDeployments);

    public static readonly DoctorCheck DexOtherIssuer = new(DoctorArea.Dex, "DOC0608", Severity.Warning, "The mesh does not know Dex's issuer",
        "RequestAuthentications of istio-system check the tokens of the issuers that they name. With another issuer in Dex's " +
        "configuration people sign in, and are denied behind it: Jwt issuer is not configured.",
        "write the same issuer in both places: it is also what the login proxy is told", GetConfigMaps, "list requestauthentications.security.istio.io");

    public static readonly DoctorCheck NamespaceGone = new(DoctorArea.Tenants, "DOC0701", Severity.Warning, "A tenant of the file is not in the cluster",
        "The file lists it, and there is no namespace of its name: it was never applied, or it was deleted.",
        "apply the tenants file", ListNamespaces);

    public static readonly DoctorCheck NamespaceEnding = new(DoctorArea.Tenants, "DOC0702", Severity.Error, "A tenant's namespace is being deleted",
        "Nothing new starts in it. It stays so while a finalizer waits for a controller, or an API that is not served any more.",
        "look at its conditions (kubectl get namespace NAME -o yaml): they say what is left and what waits", ListNamespaces);

    public static readonly DoctorCheck NotIsolated = new(DoctorArea.Tenants, "DOC0703", Severity.Error, "A tenant that should be isolated is not",
        "The file has network for it, and the NetworkPolicy is not there: every pod of the cluster reaches its pods.",
        "apply the tenants file", "list networkpolicies.networking.k8s.io");

    public static readonly DoctorCheck QuotaFull = new(DoctorArea.Tenants, "DOC0704", Severity.Warning, "A quota is used up",
        "Nothing new that needs this resource starts: notebooks and pipeline steps hang without a pod, and only an event says why. The sidecar of the mesh counts, too.",
        "raise the quota, or have something stopped", "list resourcequotas");

    public static readonly DoctorCheck NoDefaultStorage = new(DoctorArea.Tenants, "DOC0705", Severity.Warning, "There is no default StorageClass, or several",
        "Notebooks ask for volumes without naming a class: without a default they stay Pending. With several, the newest counts.",
        "mark one, and only one, with the annotation storageclass.kubernetes.io/is-default-class", "list storageclasses.storage.k8s.io");

    public static readonly DoctorCheck EndlessToken = new(DoctorArea.Tenants, "DOC0706", Severity.Info, "A service account has a token that does not end",
        "Before Kubernetes 1.24 every service account got one, in a Secret. Who has copied it has the account's access until the Secret is deleted.",
        "find out who uses it, hand out tokens that end, and delete the Secret", "list serviceaccounts");

    public static readonly DoctorCheck Unschedulable = new(DoctorArea.Workloads, "DOC0801", Severity.Warning, "A pod finds no node",
        "No node has what it asks for: too little cpu, memory or GPUs, a taint, a selector or a volume of another zone.",
        "ask for less, add nodes, or correct selector and tolerations", ListPods);

    public static readonly DoctorCheck ImagePull = new(DoctorArea.Workloads, "DOC0802", Severity.Warning, "An image cannot be pulled",
        "The name or tag is wrong, the registry wants credentials, or it cannot be reached.",
        "check the name; for a private registry, imagePullSecrets of the tenant in the tenants file", ListPods, "list events.events.k8s.io");

    public static readonly DoctorCheck Crashing = new(DoctorArea.Workloads, "DOC0803", Severity.Warning, "A container crashes again and again",
        "It ends with an error, or is killed because it uses more memory than its limit (OOMKilled).",
        "look at the log of the run before (kubectl logs --previous); give it more memory where it was OOMKilled", ListPods);

    public static readonly DoctorCheck CannotStart = new(DoctorArea.Workloads, "DOC0804", Severity.Warning, "A container cannot be started",
        "A ConfigMap, a Secret or a key that it names does not exist, or it may not run as it says.",
        "create what the message names, for example by configMaps and secrets of the tenants file", ListPods);

    public static readonly DoctorCheck VolumePending = new(DoctorArea.Workloads, "DOC0805", Severity.Warning, "A volume claim is not bound",
        "Its StorageClass does not exist or there is no default one, its provisioner does not run, or it waits for the first pod that uses it.",
        "look at its events (kubectl describe pvc)", "list persistentvolumeclaims", "list storageclasses.storage.k8s.io");

    public static readonly DoctorCheck NotebookDown = new(DoctorArea.Workloads, "DOC0806", Severity.Warning, "A notebook is not ready",
        "It is not stopped, and no pod of it is ready. The page of it shows an error of the mesh: no healthy upstream.",
        "look at its pod; where it has none, at the events of its StatefulSet", "list notebooks.kubeflow.org");

    public static readonly DoctorCheck PodRefused = new(DoctorArea.Workloads, "DOC0807", Severity.Warning, "Pods are refused at their creation",
        "A quota is exceeded or wants limits that the pod does not say, or Pod Security, a policy or a webhook refuses it. Only an event says so.",
        "follow the message: raise the quota, add a limitRange, or correct the pod", "list events.events.k8s.io");

    public static readonly DoctorCheck NoSidecar = new(DoctorArea.Workloads, "DOC0808", Severity.Warning, "A pod runs without the sidecar of the mesh",
        "The namespace is in the mesh, and the pod has no istio-proxy: no policy holds for it, and where mTLS is strict no one reaches it. " +
        "It is older than the label, or the injector was down.",
        "restart it; where it stays so, look at istiod and its webhook", ListPods, ListNamespaces);
}
