using KfTenants.Diagnostics;

namespace KfTenants.Doctor;

/// <summary>The checks of a handed-out file, the way to the server, TLS, who we are and what we may do.</summary>
public static partial class DoctorChecks
{
    public static readonly DoctorCheck OpenFile = new(DoctorArea.Kubeconfig, "DOC0001", Severity.Warning, "Others than its owner can read the kubeconfig",
        "A kubeconfig with a credential in it is a password. Its mode lets the group or everyone on that computer read it.",
        "let only its owner read it (chmod 600), and where others may have seen it, have a new credential issued");

    public static readonly DoctorCheck OtherEntries = new(DoctorArea.Kubeconfig, "DOC0002", Severity.Warning, "The kubeconfig holds more than its context uses",
        "Who gets the file gets every cluster and every user in it, among them perhaps those of the person who made it.",
        "make a file with one context, one cluster and one user");

    public static readonly DoctorCheck NamedFiles = new(DoctorArea.Kubeconfig, "DOC0003", Severity.Warning, "The kubeconfig names files that it does not hold",
        "Paths of certificates, keys and tokens are those of the computer that it was made on. On another one it does not work.",
        "put the contents into the file (certificate-authority-data, client-certificate-data, client-key-data, token)");

    public static readonly DoctorCheck NoNamespace = new(DoctorArea.Kubeconfig, "DOC0004", Severity.Warning, "The context has no namespace",
        "Clients then ask for namespace default, where a tenant's identity may do nothing, and end with 403.",
        "set namespace in the context");

    public static readonly DoctorCheck NoAuthority = new(DoctorArea.Kubeconfig, "DOC0005", Severity.Warning, "The kubeconfig does not say whom to trust",
        "Without a certificate authority the one of the computer counts, which does not know the authority of most clusters.",
        "put the cluster's certificate authority into the file (certificate-authority-data)");

    public static readonly DoctorCheck NoExpiry = new(DoctorArea.Kubeconfig, "DOC0006", Severity.Warning, "The credential does not end",
        "A token without an expiry, from a Secret of type kubernetes.io/service-account-token, or a password holds until someone deletes it. Nothing says who has it.",
        "hand out a token that ends, and delete the Secret of this one");

    public static readonly DoctorCheck NeedsProgram = new(DoctorArea.Kubeconfig, "DOC0007", Severity.Info, "The kubeconfig needs a program",
        "Its user is a credential plugin: the person who gets the file must have that program, and sign in with it.",
        "say to those who get the file which program to install");

    public static readonly DoctorCheck Mighty = new(DoctorArea.Kubeconfig, "DOC0008", Severity.Error, "The identity may do in every namespace what no one should hand out",
        "It may read the Secrets, or make pods or bindings, of all tenants: who has the file has the cluster.",
        "hand out an identity that is bound in its namespace alone: a RoleBinding in the place of the ClusterRoleBinding", "create selfsubjectaccessreviews.authorization.k8s.io");

    public static readonly DoctorCheck Powerless = new(DoctorArea.Kubeconfig, "DOC0009", Severity.Error, "The identity may do nothing in its namespace",
        "A namespace that does not exist, or one in which nothing is bound to this identity: for a restricted identity both look the same, " +
        "because the server answers 403 and not 404.",
        "ask who issued the file whether the namespace exists and a RoleBinding in it names the identity", "create selfsubjectaccessreviews.authorization.k8s.io");

    public static readonly DoctorCheck Unconfigured = new(DoctorArea.Endpoint, "DOC0101", Severity.Error, "What is configured leads to no cluster",
        "No kubeconfig, a context that is not there, a server's URL that is none, or fields that exclude each other. Nothing was sent anywhere.",
        "correct what the message names; kubectl config view shows what is read");

    public static readonly DoctorCheck PlainHttp = new(DoctorArea.Endpoint, "DOC0102", Severity.Error, "The server's URL is not https",
        "To an http server no credential is sent, as kubectl does not either, and an API server has no http port.",
        "write https:// in the server's URL");

    public static readonly DoctorCheck NameUnknown = new(DoctorArea.Endpoint, "DOC0103", Severity.Error, "The server's name cannot be resolved",
        "The name is misspelt, or only a name server elsewhere knows it: that of a private cluster is often known in its own network alone.",
        "check the name in the kubeconfig; where it is right, connect to the network (VPN) in which it is known");

