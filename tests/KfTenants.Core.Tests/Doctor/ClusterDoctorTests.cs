using System.Collections.Immutable;
using System.Text.RegularExpressions;
using KfTenants.Audit;
using KfTenants.Credentials;
using KfTenants.Diagnostics;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Rbac;
using KfTenants.Tenants;
using KfTenants.Testing;
using static KfTenants.Doctor.WellCluster;

namespace KfTenants.Doctor;

public sealed class ClusterDoctorTests
{
    private static readonly ObjectKey Controller = ClusterIstio.Controller;
    private static readonly ObjectKey Dex = new(ObjectKind.Deployment, "auth", "dex");
    private static readonly ObjectKey DexConfig = new(ObjectKind.ConfigMap, "auth", "dex");

    /// <summary>One fault in a healthy cluster, every check that must speak of it, and what it must say: a part of the message and of the remedy.</summary>
    private static readonly ImmutableArray<(string Checks, string Says, string Remedy, Func<DoctorFacts> Facts)> Faults =
    [
        ("DOC0001", "lets others than its owner read it", "chmod 600", () => OfFile(f => f with { IsOpenToOthers = true })),
        ("DOC0002", "does not use c1, c2, c3, c4, context admin and 1 more", "one context",
            () => OfFile(f => f with { Others = ["c1", "c2", "c3", "c4", "context admin", "user root"] })),
        ("DOC0003", "client-certificate and client-key by path", "client-key-data", () => OfFile(f => f with { Paths = ["client-certificate", "client-key"] })),
        ("DOC0004", "names no namespace", "set namespace", () => OfFile(f => f with { Namespace = null })),
        ("DOC0005 DOC0201", "has no certificate-authority-data", "certificate-authority-data",
            () => OfFile(f => f with { HasAuthority = false, Abilities = [] }) with { Server = Handshake(CertificateFlaw.Authority, "unknown authority")(Server) }),
        ("DOC0006", "has no expiry", "hand out a token that ends", () => OfFile(null, Credential with { Claims = Credential.Claims! with { Expires = null } })),
        ("DOC0006", "a name and a password", "credential plugin", () => OfFile(null, new CredentialFacts(CredentialKind.Basic, "user \"ana\""))),
        ("DOC0007", "the program kubelogin", "which program", () => OfFile(null, new CredentialFacts(CredentialKind.Plugin, "user \"ana\"") { Plugin = "kubelogin" })),
        ("DOC0008", "in every namespace it may get secrets and create pods", "RoleBinding", () => OfFile(f => f with { Everywhere = ["get secrets", "create pods"] })),
        ("DOC0009", "in namespace rec-plain it may do none of 1 things", "whether the namespace exists", () => OfFile(f => f with { Abilities = [("list pods", false)] })),
        ("DOC0101", "no cluster configured", "correct what the message names", () => new DoctorFacts(Now, null) { ConfigurationProblem = "no cluster configured: it is empty." }),
        ("DOC0102", "the URL is http", "https://", () => Reached(s => s with { Server = "http://10.0.0.1", IsHttps = false, Tls = null })),
        ("DOC0103", "cannot be resolved", "VPN", () => Reached(s => s with { NameProblem = "the name api.test cannot be resolved", Reach = null, Tls = null, Answer = null })),
        ("DOC0104", "nothing listens there", "tunnel", () => Reached(Unreached(ReachOutcome.Refused, "10.0.0.1 port 6443 refuses the connection: nothing listens there"))),
        ("DOC0105", "did not answer within", "firewall", () => Reached(Unreached(ReachOutcome.TimedOut, "10.0.0.1 port 6443 did not answer within 10 s"))),
        ("DOC0106", "no way to", "routes", () => Reached(Unreached(ReachOutcome.Unreachable, "there is no way to 10.0.0.1 port 6443"))),
        ("DOC0104 DOC0107", "through the proxy http://proxy.test:3128", "NO_PROXY=10.0.0.1",
            () => Reached(s => Unreached(ReachOutcome.Refused, "proxy.test port 3128 refuses the connection")(s) with { Proxy = "http://proxy.test:3128" })),
        ("DOC0107", "go through the proxy", "add it to NO_PROXY", () => Of() with { Server = Server with { Proxy = "http://proxy.test:3128" } }),
        ("DOC0108", "text/html", "port and path", () => Reached(s => s with { Answer = new AnswerFacts("GET /version answers 200 with text/html in the place of JSON") })),
        ("DOC0109", "not ready: etcd", "API server's log", () => Of() with { Server = Answered(a => a with { Unready = "etcd" }) }),
        ("DOC0201", "unknown authority", "certificate-authority-data", () => Reached(Handshake(CertificateFlaw.Authority, "unknown authority"))),
        ("DOC0202", "valid for kubernetes", "tls-server-name to one of them (10.0.0.1, kubernetes)",
            () => Reached(Handshake(CertificateFlaw.Name, "valid for kubernetes, not 10.0.0.1"))),
        ("DOC0203", "has expired", "clock here", () => Reached(Handshake(CertificateFlaw.Time, "the server's certificate chain has expired"))),
        ("DOC0203", "not yet valid", "which says 2026-12-02T03:04:05Z",
            () => Reached(s => s with { Answer = null, Tls = new TlsFacts(CertificateFlaw.Time, "not yet valid", [], Now.AddDays(1), Now.AddDays(2)) })),
        ("DOC0204", "TLS handshake failed", "port is that of the API server", () => Reached(Handshake(CertificateFlaw.Other, "the TLS handshake failed"))),
        ("DOC0205", "expires at 2026-12-07T03:04:05Z", "renew it now",
            () => Of() with { Server = Server with { Tls = Server.Tls! with { NotBefore = Now.AddDays(-360), NotAfter = Now.AddDays(5) } } }),
        ("DOC0206", "anyone between gets the credential", "take it out", () => Of() with { Server = Server with { IsInsecure = true } }),
        ("DOC0207", "the server's clock says 2026-12-02T03:14:05Z", "NTP", () => Of() with { Server = Answered(a => a with { Date = Now.AddMinutes(10) }) }),
        ("DOC0301", "has no credential", "right user", () => Reached(s => s, new CredentialFacts(CredentialKind.None, "the anonymous user"))),
        ("DOC0301", "knows us as system:anonymous", "right user", () => Reached(s => Answered(a => a with { User = "system:anonymous", Authentication = 403 }))),
        ("DOC0302", "begins with \"Bearer \"", "the token alone", () => Unusable(TokenFlaw.Bearer)),
        ("DOC0303", "a blank or a line break", "on one line", () => Unusable(TokenFlaw.Blank)),
        ("DOC0304", "the base64 of a token", "base64 -d",
            () => Reached(s => Answered(a => a with { Authentication = 401, User = null }), Credential with { Flaw = TokenFlaw.Encoded, Claims = null })),
        ("DOC0305", "expired at 2026-12-02T02:04:05Z; it is 2026-12-02T03:04:05Z here", "sign in again",
            () => Reached(s => Answered(a => a with { Authentication = 401 }), Credential with { Claims = Credential.Claims! with { Expires = Now.AddHours(-1) } })),
        ("DOC0306", "valid from 2026-12-02T04:04:05Z on", "NTP",
            () => Reached(s => Answered(a => a with { Authentication = 401 }), Credential with { Claims = Credential.Claims! with { NotBefore = Now.AddHours(1) } })),
        ("DOC0307", "issued by https://kubernetes.default.svc for the audience vault", "without an audience",
            () => Reached(s => Answered(a => a with { Authentication = 401 }), Credential with { Claims = Credential.Claims! with { Audiences = ["vault"] } })),
        ("DOC0307", "401 for the token", "another cluster, or its service account", () => Reached(s => Answered(a => a with { Authentication = 401 }))),
        ("DOC0307", "issued by https://dex.test", "--oidc-issuer-url", () => Reached(s => Answered(a => a with { Authentication = 401 }),
            Credential with { Claims = new TokenClaims("https://dex.test", "ana", null, ["kubernetes"], null, null, null, null) })),
        ("DOC0307", "401 for the client certificate", "compare issuer",
            () => Reached(s => Answered(a => a with { Authentication = 401 }), new CredentialFacts(CredentialKind.Certificate, "user \"ana\""))),
        ("DOC0308", "not found in PATH", "install it",
            () => Reached(
                s => s with { Answer = null },
                new CredentialFacts(CredentialKind.Plugin, "user \"ana\"") { Plugin = "kubelogin", Problem = "executable kubelogin not found in PATH" })),
        ("DOC0309", "the token expires at 2026-12-02T03:34:05Z", "new one",
            () => Of() with { Credential = Credential with { Claims = Credential.Claims! with { Issued = Now.AddHours(-23), Expires = Now.AddMinutes(30) } } }),
        ("DOC0309", "the client certificate expires at", "new one",
            () => Of() with { Credential = new CredentialFacts(CredentialKind.Certificate, "user \"ana\"") { CertificateTo = Now.AddDays(3) } }),
        ("DOC0310", "the client certificate expired at", "kubeadm certs renew", () => Reached(s => s with { Answer = null },
            new CredentialFacts(CredentialKind.Certificate, "user \"ana\"") { CertificateTo = Now.AddDays(-3), Problem = "client certificate expired" })),
        ("DOC0310", "valid from", "clock",
            () => Reached(s => s with { Answer = null }, new CredentialFacts(CredentialKind.Certificate, "user \"ana\"") { CertificateFrom = Now.AddDays(3) })),
        ("DOC0311", "tokenFile /x does not exist", "what the message names",
            () => Reached(s => s with { Answer = null }, Credential with { Problem = "tokenFile /x does not exist" })),
        ("DOC0401", "list profiles.kubeflow.org", "bootstrap --plan-only", () => Of() with { Rights = new RightsFacts(["list profiles.kubeflow.org"], []) }),
        ("DOC0402", "create rolebindings", "bootstrap prints them", () => Of() with { Rights = new RightsFacts([], ["create rolebindings"]) }),
        ("DOC0501 DOC0508", "does not serve kubeflow.org/v1 Profile", "flavor: kubernetes", () => Of(Without(ObjectKind.Profile)) with { NotServed = [ObjectKind.Profile] }),
        ("AUD0104 AUD0212 DOC0502", "does not serve security.istio.io/v1beta1", "install Istio",
            () => Of(Without(ObjectKind.AuthorizationPolicy)) with { NotServed = [ObjectKind.AuthorizationPolicy] }),
        ("DOC0503", "does not exist", "install profile-controller", () => Of(l => l.Drop(Controller))),
        ("DOC0504", "none of its 1 pods is available: container manager ends again and again (exit code 1)", "logs deployment/profiles-deployment",
            () => Of(l => l.Edited(Controller, "/status/availableReplicas", 0).Put(ObjectKind.Pod,
                """
                {"metadata":{"name":"p","namespace":"kubeflow","labels":{"app":"profiles-deployment"}},"status":{"phase":"Running","containerStatuses":[
                 {"name":"manager","state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"reason":"Error","exitCode":1}}}]}}
                """))),
        ("DOC0504", "scaled to 0", "look at its pods", () => Of(l => l.Edited(Controller, "/spec/replicas", 0).Edited(Controller, "/status/availableReplicas", 0))),
        ("DOC0505", "not finished", "rollout status", () => Of(l => l.Edited(Controller, "/status/observedGeneration", 1))),
        ("DOC0506", "disagree about how the mesh knows people", "platform.istio",
            () => Of(l => l.Edit(ObjectKind.ConfigMap, "kubeflow", "profiles-config", "/data/USERID_PREFIX", "\"accounts:\""))),
        ("AUD0104 AUD0212 DOC0506", "userIdHeader x-user, there kubeflow-userid", "platform.istio",
            () => WithFile(s => s with { Platform = s.Platform with { Istio = new IstioPlatform("x-user", "", null) } })),
        ("DOC0507", "gets nothing", "create the ClusterRole", () => Of(l => l.Drop(new ObjectKey(ObjectKind.ClusterRole, null, "kubeflow-edit")))),
        ("DOC0508", "no Profile", "adopt: true",
            () => Of(l => l.Put(ObjectKind.Namespace, """{"metadata":{"name":"alone","labels":{"app.kubernetes.io/part-of":"kubeflow-profile"}}}"""))),
        ("DOC0601", "it does not exist", "platform.dex", () => Of(l => l.Drop(DexConfig))),
        ("DOC0601", "no key config.yaml", "platform.dex", () => Of(l => l.Edited(DexConfig, "/data", new System.Text.Json.Nodes.JsonObject { ["other"] = "x" }))),
        ("DOC0602", "no one signs in", "platform.dex.deployment", () => Of(l => l.Drop(Dex))),
        ("DOC0603", "none of its 1 pods is available", "logs deployment/dex", () => Of(l => l.Edited(Dex, "/status/availableReplicas", 0))),
        ("DOC0604", "not finished", "rollout status", () => Of(l => l.Edited(Dex, "/status/updatedReplicas", 0))),
        ("DOC0605", "was written by others at 2026-12-02T03:03:00Z, and a pod of Dex started at 2026-12-02T03:00:00Z", "rollout restart deployment/dex", () => Of(WrittenLate)),
        ("DOC0606", "no variable HASH_OF_BOB", "envFrom", () => Of(l => WithText(l, t => FromVariable(t)))),
        ("DOC0607", "starts with the key dex.yaml", "platform.dex.key", () => Of(StartsElsewhere)),
        ("DOC0608", "its issuer is https://dex.test, and the mesh checks tokens of http://dex.auth.svc.cluster.local:5556/dex", "the same issuer in both places",
            () => Of(l => WithText(l, t => "issuer: https://dex.test\n" + t))),
        ("DOC0701", "the cluster has no namespace", "apply the tenants file", () => WithFile(s => s with { Tenants = s.Tenants.Add(Some.Tenant("team-new")) })),
        ("DOC0702", "being deleted since 2026-01-01T00:00:00Z: nothing new starts in it; some resources are left", "conditions",
            () => Of(l => l.Edit(ObjectKind.Namespace, null, Space, "/metadata/deletionTimestamp", "\"2026-01-01T00:00:00Z\"")
                .Edit(ObjectKind.Namespace, null, Space, "/status/conditions", """[{"type":"NamespaceContentRemaining","status":"True","message":"some resources are left."}]"""))),
        ("DOC0703", "every pod of the cluster reaches its pods", "apply the tenants file",
            () => WithFile(s => s with { Tenants = [s.Tenants[0] with { Network = new NetworkIsolation([], [], Some.Place) }] })),
        ("DOC0704", "used up: cpu (4)", "raise the quota", () => Of(l => l.Put(ObjectKind.ResourceQuota,
            $$$$"""
            {"metadata":{"name":"q","namespace":"{{{{Space}}}}"},"spec":{"hard":{"cpu":"4","pods":"9"}},
             "status":{"hard":{"cpu":"4","pods":"9"},"used":{"cpu":"4000m","pods":"3"}}}
            """).Limits(Space))),
        ("DOC0705", "no StorageClass is the default", "is-default-class", () => Of(l => l.Edit(ObjectKind.StorageClass, null, "standard", "/metadata/annotations", "{}"))),
        ("DOC0705", "2 StorageClasses are default ones", "only one",
            () => Of(l => l.Put(ObjectKind.StorageClass, """{"metadata":{"name":"fast","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}}}"""))),
        ("DOC0706", "default-editor", "hand out tokens that end",
            () => Of(l => l.Edit(ObjectKind.ServiceAccount, Space, "default-editor", "/secrets", """[{"name":"default-editor-token-x2b9d"}]"""))),
        ("DOC0801", "0/3 nodes are available: 3 Insufficient nvidia.com/gpu", "add nodes", () => Of(l => l.Pod("nb-0",
            """
            {"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable",
             "message":"0/3 nodes are available: 3 Insufficient nvidia.com/gpu."}]}
            """))),
        ("DOC0802", "container main has no image example/nb:1: manifest unknown", "imagePullSecrets", () => Of(l => l.Waiting("ErrImagePull", "manifest unknown"))),
        ("DOC0803", "OOMKilled", "logs --previous", () => Of(l => l.Waiting("CrashLoopBackOff", "", """{"terminated":{"reason":"OOMKilled","exitCode":137}}"""))),
        ("DOC0804", "secret \"s\" not found", "configMaps and secrets", () => Of(l => l.Waiting("CreateContainerConfigError", "secret \\\"s\\\" not found"))),
        ("DOC0805", "StorageClass fast does not exist", "kubectl describe pvc", () => Of(l => l.Claim("""{"storageClassName":"fast"}"""))),
        ("DOC0805", "provisioner example/disk runs", "kubectl describe pvc", () => Of(l => l.Claim("{}"))),
        ("DOC0806", "not stopped, and not ready: it has no pod", "StatefulSet",
            () => Of(l => l.Edit(ObjectKind.Notebook, Space, "nb", "/status/readyReplicas", "0").Drop(ObjectKind.Pod, Space, "nb-0"))),
        ("DOC0807", "exceeded quota: kf-resource-quota", "limitRange", () => Of(l => l.Refusal("pods \\\"nb-0\\\" is forbidden: exceeded quota: kf-resource-quota"))),
        ("DOC0808", "no container istio-proxy", "restart it", () => Of(l => l.Put(ObjectKind.Pod,
            $$$"""{"metadata":{"name":"old","namespace":"{{{Space}}}"},"spec":{"containers":[{"name":"main"}]},"status":{"phase":"Running"}}"""))),
        ("AUD0201", "the Profile says that eve@example.com owns it", "finishes the transfer",
            () => Of(l => l.Edit(ObjectKind.Profile, null, Space, "/spec/owner/name", "\"eve@example.com\""))),
        ("AUD0204", "no label of the Namespace", "istio-injection=enabled", () => Of(l => l.Edit(ObjectKind.Namespace, null, Space, "/metadata/labels/istio-injection", null))),
        ("AUD0302", "Dex cannot read config.yaml", "correct the text", () => Of(l => WithText(l, t => t + "- {email: 1}\n"))),
        ("AUD0306", "no bcrypt hash with a cost of 10 to 16", "hash-password", () => Of(l => WithText(l, t => Regex.Replace(t, @"\$2b\$12\$", "$$2b$$04$$")))),
        ("AUD0307", "enablePasswordDB is not true", "enablePasswordDB: true", () => Of(l => WithText(l, t => t.Replace("DB: true", "DB: false", StringComparison.Ordinal)))),
    ];

