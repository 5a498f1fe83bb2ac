using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Logins.Dex;
using KfTenants.Tenants;

namespace KfTenants.Doctor;

/// <summary>Whether Dex runs, with what its ConfigMap says, and gets what that needs. What is wrong in the text itself, <c>audit</c> finds.</summary>
internal static class DexChecks
{
    /// <summary>Istio's root namespace in every release of the manifests.</summary>
    public const string MeshRoot = "istio-system";

    // Of the clocks of a server and its nodes.
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(5);

    public static readonly ImmutableArray<CheckRun> All =
    [
        new(DoctorChecks.NoDexConfig, WithoutConfig, NoConfig),
        new(DoctorChecks.NoDex, WithoutDeployment, NoDex),
        new(DoctorChecks.DexDown, WithoutStatus, f => KubeflowChecks.Down(f, LoginResolver.DeploymentOf(f.Dex), DoctorChecks.DexDown)),
        new(DoctorChecks.DexRollout, WithoutStatus, f => KubeflowChecks.Rollout(f, LoginResolver.DeploymentOf(f.Dex), DoctorChecks.DexRollout)),
        new(DoctorChecks.DexStale, f => WithoutBoth(f) ?? f.WhyUnread(ObjectKind.Pod, f.Dex.Namespace), Stale),
        new(DoctorChecks.DexVariableMissing, f => WithoutBoth(f) ?? WithoutText(f), Variables),
        new(DoctorChecks.DexOtherKey, WithoutBoth, OtherKey),
        new(DoctorChecks.DexOtherIssuer, WithoutIssuers, OtherIssuer),
    ];

    private static string? WithoutConfig(DoctorFacts facts) => KubeflowChecks.WithoutKubeflow(facts) ?? facts.WhyUnread(ObjectKind.ConfigMap, facts.Dex.Namespace);

    private static string? WithoutDeployment(DoctorFacts facts) => KubeflowChecks.WithoutKubeflow(facts) ?? facts.WhyUnread(ObjectKind.Deployment, facts.Dex.Namespace);

    private static string? WithoutStatus(DoctorFacts facts) => WithoutDeployment(facts) ?? KubeflowChecks.WithoutStatus(facts, LoginResolver.DeploymentOf(facts.Dex));

    private static string? WithoutBoth(DoctorFacts facts) => WithoutConfig(facts) ?? WithoutDeployment(facts)
        ?? (ConfigOf(facts) is null ? "needs Dex's configuration" : DeploymentOf(facts) is null ? "needs Dex's Deployment" : null);

    private static string? WithoutText(DoctorFacts facts) => ParsedOf(facts) is null ? "Dex's configuration cannot be read" : null;

    // Up to Kubeflow 1.8 the login proxy checks them alone.
    private static string? WithoutIssuers(DoctorFacts facts) => WithoutConfig(facts) ?? facts.WhyUnread(ObjectKind.RequestAuthentication)
        ?? (ConfigOf(facts) is null ? "needs Dex's configuration" : WithoutText(facts) ?? (IssuersOf(facts).Any() ? null : "the mesh checks no tokens in istio-system"));

    private static IEnumerable<string> IssuersOf(DoctorFacts facts) => facts.Live!.In(MeshRoot, ObjectKind.RequestAuthentication)
        .SelectMany(r => r.At("spec", "jwtRules").Items()).Select(r => r.TextMember("issuer")).OfType<string>().Distinct(StringComparer.Ordinal);

    private static IEnumerable<DoctorFinding> OtherIssuer(DoctorFacts facts)
    {
        if (ParsedOf(facts)!.Issuer is { } issuer && !IssuersOf(facts).Contains(issuer, StringComparer.Ordinal))
        {
            yield return DoctorChecks.DexOtherIssuer.At(LoginResolver.ConfigMapOf(facts.Dex), null,
                $"its issuer is {issuer}, and the mesh checks tokens of {string.Join(", ", IssuersOf(facts))}: who signs in is denied behind it");
        }
    }

    private static KubeObject? ConfigOf(DoctorFacts facts) =>
        facts.Live!.Find(LoginResolver.ConfigMapOf(facts.Dex)) is { } map && map.Text("data", facts.Dex.Key) is not null ? map : null;

    private static KubeObject? DeploymentOf(DoctorFacts facts) => facts.Live!.Find(LoginResolver.DeploymentOf(facts.Dex));

    private static DexConfig? ParsedOf(DoctorFacts facts)
    {
        try
        {
            return DexConfig.Parse(ConfigOf(facts)!.Text("data", facts.Dex.Key)!);
        }
        catch (FormatException)
        {
            // AUD0302 tells what is wrong with it.
            return null;
        }
    }

