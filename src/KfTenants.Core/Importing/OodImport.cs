using System.Text.Json.Nodes;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Yaml;

namespace KfTenants.Importing;

/// <summary>
/// What Open OnDemand says of a Kubernetes cluster: the <c>hook.env</c> of its bootstrap hook (hooks/k8s-bootstrap), and a file of <c>clusters.d</c>. Neither has
/// tenants: Open OnDemand makes a namespace for each person who signs in. What they say becomes settings; what a tenants file has no key for becomes a finding, and
/// nothing is left out silently.
/// </summary>
public static class OodImport
{
    private const string Adapter = "kubernetes";

    /// <summary>Reads <c>hook.env</c>.</summary>
    public static ParseResult<ImportedSet> ReadHook(string file, byte[] bytes)
    {
        var findings = new DiagnosticBag();
        var set = Empty;
        if (HookEnvironment.Read(file, bytes, findings) is { } variables)
        {
            foreach (var twice in variables.GroupBy(v => v.Key, StringComparer.Ordinal).Where(g => g.Count() > 1))
            {
                set = set.Saying($"{twice.Key} is set {twice.Count()} times: the last one counts, as in a shell");
            }

            var values = variables.GroupBy(v => v.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value.Text, StringComparer.Ordinal);
            set = values.OrderBy(v => v.Key, StringComparer.Ordinal).Aggregate(set, (known, v) => Variable(known, v.Key, v.Value, values));
            set = values.GetValueOrDefault("NETWORK_POLICY_ALLOW_CIDR") is { Length: > 0 } ? set
                : set.Saying("NETWORK_POLICY_ALLOW_CIDR is not set: no tenant is isolated; add network: {isolate: true} to defaults to isolate them all");
        }

        return new ParseResult<ImportedSet>(set, findings.All());
    }

    /// <summary>Reads a file of <c>/etc/ood/config/clusters.d</c>.</summary>
    public static ParseResult<ImportedSet> ReadCluster(string file, byte[] bytes)
    {
        var findings = new DiagnosticBag();
        var set = Empty;
        if (ForeignValues.Root(file, bytes, findings) is { } root && root.Map("v2", isRequired: true)?.Map("job", isRequired: true) is { } job)
        {
            if (job.Text("adapter", isRequired: true) is { } adapter && adapter.Text != Adapter)
            {
                findings.Add(KnownDiagnostics.NotOneOf(adapter.Location, "\"adapter\"", adapter.Text, findings.Hint(adapter.Text, [Adapter]), [Adapter]));
            }

            foreach (var entry in root.Map("v2")!.Entries.Where(e => e.Key != "job"))
            {
                set = set.Saying($"{QuotedText.Of(entry.Key)} is about Open OnDemand itself: it is not imported");
            }

            set = job.Entries.Where(e => e.Key != "adapter").Aggregate(set, Setting);
        }

        return new ParseResult<ImportedSet>(set, findings.All());
    }

    private static ImportedSet Empty => new ImportedSet(ImportOptions.DefaultName).WithPlatform("flavor", JsonValue.Create("kubernetes"));

    private static ImportedSet Variable(ImportedSet set, string key, string value, Dictionary<string, string> all) => key switch
    {
        "K8S_USERNAME_PREFIX" => value.Length == 0 ? set : set.WithPlatform("usernamePrefix", JsonValue.Create(value)),
        "NAMESPACE_PREFIX" => value.Length == 0 ? set : set.WithPlatform("namespacePrefix", JsonValue.Create(value)),
        "NETWORK_POLICY_ALLOW_CIDR" => value.Length == 0 ? set
            : set.WithDefault("network", new JsonObject { ["isolate"] = true, ["allowCIDRs"] = new JsonArray(value) }),
        "IMAGE_PULL_SECRET" => PullSecret(set, value, all.GetValueOrDefault("REGISTRY_DOCKER_CONFIG_JSON") ?? ""),
        "REGISTRY_DOCKER_CONFIG_JSON" => value.Length == 0 || all.GetValueOrDefault("IMAGE_PULL_SECRET") is { Length: > 0 } ? set
            : set.Saying("REGISTRY_DOCKER_CONFIG_JSON has no effect without IMAGE_PULL_SECRET: there is no pull secret"),
        "USE_JOB_POD_REAPER" => value == "true" ? set.WithDefault("walltime", new JsonObject { ["reaper"] = true }) : Off(set, key, value),
        "USE_POD_SECURITY_POLICY" => value == "true"
            ? set.Saying("USE_POD_SECURITY_POLICY is true: Kubernetes has no PodSecurityPolicy since 1.25, so that nothing holds pods to the user's UID; a policy must")
            : Off(set, key, value),
        "IDP_ISSUER_URL" => value.Length == 0 ? set : set.Saying(Issuer(value)),
        "CLIENT_ID" => value.Length == 0 ? set : set.Saying("CLIENT_ID is for the kubeconfig of the users, which no tenants file has"),
        "CLIENT_SECRET" => value.Length == 0 ? set : set.Saying("CLIENT_SECRET is for the kubeconfig of the users, which no tenants file has; being a secret, it is not copied"),
        _ => set.Saying($"{key} is no variable of Open OnDemand's hook that is known here: it is not imported"),
    };

