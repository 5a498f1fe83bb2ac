using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Flavors;

/// <summary>
/// How this cluster's mesh recognises people: from the document where it says so, else from profile-controller's own
/// environment, else from the owners' policies that it wrote, else the defaults of the manifests.
/// </summary>
public static class ClusterIstio
{
    private const string HeaderPrefix = "request.headers[";
    private const string UserIdHeader = "USERID_HEADER";
    private const string UserIdPrefix = "USERID_PREFIX";
    private const string GatewayPrincipal = "ISTIO_INGRESS_GATEWAY_PRINCIPAL";
    private const string PipelinesPrincipal = "KFP_UI_PRINCIPAL";

    /// <summary>The namespace and name of profile-controller's Deployment in every release.</summary>
    public static readonly ObjectKey Controller = new(ObjectKind.Deployment, "kubeflow", "profiles-deployment");

    /// <summary>What is read of the controller's environment.</summary>
    public static readonly ImmutableArray<string> Variables = [UserIdHeader, UserIdPrefix, GatewayPrincipal, PipelinesPrincipal];

    /// <summary>What reading the controller's environment needs, in its namespace.</summary>
    public static readonly ImmutableArray<Right> Rights =
    [
        Right.To(Right.Get, ObjectKind.Deployment, "Which ConfigMaps profile-controller reads its environment from.", Controller.Name),
        Right.To(Right.Get, ObjectKind.ConfigMap,
            "That environment: the header and the principals of the mesh. The name ends in a hash of the content, so it cannot be given here."),
    ];

    public static IstioIdentity Read(IstioPlatform declared, LiveState live)
    {
        var seen = FromController(live) ?? FromOwnerPolicies(live).FirstOrDefault() ?? IstioIdentity.Default;
        return new IstioIdentity(
            declared.UserIdHeader ?? seen.UserIdHeader,
            declared.UserIdPrefix ?? seen.UserIdPrefix,
            declared.Principals ?? seen.Principals);
    }

    /// <summary>The cluster itself shows how: without, the defaults are only a guess.</summary>
    public static bool IsShown(LiveState live) => FromController(live) is not null || FromOwnerPolicies(live).Any();

    /// <summary>What of it does not agree where the document leaves it to the cluster.</summary>
    public static IEnumerable<PlanNotice> Disagreements(IstioPlatform declared, LiveState live)
    {
        if (!declared.LeavesToCluster)
        {
            return [];
        }

        var chosen = FromController(live);
        var others = FromOwnerPolicies(live).Where(i => chosen is null || i.Key != chosen.Key).ToList();
        var rest = chosen is null ? others.Skip(1) : others;
        var first = chosen ?? others.FirstOrDefault();
        return rest.Select(other => new PlanNotice(null, "meshIdentityDisagrees",
            $"{(chosen is null ? "owners' policies" : "profile-controller's environment and an owner's policy")} disagree about how the mesh knows people: " +
            $"{first!.Describe()} is used, and there is {other.Describe()}; say in the file which is right (platform.istio), or find out who wrote {ProfileObject.OwnerPolicy}"));
    }

    /// <summary>The ConfigMaps that the controller's container reads its environment from, once its Deployment is known.</summary>
    public static IEnumerable<ObjectKey> ControllerConfigMaps(KubeObject deployment) =>
        from container in deployment.At("spec", "template", "spec", "containers").Items()
        where container.TextMember("name") == "manager"
        from source in container.Member("envFrom").Items()
        let name = source.Member("configMapRef")?.TextMember("name")
        where name is not null
        select new ObjectKey(ObjectKind.ConfigMap, deployment.Key.Namespace, name);

    // Only what belongs to a Profile that is there: an owner of a namespace can write a policy of that name, and a frozen Profile keeps an old
    // one. Never the weaker: without principals every workload of the mesh could name itself a person.
    private static IEnumerable<IstioIdentity> FromOwnerPolicies(LiveState live) =>
        live.Of(ObjectKind.AuthorizationPolicy)
            .Where(p => p.Key.Name == ProfileObject.OwnerPolicy && IsOfLiveProfile(p, live))
            .Select(FromOwnerPolicy)
            .OfType<IstioIdentity>()
            .GroupBy(i => i.Key, StringComparer.Ordinal)
            .OrderByDescending(g => !g.First().Principals.IsEmpty)
            .ThenByDescending(g => g.Count())
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => g.First());

    private static bool IsOfLiveProfile(KubeObject policy, LiveState live) =>
        live.Find(ProfileObject.Key(policy.Key.Namespace!)) is { } profile && ProfileObject.Owns(profile, policy) &&
        live.Find(NamespaceObject.Key(policy.Key.Namespace!)) is { } space && !OwnerTransferPlanner.IsFrozen(profile, space);

    // rules[0]: from.source.principals (since 1.8) and when request.headers[HEADER] in [PREFIX + owner].
    private static IstioIdentity? FromOwnerPolicy(KubeObject policy)
    {
        var rule = policy.At("spec", "rules").Items().FirstOrDefault();
        var condition = rule.Member("when").Items().FirstOrDefault();
        if (policy.Annotation(Grants.UserAnnotation) is not { } owner ||
            condition.TextMember("key") is not { } header ||
            !header.StartsWith(HeaderPrefix, StringComparison.Ordinal) || !header.EndsWith(']') ||
            condition.Member("values").Items().FirstOrDefault() is not { ValueKind: JsonValueKind.String } first ||
            first.GetString() is not { } value || !value.EndsWith(owner, StringComparison.Ordinal))
        {
            return null;
        }

        var source = rule.Member("from").Items().FirstOrDefault().Member("source");
        var principals = source?.Member("principals").Items().Where(p => p.ValueKind == JsonValueKind.String).Select(p => p.GetString()).OfType<string>().ToImmutableArray() ?? [];
        return new IstioIdentity(header[HeaderPrefix.Length..^1], value[..^owner.Length], principals);
    }

    // Environment keys of the manager container; empty means its built-in value (profile-controller main.go).
    private static IstioIdentity? FromController(LiveState live)
    {
        if (live.Find(Controller) is not { } deployment)
        {
            return null;
        }

        var environment = ControllerConfigMaps(deployment).Select(live.Find).OfType<KubeObject>().ToList();
        if (environment.Count == 0)
        {
            return null;
        }

        string? Value(string name) => environment.Select(c => c.Text("data", name)).FirstOrDefault(v => !string.IsNullOrEmpty(v));
        var defaults = IstioIdentity.Default;

        // The principals appeared in 1.8 together with their keys; an environment without the keys is an older controller.
        var hasPrincipals = environment.Any(c => c.At("data", GatewayPrincipal) is not null);
        return new IstioIdentity(
            Value(UserIdHeader) ?? defaults.UserIdHeader,
            Value(UserIdPrefix) ?? defaults.UserIdPrefix,
            hasPrincipals
                ? [Value(GatewayPrincipal) ?? defaults.Principals[0], Value(PipelinesPrincipal) ?? defaults.Principals[1]]
                : []);
    }
}