    private static IEnumerable<DoctorFinding> NoConfig(DoctorFacts facts)
    {
        var key = LoginResolver.ConfigMapOf(facts.Dex);
        if (facts.Live!.Find(key) is not { } map)
        {
            yield return DoctorChecks.NoDexConfig.At(key, null, "it does not exist");
        }
        else if (map.Text("data", facts.Dex.Key) is null)
        {
            yield return DoctorChecks.NoDexConfig.At(key, null, $"it has no key {facts.Dex.Key}");
        }
    }

    private static IEnumerable<DoctorFinding> NoDex(DoctorFacts facts)
    {
        if (DeploymentOf(facts) is null)
        {
            yield return DoctorChecks.NoDex.At(LoginResolver.DeploymentOf(facts.Dex), null, "it does not exist: no one signs in");
        }
    }

    private static IEnumerable<DoctorFinding> Stale(DoctorFacts facts)
    {
        var (map, deployment) = (ConfigOf(facts)!, DeploymentOf(facts)!);

        // Of what we wrote the checksum tells: our record, and what is kept until Dex runs, stand in the same ConfigMap and are written after its start.
        var written = map.Managers.OwnersOf("/data/" + JsonPointer.Escape(facts.Dex.Key)).Where(e => e.Manager != Ownership.FieldManager).Max(e => e.Time);
        var started = DeploymentState.PodsOf(deployment, facts.Live!).Where(p => !p.IsTerminating).Select(p => Times.Parse(p.Text("status", "startTime")) ?? p.Created).Min();
        var sets = Ownership.SetsIn(facts.Live!).Concat(facts.Set is { } set ? [set.Name] : Array.Empty<string>()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        if (sets.Select(name => ChecksumGap(name, facts)).OfType<string>().FirstOrDefault() is { } gap)
        {
            yield return DoctorChecks.DexStale.At(deployment.Key, null, gap, "apply the tenants file, which restarts it");
        }
        else if (written is { } when && started is { } since && when > since + Leeway)
        {
            yield return DoctorChecks.DexStale.At(deployment.Key, null,
                $"{map.Key} was written by others at {Times.Seconds(when)}, and a pod of Dex started at {Times.Seconds(since)}: it does not know what was written since",
                $"restart it ({PasteText.Command("kubectl", "-n", facts.Dex.Namespace, "rollout", "restart", $"deployment/{facts.Dex.Deployment}")}), or apply the tenants file");
        }
    }

    // What the set has written last, and what its restart has put on the pods.
    private static string? ChecksumGap(string set, DoctorFacts facts)
    {
        try
        {
            var present = DexPresent.Read(Place(set, facts.Dex), facts.Live!);
            return present.Record.Checksum is { } checksum && checksum != present.Annotation
                ? $"an apply of set {set} has written logins, and Dex was not restarted with them"
                : null;
        }
        catch (KfTenantsException)
        {
            // A text that Dex cannot read is AUD0302's matter.
            return null;
        }
    }

    private static DexLogins Place(string set, DexPlatform dex) =>
        new(set, LoginResolver.ConfigMapOf(dex), dex.Key, LoginResolver.DeploymentOf(dex), [], Secret: null, OnlyAdd: true, dex.Origin);

    private static IEnumerable<DoctorFinding> Variables(DoctorFacts facts)
    {
        var (config, deployment) = (ParsedOf(facts)!, DeploymentOf(facts)!);
        var named = config.EffectiveUsers.Where(u => string.IsNullOrEmpty(u.Hash) && !string.IsNullOrEmpty(u.HashFromEnv))
            .Select(u => (Name: u.HashFromEnv!, By: $"the login of {u.Email}"))
            .Concat(config.ClientVariables.Select(v => (Name: v, By: "a client in staticClients")));
        return from variable in named.DistinctBy(v => v.Name)
               where DexDeployment.FateOf(variable.Name, deployment, (secret, key) => SecretHas(facts, secret, key)) == VariableFate.Missing
               select DoctorChecks.DexVariableMissing.At(deployment.Key, null,
                   $"it gets no variable {variable.Name}, which {variable.By} needs: Dex ends with an error at its next start, and no one can sign in");
    }

    // Of a Secret that was not read nothing is known.
    private static bool? SecretHas(DoctorFacts facts, string secret, string key) =>
        facts.Live!.Find(new ObjectKey(ObjectKind.Secret, facts.Dex.Namespace, secret)) is { } found ? found.At("data", key) is not null : null;

    private static IEnumerable<DoctorFinding> OtherKey(DoctorFacts facts)
    {
        if (DexDeployment.OtherKeyOf(DeploymentOf(facts)!, Place("", facts.Dex)) is { } other)
        {
            yield return DoctorChecks.DexOtherKey.At(DeploymentOf(facts)!.Key, null, $"it starts with the key {other} of its ConfigMap, and {facts.Dex.Key} is looked at");
        }
    }
}
