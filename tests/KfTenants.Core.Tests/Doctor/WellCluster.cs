using System.Collections.Immutable;
using KfTenants.Audit;
using KfTenants.Credentials;
using KfTenants.Flavors;
using KfTenants.Kube;

namespace KfTenants.Doctor;

/// <summary>A cluster of real recordings with all that people work with around it, reached by a server that answers: nothing of it is wrong.</summary>
internal static class WellCluster
{
    public const string Space = "rec-plain";

    public static readonly DateTimeOffset Now = new(2026, 12, 2, 3, 4, 5, TimeSpan.Zero);

    public static readonly CredentialFacts Credential = new(CredentialKind.Token, "user \"ana\"")
    {
        Claims = new TokenClaims(
            "https://kubernetes.default.svc", "system:serviceaccount:ci:kftenants", null, ["https://kubernetes.default.svc"], Now.AddHours(-1), Now.AddHours(-1),
            Now.AddHours(23), null),
    };

    public static readonly ServerFacts Server = new("https://10.0.0.1:6443", "10.0.0.1", 6443, IsHttps: true, "kubeconfig ~/.kube/config, context prod")
    {
        Reach = ReachOutcome.Connected,
        Trust = "the certificate-authority of cluster \"prod\"",
        Tls = new TlsFacts(CertificateFlaw.None, null, ["10.0.0.1", "kubernetes"], Now.AddDays(-10), Now.AddDays(300)),
        Answer = new AnswerFacts((string?)null)
        {
            Version = "v1.32.0",
            Date = Now,
            Received = Now.AddSeconds(1),
            Authentication = 201,
            User = "system:serviceaccount:ci:kftenants",
        },
    };

    public static readonly FileFacts HandedOut = new("ana.kubeconfig")
    {
        IsOpenToOthers = false,
        Namespace = Space,
        HasAuthority = true,
        Abilities = [("list pods", true), ("create rolebindings.rbac.authorization.k8s.io", false)],
    };

    /// <param name="edit">What is wrong in the cluster.</param>
    public static DoctorFacts Of(Func<LiveState, LiveState>? edit = null)
    {
        var live = Around(HealthyCluster.WithDex());
        return new DoctorFacts(Now, Set: null) { Credential = Credential, Server = Server, Rights = new RightsFacts([], []), Live = edit is null ? live : edit(live) };
    }

    /// <summary>A file that is judged.</summary>
    public static DoctorFacts OfFile(Func<FileFacts, FileFacts>? edit = null, CredentialFacts? credential = null) =>
        new(Now, Set: null) { Credential = credential ?? Credential, Server = Server, File = edit is null ? HandedOut : edit(HandedOut) };

    /// <summary>A way to the server that ends somewhere.</summary>
    public static DoctorFacts Reached(Func<ServerFacts, ServerFacts> edit, CredentialFacts? credential = null)
    {
        var server = edit(Server);
        return new DoctorFacts(Now, Set: null) { Credential = credential ?? Credential, Server = server };
    }

    public static LiveState Pod(this LiveState live, string name, string status, string? more = null) => live.Put(ObjectKind.Pod,
        $$$"""
        {"metadata":{"name":"{{{name}}}","namespace":"{{{Space}}}"{{{(more is null ? "" : "," + more)}}}},
         "spec":{"containers":[{"name":"main"},{"name":"istio-proxy"}]},"status":{{{status}}}}
        """);

    public static LiveState Waiting(this LiveState live, string reason, string message = "", string last = "{}") => live.Pod("nb-0",
        $$$"""
        {"phase":"Pending","containerStatuses":[{"name":"main","image":"example/nb:1",
         "state":{"waiting":{"reason":"{{{reason}}}","message":"{{{message}}}"}},"lastState":{{{last}}}}]}
        """);

    public static LiveState Claim(this LiveState live, string spec, string phase = "Pending") => live.Put(ObjectKind.PersistentVolumeClaim,
        $$$"""{"metadata":{"name":"work","namespace":"{{{Space}}}"},"spec":{{{spec}}},"status":{"phase":"{{{phase}}}"}}""");

    public static LiveState Refusal(this LiveState live, string note) => live.Put(ObjectKind.Event,
        $$$"""
        {"metadata":{"name":"e1","namespace":"{{{Space}}}"},"type":"Warning","reason":"FailedCreate","note":"{{{note}}}",
         "regarding":{"kind":"StatefulSet","name":"nb","namespace":"{{{Space}}}"},"deprecatedLastTimestamp":"2026-12-02T03:00:00Z"}
        """);

    public static LiveState Drop(this LiveState live, ObjectKey key) => live.With(key, null);

    private static LiveState Around(LiveState live)
    {
        foreach (var (kind, json) in Platform)
        {
            live = live.Put(kind, json);
        }

        return live.Pod("nb-0", """{"phase":"Running","startTime":"2026-01-01T00:00:00Z"}""", "\"labels\":{\"notebook-name\":\"nb\"}").Claim("{}", "Bound");
    }

    private static ImmutableArray<(ObjectKind Kind, string Json)> Platform =>
    [
        (ObjectKind.Deployment, Deployment(ClusterIstio.Controller, "kubeflownotebookswg/profile-controller:v1.9.2",
            "\"name\":\"manager\",\"envFrom\":[{\"configMapRef\":{\"name\":\"profiles-config\"}}]")),
        (ObjectKind.Deployment, Deployment(new ObjectKey(ObjectKind.Deployment, "auth", "dex"), "ghcr.io/dexidp/dex:v2.39.1", "\"name\":\"dex\"")),
        (ObjectKind.Pod, """{"metadata":{"name":"dex-1","namespace":"auth","labels":{"app":"dex"}},"status":{"phase":"Running","startTime":"2026-12-02T03:00:00Z"}}"""),
        (ObjectKind.ConfigMap,
            """
            {"metadata":{"name":"profiles-config","namespace":"kubeflow"},"data":{"USERID_HEADER":"kubeflow-userid","USERID_PREFIX":"",
             "ISTIO_INGRESS_GATEWAY_PRINCIPAL":"cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account",
             "KFP_UI_PRINCIPAL":"cluster.local/ns/kubeflow/sa/ml-pipeline-ui"}}
            """),
        (ObjectKind.RequestAuthentication,
            """{"metadata":{"name":"dex-jwt","namespace":"istio-system"},"spec":{"jwtRules":[{"issuer":"http://dex.auth.svc.cluster.local:5556/dex"}]}}"""),
        (ObjectKind.StorageClass, """{"metadata":{"name":"standard","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}},"provisioner":"example/disk"}"""),
        .. new[] { "kubeflow-admin", "kubeflow-edit", "kubeflow-view" }.Select(name => (ObjectKind.ClusterRole, $$"""{"metadata":{"name":"{{name}}"},"rules":[]}""")),
        (ObjectKind.Notebook, $$$"""{"metadata":{"name":"nb","namespace":"{{{Space}}}"},"status":{"readyReplicas":1}}"""),
    ];

    private static string Deployment(ObjectKey key, string image, string container) =>
        $$$$$"""
        {"metadata":{"name":"{{{{{key.Name}}}}}","namespace":"{{{{{key.Namespace}}}}}","generation":2},
         "spec":{"replicas":1,"selector":{"matchLabels":{"app":"{{{{{key.Name}}}}}"}},"template":{"spec":{"containers":[{"image":"{{{{{image}}}}}",{{{{{container}}}}}}]}}},
         "status":{"observedGeneration":2,"replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1}}
        """;
}