    public static readonly DoctorCheck Refused = new(DoctorArea.Endpoint, "DOC0104", Severity.Error, "The server refuses the connection",
        "The host answers, and nothing listens on that port: the API server is down, the port is wrong, or a tunnel or a local cluster is not running.",
        "check host and port (kubectl cluster-info where it works), and whether the API server, the tunnel or the local cluster runs");

    public static readonly DoctorCheck NoAnswer = new(DoctorArea.Endpoint, "DOC0105", Severity.Error, "The server does not answer",
        "Packets go out and nothing comes back: a firewall drops them, the address is not one of the addresses that may connect, or the host is down.",
        "check firewall and authorized networks for the address that you come from, and whether a VPN or a proxy is needed");

    public static readonly DoctorCheck Unreachable = new(DoctorArea.Endpoint, "DOC0106", Severity.Error, "The server cannot be reached",
        "There is no way to its network from here, or something between cut the connection.",
        "check VPN, routes and proxy");

    public static readonly DoctorCheck Proxied = new(DoctorArea.Endpoint, "DOC0107", Severity.Info, "A proxy stands before the server",
        "proxy-url of the kubeconfig, or HTTPS_PROXY, sends every request through a proxy; NO_PROXY excepts hosts, domains and networks. " +
        "What the proxy does not let through looks like a broken server.",
        "if the server can be reached directly, add its host to NO_PROXY");

    public static readonly DoctorCheck NoApiServer = new(DoctorArea.Endpoint, "DOC0108", Severity.Error, "What answers is no API server",
        "A sign-in page, a load balancer or another program answers at that URL.",
        "check host, port and path of the server's URL");

    public static readonly DoctorCheck Unready = new(DoctorArea.Endpoint, "DOC0109", Severity.Error, "The API server is not ready",
        "It answers, and says of itself that it cannot work: while it starts, or because etcd or something else that it needs is broken.",
        "wait while it starts; then look at the API server's log");

    public static readonly DoctorCheck UnknownAuthority = new(DoctorArea.Tls, "DOC0201", Severity.Error, "The server's certificate is signed by an authority that is not trusted",
        "The kubeconfig has no certificate authority or that of another cluster, the cluster was made anew, or a proxy that opens TLS puts its own certificate there.",
        "put the cluster's own certificate authority into certificate-authority-data; never insecure-skip-tls-verify, which gives the credential to anyone between");

    public static readonly DoctorCheck OtherName = new(DoctorArea.Tls, "DOC0202", Severity.Error, "The server's certificate is for other names",
        "The server is reached by a name or an address that its certificate does not list, such as that of a tunnel or a load balancer.",
        "use one of its names in the server's URL, or set tls-server-name to one of them, or have the certificate issued with this name");

    public static readonly DoctorCheck OutOfTime = new(DoctorArea.Tls, "DOC0203", Severity.Error, "The server's certificate has expired or is not valid yet",
        "The certificate, or one above it, is outside its time; or the clock here is wrong.",
        "renew the server's certificate (kubeadm certs renew apiserver); first check the clock here");

    public static readonly DoctorCheck NoHandshake = new(DoctorArea.Tls, "DOC0204", Severity.Error, "The TLS handshake fails",
        "The server does not speak TLS, ends the handshake, asks for a client certificate, or something between cuts the connection.",
        "check whether the port is that of the API server, and whether the client certificate is the right one");

    public static readonly DoctorCheck CertificateEnds = new(DoctorArea.Tls, "DOC0205", Severity.Warning, "The server's certificate expires soon",
        "A tenth of its time is left, and less than 14 days: then no client will accept it any more, and all access ends at once.",
        "renew it now (kubeadm certs renew apiserver)");

    public static readonly DoctorCheck Unverified = new(DoctorArea.Tls, "DOC0206", Severity.Warning, "The server's identity is not checked",
        "insecure-skip-tls-verify is set: who stands between gets the credential and may answer anything.",
        "take it out, and put the cluster's certificate authority into certificate-authority-data");

    public static readonly DoctorCheck ClockSkew = new(DoctorArea.Tls, "DOC0207", Severity.Warning, "The clocks differ",
        "The server's clock and the one here are more than a minute apart: tokens and certificates look expired, or not yet valid, on one side.",
        "set both by NTP");