    public static TheoryData<int, string> Cases
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (var i = 0; i < Faults.Length; i++)
            {
                data.Add(i, Faults[i].Checks);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_fault_is_found_with_its_cause_and_its_remedy_and_nothing_else(int fault, string checks)
    {
        var findings = ClusterDoctor.Of(Faults[fault].Facts(), null).Findings;

        Assert.Equal(checks, string.Join(' ', findings.Select(f => f.Id).Distinct().Order(StringComparer.Ordinal)));
        Assert.Contains(findings, f => f.Message.Contains(Faults[fault].Says, StringComparison.Ordinal) && f.Remedy.Contains(Faults[fault].Remedy, StringComparison.Ordinal));
        Assert.All(findings, f => Assert.False(f.Message.EndsWith('.') || f.Remedy.EndsWith('.') || f.Message.Contains('\n', StringComparison.Ordinal), f.Message + f.Remedy));
    }

    [Fact]
    public void Every_check_has_a_fault_that_it_finds() => Assert.Equal(
        DoctorChecks.All.Select(c => c.Id),
        Faults.SelectMany(f => f.Checks.Split(' ')).Where(id => id.StartsWith("DOC", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void A_healthy_cluster_and_a_healthy_file_are_well()
    {
        var cluster = ClusterDoctor.Of(Of(), null);
        Assert.Empty(cluster.Findings);
        Assert.Equal(
            DoctorChecks.All.Where(c => c.Area != DoctorArea.Kubeconfig).Select(c => c.Id),
            cluster.Passed.Concat(cluster.Skipped.Select(s => s.Check)).Select(c => c.Id).Order(StringComparer.Ordinal));
        Assert.Equal(["DOC0701", "DOC0703"], cluster.Skipped.Select(s => s.Check.Id));

        var file = ClusterDoctor.Of(OfFile(), null);
        Assert.Empty(file.Findings);
        Assert.Empty(file.Skipped);
        Assert.Contains(("may", "list pods"), file.About);
        Assert.Contains(("may not", "create rolebindings.rbac.authorization.k8s.io"), file.About);
    }

    // What follows from a break is no finding: it was not looked at, and why.
    [Fact]
    public void What_needs_what_is_broken_is_not_looked_at()
    {
        var refused = ClusterDoctor.Of(Reached(Unreached(ReachOutcome.Refused, "refused")), null);
        var skipped = refused.Skipped.ToDictionary(s => s.Check.Id, s => s.Why);
        Assert.Equal("needs a connection to 10.0.0.1", skipped["DOC0201"]);
        Assert.Equal("needs a connection to 10.0.0.1", skipped["DOC0503"]);
        Assert.Equal("needs a connection to 10.0.0.1", skipped["DOC0801"]);
        Assert.DoesNotContain(refused.Passed, c =>
            c.Area is DoctorArea.Tls or DoctorArea.Rights or DoctorArea.Kubeflow or DoctorArea.Dex or DoctorArea.Tenants or DoctorArea.Workloads && c.Id != "DOC0206");

        var untrusted = ClusterDoctor.Of(Reached(Handshake(CertificateFlaw.Authority, "unknown")), null);
        Assert.Equal("needs a TLS connection", untrusted.Skipped.Single(s => s.Check.Id == "DOC0307").Why);

        var nowhere = ClusterDoctor.Of(new DoctorFacts(Now, null) { ConfigurationProblem = "x" }, null);
        Assert.Equal(["DOC0101"], nowhere.Findings.Select(f => f.Id));
        Assert.All(DoctorChecks.All.Where(c => c.Area is not DoctorArea.Kubeconfig && c.Id != "DOC0101"), c => Assert.Contains(nowhere.Skipped, s => s.Check == c));
    }

    [Fact]
    public void What_may_not_be_read_is_not_taken_for_well()
    {
        var live = Of().Live!;
        ImmutableArray<ObjectKind> kinds =
        [
            ObjectKind.Pod, ObjectKind.Event, ObjectKind.PersistentVolumeClaim, ObjectKind.StorageClass, ObjectKind.Notebook, ObjectKind.ClusterRole, ObjectKind.Namespace,
            ObjectKind.Profile, ObjectKind.AuthorizationPolicy, ObjectKind.Deployment, ObjectKind.ConfigMap, ObjectKind.ResourceQuota, ObjectKind.ServiceAccount,
        ];
        var blind = Of() with
        {
            Live = new LiveState(live.Cluster, live.All.Where(o => !kinds.Contains(o.Key.Kind)))
            {
                Unread = [.. kinds.Select(k => new UnreadPart(k, null, null, "403 Forbidden: no"))],
            },
        };
        var diagnosis = ClusterDoctor.Of(blind, null);

        Assert.Empty(diagnosis.Findings);
        Assert.DoesNotContain(diagnosis.Passed, c => c.Area is DoctorArea.Kubeflow or DoctorArea.Dex or DoctorArea.Tenants or DoctorArea.Workloads);
        Assert.All(diagnosis.Skipped.Where(s => s.Check.Id is not ("DOC0701" or "DOC0703")), s => Assert.Contains("403 Forbidden", s.Why, StringComparison.Ordinal));
        Assert.Equal(kinds.Length, diagnosis.Unread.Length);
    }

    [Fact]
    public void Without_Kubeflow_nothing_is_asked_of_it()
    {
        var set = Some.OnKubernetes(Some.Set(Some.Tenant(Space)));
        var diagnosis = ClusterDoctor.Of(Of() with { Set = set }, null);
        Assert.DoesNotContain(diagnosis.Passed, c => c.Area == DoctorArea.Dex);
        Assert.All(diagnosis.Skipped.Where(s => s.Check.Area == DoctorArea.Dex), s => Assert.Equal("flavor: kubernetes has none", s.Why));
    }

    [Fact]
    public void A_claim_that_waits_for_its_first_pod_is_well()
    {
        LiveState Late(LiveState l) => l.Edit(ObjectKind.StorageClass, null, "standard", "/volumeBindingMode", "\"WaitForFirstConsumer\"").Claim("{}");
        Assert.Empty(ClusterDoctor.Of(Of(Late), null).Findings);
        Assert.Equal("DOC0805", Assert.Single(ClusterDoctor.Of(
            Of(l => Late(l).Edit(ObjectKind.Pod, Space, "nb-0", "/spec/volumes", """[{"name":"w","persistentVolumeClaim":{"claimName":"work"}}]""")), null).Findings).Id);
    }

    [Fact]
    public void A_refusal_that_is_over_and_a_stopped_notebook_are_well()
    {
        Assert.Empty(ClusterDoctor.Of(Of(l => l.Refusal("x")
            .Edit(ObjectKind.Pod, Space, "nb-0", "/metadata/ownerReferences", """[{"kind":"StatefulSet","name":"nb"}]""")), null).Findings);
        Assert.Empty(ClusterDoctor.Of(Of(l => l.Edit(ObjectKind.Notebook, Space, "nb", "/status/readyReplicas", "0")
            .Edit(ObjectKind.Notebook, Space, "nb", "/metadata/annotations", """{"kubeflow-resource-stopped":"2026-01-01"}""")), null).Findings);
    }

    // Our record is written again when Dex is seen to run: what it has read by then, the checksum says.
    [Fact]
    public void What_an_apply_wrote_after_the_start_is_no_older_configuration()
    {
        LiveState Ours(LiveState live)
        {
            var body = live.Find(DexConfig)!.ToNode();
            foreach (var entry in body["metadata"]!["managedFields"]!.AsArray())
            {
                (entry!["time"], entry["manager"]) = ("2026-12-02T03:03:00Z", "kftenants");
            }

            return live.With(DexConfig, KubeObject.From(ObjectKind.ConfigMap, body));
        }

        Assert.Empty(ClusterDoctor.Of(Of(Ours), null).Findings);
    }

    [Fact]
    public void Only_the_tenants_that_are_asked_for_are_looked_at()
    {
        var facts = Of(l => l.Waiting("ErrImagePull")) with { Tenants = ["rec-plugin"] };
        Assert.Empty(ClusterDoctor.Of(facts, null).Findings);
        Assert.Equal("rec-plugin", Assert.Single(facts.Spaces));
    }

    [Fact]
    public void The_first_break_comes_first()
    {
        var facts = Of(l => l.Waiting("ErrImagePull").Drop(Dex)) with { Rights = new RightsFacts(["get x"], []) };
        Assert.Equal(["DOC0401", "DOC0602", "DOC0802"], ClusterDoctor.Of(facts, null).Findings.Select(f => f.Id));
    }

    [Fact]
    public void The_catalogue_is_in_order_and_the_page_is_made_of_it()
    {
        Assert.Equal(DoctorChecks.All.Select(c => c.Id).Distinct().Order(StringComparer.Ordinal), DoctorChecks.All.Select(c => c.Id));
        Assert.Equal(DoctorChecks.All.OrderBy(c => c.Area), DoctorChecks.All);
        Assert.All(DoctorChecks.All, c => Assert.True(c.Cause.EndsWith('.') && !c.Remedy.EndsWith('.') && !c.Title.EndsWith('.'), c.Id));
        Assert.All(DoctorChecks.OfAudit, r => Assert.Contains(r, AuditRules.All));
        var page = Path.Combine(TestPaths.Repository(typeof(ClusterDoctorTests)), "docs", "doctor.md");
        var head = File.ReadAllText(page).Split($"## {DoctorArea.Kubeconfig.ToHeading()}\n")[0];
        Golden.MatchPage(page, head + Page());
    }

    // What bootstrap prints for it lets every check look.
    [Fact]
    public void Every_right_is_among_those_that_bootstrap_prints()
    {
        var rules = PermissionTable.ForPlan(ToolPlaces.Default with { Set = "s" }).AddRange(PermissionTable.ForDoctor(ToolPlaces.Default with { Set = "s" }));
        var given = rules.SelectMany(r => r.Resources.SelectMany(k => r.Verbs.Select(v => $"{v} {k}{(r.Group.Length == 0 ? "" : "." + r.Group)}")))
            .ToHashSet(StringComparer.Ordinal);

        // The first every authenticated user has; Secrets no one should need for a look.
        Assert.Empty(DoctorChecks.All.SelectMany(c => c.Rights).Distinct().Except(given).Except(["create selfsubjectaccessreviews.authorization.k8s.io", "get secrets"]));
    }

    private static string Page() => string.Join('\n', DoctorChecks.All.GroupBy(c => c.Area).SelectMany(area => area
        .Select(c => $"### {c.Id} {c.Title} ({c.Severity.ToText()})\n\n{c.Cause}\n\nTo do: {c.Remedy}.\n" +
            $"{(c.Rights.IsEmpty ? "" : $"\nReads: {string.Join(", ", c.Rights.Select(r => $"`{r}`"))}.\n")}")
        .Prepend($"## {area.Key.ToHeading()}\n")));

    private static Func<ServerFacts, ServerFacts> Unreached(ReachOutcome outcome, string problem) =>
        s => s with { Reach = outcome, ReachProblem = problem, Tls = null, Answer = null };

    private static Func<ServerFacts, ServerFacts> Handshake(CertificateFlaw flaw, string problem) =>
        s => s with { Answer = null, Tls = s.Tls! with { Flaw = flaw, Problem = problem } };

    private static ServerFacts Answered(Func<AnswerFacts, AnswerFacts> edit) => Server with { Answer = edit(Server.Answer!) };

    private static DoctorFacts Unusable(TokenFlaw flaw) => new(Now, null)
    {
        ConfigurationProblem = "token holds a blank, a line break or another character that cannot stand in a header",
        Credential = new CredentialFacts(CredentialKind.Token, "user \"ana\"") { Flaw = flaw },
    };

    private static DoctorFacts WithFile(Func<TenantSet, TenantSet> edit) => Of() with { Set = edit(Some.Set(Some.Tenant(Space, "ann@example.com"))) };

    private static Func<LiveState, LiveState> Without(ObjectKind kind) => live => live.Of(kind).Aggregate(live, (l, o) => l.Drop(o.Key));

    private static LiveState WithText(LiveState live, Func<string, string> edit) =>
        live.Edited(DexConfig, "/data/config.yaml", edit(live.Find(DexConfig)!.Text("data", "config.yaml")!));

    private static string FromVariable(string text) => Regex.Replace(text, @"(bob@example\.com"", )hash: [^,]+", "$1hashFromEnv: HASH_OF_BOB");

    private static LiveState WrittenLate(LiveState live)
    {
        var body = live.Find(DexConfig)!.ToNode();
        foreach (var entry in body["metadata"]!["managedFields"]!.AsArray())
        {
            entry!["time"] = "2026-12-02T03:03:00Z";
        }

        return live.With(DexConfig, KubeObject.From(ObjectKind.ConfigMap, body));
    }

    private static LiveState StartsElsewhere(LiveState live) => live.Edit(ObjectKind.Deployment, "auth", "dex", "/spec/template/spec",
        """
        {"containers":[{"name":"dex","command":["dex","serve","/etc/dex/dex.yaml"],"volumeMounts":[{"name":"c","mountPath":"/etc/dex"}]}],
         "volumes":[{"name":"c","configMap":{"name":"dex"}}]}
        """);
}
