using KfTenants.Testing;

namespace KfTenants.EndToEnd.Tests.Kubeflow;

/// <summary>What a release of the Kubeflow manifests puts into a cluster, as far as it differs from the others.</summary>
/// <param name="Name">The manifests' tag.</param>
/// <param name="DexImage">The tag of <c>ghcr.io/dexidp/dex</c>.</param>
/// <param name="HasPasswordSecret">Secret <c>dex-passwords</c> and <c>hashFromEnv</c>: from 1.9.</param>
/// <param name="HasReadinessProbe">Dex has one from 1.11.</param>
/// <param name="HasPodSecurity">Profiles get the Pod Security label <c>baseline</c>: from 1.10.2.</param>
/// <param name="PolicyVersions">Served versions of AuthorizationPolicy, the stored one first.</param>
/// <param name="PolicyDefinition">The file name of the AuthorizationPolicy definition among the recordings.</param>
public sealed record KubeflowRelease(
    string Name,
    ControllerGeneration Generation,
    string DexImage,
    string DexRedirect,
    bool HasPasswordSecret,
    bool HasReadinessProbe,
    bool HasPodSecurity,
    IReadOnlyList<string> PolicyVersions,
    string PolicyDefinition)
{
    public static readonly KubeflowRelease V161 = new(
        "1.6.1", ControllerGeneration.UpTo16, "v2.31.2", "/login/oidc", false, false, false, ["v1beta1"], "istio-1.14_v1.6.1");

    public static readonly KubeflowRelease V180 = new(
        "1.8.0", ControllerGeneration.From18, "v2.36.0", "/authservice/oidc/callback", false, false, false, ["v1beta1", "v1"], "istio-1.17_v1.8.0");

    public static readonly KubeflowRelease V191 = new(
        "1.9.1", ControllerGeneration.From18, "v2.39.1", "/oauth2/callback", true, false, false, ["v1beta1", "v1"], "istio-1.17_v1.8.0");

    public static readonly KubeflowRelease V2603 = new(
        "26.03", ControllerGeneration.From18, "v2.45.0", "/oauth2/callback", true, true, true, ["v1", "v1beta1"], "istio_26.03");

    /// <summary>The bcrypt hash of the manifests' own demo user (password 12341234), published in every release.</summary>
    public const string DemoHash = "$2y$12$4K/VkmDd1q1Orb3xAt82zu8gk7Ad6ReFR4LCP9UeYE90NLiN9Df72";

    /// <summary>Dex's configuration as the release ships it, comments included (common/dex).</summary>
    public string DexConfig => $"""
        issuer: http://dex.auth.svc.cluster.local:5556/dex
        storage:
          type: kubernetes
          config:
            inCluster: true
        web:
          http: 0.0.0.0:5556
        logger:
          level: "debug"
          format: text
        oauth2:
          skipApprovalScreen: true
        enablePasswordDB: true
        staticPasswords:
        - email: user@example.com
        {(HasPasswordSecret
            ? "  hashFromEnv: DEX_USER_PASSWORD"
            : $"  hash: {DemoHash}\n  # asked for by the help desk, ticket 1601\n  # use hashFromEnv instead")}
          username: user
          userID: "15841185641784"
        staticClients:
        # the only client: the login proxy
        - idEnv: OIDC_CLIENT_ID
          redirectURIs: ["{DexRedirect}"]
          name: 'Dex Login Application'
          secretEnv: OIDC_CLIENT_SECRET

        """;

    /// <summary>What profile-controller puts on every namespace of a Profile (<c>namespace-labels.yaml</c>).</summary>
    public IReadOnlyDictionary<string, string> NamespaceLabels
    {
        get
        {
            var labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["katib.kubeflow.org/metrics-collector-injection"] = "enabled",
                ["serving.kubeflow.org/inferenceservice"] = "enabled",
                ["pipelines.kubeflow.org/enabled"] = "true",
                ["app.kubernetes.io/part-of"] = "kubeflow-profile",
            };
            if (HasPodSecurity)
            {
                labels["pod-security.kubernetes.io/enforce"] = "baseline";
            }

            return labels;
        }
    }

    /// <summary>The definitions that tenants and logins are made of: upstream's own where the recordings lie beside the repository, else ours of the same shape.</summary>
    public IEnumerable<string> Definitions(bool withIstio = true)
    {
        var recordings = TestPaths.Fixtures(typeof(KubeflowRelease)) is { } folder ? Path.Combine(folder, "kubeflow", "crds") : null;
        yield return Recorded(recordings, "profiles.kubeflow.org.v1.6.1-to-26.03.yaml") ?? CustomResources.Profile();
        yield return CustomResources.Password();
        yield return CustomResources.PodDefault();
        if (withIstio)
        {
            yield return Recorded(recordings, $"authorizationpolicies.security.istio.io.{PolicyDefinition}.yaml")
                ?? CustomResources.AuthorizationPolicy(PolicyVersions);
        }
    }

    public override string ToString() => Name;

    private static string? Recorded(string? folder, string file) =>
        folder is not null && File.Exists(Path.Combine(folder, file)) ? File.ReadAllText(Path.Combine(folder, file)) : null;
}
