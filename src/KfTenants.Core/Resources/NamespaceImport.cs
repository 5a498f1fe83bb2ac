using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Diagnostics;
using KfTenants.Kube;

namespace KfTenants.Resources;

/// <summary>Labels and annotations of a tenant's Namespace that a person must have decided: what Kubeflow, Istio and other programs write is left to them.</summary>
internal static class NamespaceImport
{
    // profile-controller's namespace-labels of every release; the last one since manifests v1.10.2.
    private static readonly Dictionary<string, string> Defaults = new(StringComparer.Ordinal)
    {
        ["katib.kubeflow.org/metrics-collector-injection"] = "enabled",
        ["serving.kubeflow.org/inferenceservice"] = "enabled",
        ["pipelines.kubeflow.org/enabled"] = "true",
        ["pod-security.kubernetes.io/enforce"] = "baseline",
    };

    // Keys that the file refuses, or that belong to the program of that name.
    private static readonly ImmutableHashSet<string> Theirs =
    [
        "kubernetes.io/metadata.name", "app.kubernetes.io/managed-by", "app.kubernetes.io/part-of", "istio-injection", ProfileObject.OwnerAnnotation,
        Ownership.LastAppliedAnnotation, LastUse.Annotation,
    ];

    private static readonly string[] OwnDomains = ["kftenants.io/", "applyset.kubernetes.io/"];

    private static readonly string[] OtherDomains =
    [
        "argocd.argoproj.io/", "cattle.io/", "field.cattle.io/", "lifecycle.cattle.io/", "management.cattle.io/", "kustomize.toolkit.fluxcd.io/", "helm.toolkit.fluxcd.io/",
        "meta.helm.sh/", "openshift.io/", "security.openshift.io/", "hnc.x-k8s.io/", "capsule.clastix.io/", "metacontroller.k8s.io/", "velero.io/", "openondemand.org/",
    ];

    public static ImportedTenant Of(ImportedTenant tenant, KubeObject space)
    {
        var labels = Pairs(space, "labels").ToArray();
        var annotations = Pairs(space, "annotations").ToArray();
        string[] others = [.. labels.Concat(annotations).Select(p => p.Key).Where(IsOfAnotherProgram).Order(StringComparer.Ordinal)];
        tenant = tenant with
        {
            Labels = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, labels.Where(p => IsAPersons(p, "labels", space))),
            Annotations = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, annotations.Where(p => IsAPersons(p, "annotations", space))),
        };
        if (!tenant.Labels.IsEmpty || !tenant.Annotations.IsEmpty)
        {
            tenant = tenant with { Sources = tenant.Sources.Add(space.Key.ToString()) };
        }

        return others.Length == 0 ? tenant : tenant.Saying(
            $"labels and annotations of other programs on {space.Key} are left to them: {string.Join(", ", others.Distinct(StringComparer.Ordinal).Select(QuotedText.Of))}");
    }

    private static bool IsAPersons(KeyValuePair<string, string> pair, string map, KubeObject space) =>
        !Theirs.Contains(pair.Key) && !OwnDomains.Any(d => pair.Key.StartsWith(d, StringComparison.Ordinal)) && !IsOfAnotherProgram(pair.Key) &&
        !IsExplained(pair, map, space);

    // profile-controller adds its labels only where there are none, so that another manager in the list means a person's decision.
    private static bool IsExplained(KeyValuePair<string, string> pair, string map, KubeObject space)
    {
        var owners = space.Managers.OwnersOf($"/metadata/{map}/{JsonPointer.Escape(pair.Key)}").ToList();
        return owners.Count > 0
            ? owners.All(o => o.Manager == Controller)
            : map == "labels" && Defaults.TryGetValue(pair.Key, out var value) && value == pair.Value;
    }

    // The name of its program.
    private const string Controller = "manager";

    private static bool IsOfAnotherProgram(string key) => OtherDomains.Any(d => key.StartsWith(d, StringComparison.Ordinal));

    private static IEnumerable<KeyValuePair<string, string>> Pairs(KubeObject space, string map) =>
        space.At("metadata", map).Members().Where(p => p.Value.ValueKind == JsonValueKind.String).DistinctBy(p => p.Name)
            .Select(p => KeyValuePair.Create(p.Name, p.Value.GetString()!));
}