    private static ImportedSet PullSecret(ImportedSet set, string name, string file) => name.Length == 0 ? set
        : file.Length == 0 ? set.Saying("IMAGE_PULL_SECRET needs REGISTRY_DOCKER_CONFIG_JSON, which is not set: there is no pull secret")
        : set.WithDefault("imagePullSecrets", new JsonArray(new JsonObject
        {
            ["name"] = name,
            ["dockerConfigFrom"] = new JsonObject { ["file"] = file },
            ["attachTo"] = new JsonArray("default"),
        }));

    // The hook compares with this one word.
    private static ImportedSet Off(ImportedSet set, string key, string value) =>
        value is "" or "false" ? set : set.Saying($"{key} is {QuotedText.Of(value)}: only \"true\" switches it on, so that it is off");

    private static string Issuer(string value)
    {
        const string TokenEndpoint = "/protocol/openid-connect/token";
        return value.EndsWith(TokenEndpoint, StringComparison.Ordinal)
            ? $"IDP_ISSUER_URL is a token endpoint; the issuer for the API server and kubeconfigs is {QuotedText.Of(value[..^TokenEndpoint.Length])}. No tenants file has it"
            : "IDP_ISSUER_URL is for the API server and the kubeconfig of the users, which no tenants file has";
    }

    private static ImportedSet Setting(ImportedSet set, YamlEntry entry) => (entry.Key, entry.Value) switch
    {
        ("username_prefix", YamlNode.Scalar { Kind: ScalarKind.Text, Text: var prefix }) =>
            prefix.Length == 0 ? set : set.WithPlatform("usernamePrefix", JsonValue.Create(prefix)),
        ("namespace_prefix", YamlNode.Scalar { Kind: ScalarKind.Text, Text: var prefix }) =>
            prefix.Length == 0 ? set : set.WithPlatform("namespacePrefix", JsonValue.Create(prefix)),
        ("config_file" or "cluster" or "context" or "bin" or "server", _) =>
            set.Saying($"{QuotedText.Of(entry.Key)} says where the cluster is, which no tenants file has: use --kubeconfig and --context"),
        ("auth", YamlNode.Mapping auth) => set.Saying(
            $"\"auth\" is {QuotedText.Of(auth.Text("type")?.Text ?? "")}{(auth.Text("type")?.Text == "odic" ? " (misspelled; it is oidc)" : "")}: " +
            "how people sign in to the API server stands in no tenants file"),
        ("all_namespaces", YamlNode.Scalar { Text: "false" }) or ("auto_supplemental_groups", YamlNode.Scalar { Text: "false" }) => set,
        ("mounts", YamlNode.Sequence { Items.IsEmpty: true }) => set,
        ("all_namespaces", _) => set.Saying("\"all_namespaces\" shows people the pods of all namespaces: a ClusterRole that lists pods, which no tenant gives"),
        ("auto_supplemental_groups", _) => set.Saying("\"auto_supplemental_groups\" gives pods the groups of their user: it is not imported"),
        ("mounts", _) => set.Saying("\"mounts\" are volumes of Open OnDemand's jobs: they are not imported"),
        _ => set.Saying($"{QuotedText.Of(entry.Key)} is no setting of Open OnDemand's adapter for Kubernetes that is known here: it is not imported"),
    };

    private static ImportedSet WithPlatform(this ImportedSet set, string key, JsonNode value) =>
        set with { Platform = set.Platform.SetItem(key, CanonicalJson.Of(value)) };

    private static ImportedSet WithDefault(this ImportedSet set, string key, JsonNode value) =>
        set with { Defaults = set.Defaults.SetItem(key, CanonicalJson.Of(value)) };
}