    public static readonly DoctorCheck Anonymous = new(DoctorArea.Identity, "DOC0301", Severity.Error, "No credential was sent",
        "The server knows us as system:anonymous: the user of the context has no credential, or the context names no user. A 403 that names system:anonymous always means this.",
        "sign in, or choose the context with the right user");

    public static readonly DoctorCheck BearerTwice = new(DoctorArea.Identity, "DOC0302", Severity.Error, "\"Bearer\" stands before the token",
        "Only the header begins with Bearer; it is put there by every client. With the word in the token, the server gets \"Bearer Bearer\" and answers 401.",
        "write the token alone");

    public static readonly DoctorCheck BrokenToken = new(DoctorArea.Identity, "DOC0303", Severity.Error, "The token is not one word",
        "A blank or a line break came in while it was copied. It cannot stand in a header.",
        "write the token on one line, without a line break at its end");

    public static readonly DoctorCheck EncodedToken = new(DoctorArea.Identity, "DOC0304", Severity.Error, "The token is still encoded in base64",
        "The data of a Secret is base64. kubectl get -o jsonpath prints it so; kubectl describe and kubectl create token print the token itself.",
        "decode it (base64 -d)");

    public static readonly DoctorCheck TokenExpired = new(DoctorArea.Identity, "DOC0305", Severity.Error, "The token has expired",
        "Tokens end: those of service accounts after an hour or what was asked for, those of sign-ins when the provider says. The server answers 401.",
        "sign in again, or have a new token issued");

    public static readonly DoctorCheck TokenEarly = new(DoctorArea.Identity, "DOC0306", Severity.Error, "The token is not valid yet",
        "Its nbf lies in the future: the clock here, or that of the issuer, is wrong.",
        "set the clocks by NTP, and have a new token issued");

    public static readonly DoctorCheck NotAccepted = new(DoctorArea.Identity, "DOC0307", Severity.Error, "The server does not accept the credential",
        "401 with a credential that is not expired: it is that of another cluster, its service account, Secret or pod was deleted, " +
        "the server takes no token of this issuer, or none for this audience.",
        "compare issuer and audience with what the API server is told (--service-account-issuer, --api-audiences, --oidc-issuer-url, --oidc-client-id), or have a new one issued");

    public static readonly DoctorCheck PluginFails = new(DoctorArea.Identity, "DOC0308", Severity.Error, "The credential plugin is missing or fails",
        "The kubeconfig gets its credential from a program that is not on the PATH here, needs a sign-in, or ends with an error.",
        "install it, or sign in with it; kubectl uses the same program");

    public static readonly DoctorCheck CredentialEnds = new(DoctorArea.Identity, "DOC0309", Severity.Warning, "The credential expires soon",
        "A tenth of its time is left, and less than 14 days. What runs longer will break off.",
        "have a new one issued, or sign in again");

    public static readonly DoctorCheck CertificateOut = new(DoctorArea.Identity, "DOC0310", Severity.Error, "The client certificate has expired or is not valid yet",
        "The server only says \"bad certificate\" or ends the handshake.",
        "have a new one issued (kubeadm certs renew, or a CertificateSigningRequest)");

    public static readonly DoctorCheck CredentialUnusable = new(DoctorArea.Identity, "DOC0311", Severity.Error, "The credential cannot be used",
        "A file of the credential is missing or unreadable, or key and certificate do not belong together.",
        "correct what the message names");

    public static readonly DoctorCheck PlanRights = new(DoctorArea.Rights, "DOC0401", Severity.Error, "Rights that plan needs are missing",
        "The server was asked for every right, each with the scope that the requests will have: for kinds without a namespace without one.",
        "have them granted: kftenants bootstrap --plan-only prints them for the person who may", "create selfsubjectaccessreviews.authorization.k8s.io");

    public static readonly DoctorCheck ApplyRights = new(DoctorArea.Rights, "DOC0402", Severity.Info, "Rights that apply needs are missing",
        "These credentials may plan and not apply. For a reviewer that is as it should be.",
        "for who applies: kftenants bootstrap prints them for the person who may grant them", "create selfsubjectaccessreviews.authorization.k8s.io");
}
