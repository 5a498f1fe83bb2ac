using System.Collections.Immutable;
using KfTenants.Plans;
using KfTenants.Resources;

namespace KfTenants.PodPolicies;

/// <summary>The policies that hold pods to <c>posix</c> and <c>walltime</c>. All of them reject what they cannot judge.</summary>
public static class KnownPodPolicies
{
    private const string Known = "variables.known";

    private static readonly ImmutableArray<string> Containers = ["containers", "initContainers", "ephemeralContainers"];

    public static readonly ImmutableArray<PodPolicy> All =
    [
        OfIds("kftenants-pod-uid", "Every container runs as the user of its tenant.", IdentityMaps.Uid, "UID", "runAsUser", []),
        OfIds("kftenants-pod-gid", "Every container runs as the group of its tenant, and so do the files of its volumes.", IdentityMaps.Gid, "GID", "runAsGroup",
        [
            new($"!{Has("fsGroup")} || object.spec.securityContext.fsGroup == variables.wanted", "'fsGroup must be ' + string(variables.wanted) + ' or absent'"),
        ]),
        new PodPolicy(
            "kftenants-pod-groups",
            "No pod has a group that its tenant is not a member of.",
            IdentityMaps.Gids,
            PodPolicyMarks.IdentityLabel,
            [PodPolicyMarks.Enforce],
            ["pods"],
            SpecChanged,
            [IsKnown],
            [
                Entry("list of groups"),
                new(
                    $"!{Has("supplementalGroups")} || object.spec.securityContext.supplementalGroups.all(g, {Known} && " +
                        "params.data[request.namespace].contains('\"' + string(g) + '\"'))",
                    "'supplementalGroups has a group that this tenant is not a member of'"),
            ]),
        new PodPolicy(
            "kftenants-pod-lifetime",
            "No pod asks to live longer than its tenant's limit; where the tenant requires it, every pod says how long.",
            IdentityMaps.Lifetime,
            PodPolicyMarks.LifetimeLabel,
            [PodPolicyMarks.Limited, PodPolicyMarks.Required],
            ["pods"],
            $"({Lifetime("object")}) != ({Lifetime("oldObject")})",
            [
                IsKnown,
                new("lifetime", Lifetime("object")),
                new("required", $"namespaceObject.metadata.labels['{PodPolicyMarks.LifetimeLabel}'] == '{PodPolicyMarks.Required}'"),
            ],
            [
                Entry("longest lifetime"),
                new("!variables.required || variables.lifetime != ''", $"'pods of this namespace must have the annotation {PodPolicyMarks.LifetimeAnnotation}'"),
                new(
                    $"variables.lifetime == '' || ({Known} && duration(variables.lifetime) > duration('0s') && " +
                        "duration(variables.lifetime) <= duration(params.data[request.namespace]))",
                    $"'the lifetime ' + variables.lifetime + ' is not above 0 and at most ' + ({Known} ? params.data[request.namespace] : '0s')"),
            ]),
    ];

    private static string SpecChanged => "object.spec != oldObject.spec";

    private static PolicyVariable IsKnown => new("known", "has(params.data) && request.namespace in params.data");

    // A number in the map is above zero: no pod is equal to what stands for none.
    private static PodPolicy OfIds(string name, string what, string map, string word, string field, ImmutableArray<PolicyRule> more) => new(
        name,
        what,
        map,
        PodPolicyMarks.IdentityLabel,
        [PodPolicyMarks.Enforce],
        ["pods", "pods/ephemeralcontainers"],
        SpecChanged,
        [
            IsKnown,
            new("wanted", $"{Known} ? int(params.data[request.namespace]) : -1"),
            new("exempt", Annotation("namespaceObject", PodPolicyMarks.ExemptAnnotation, start: "',' + ", end: " + ','")),
            new("ofPod", $"{Has(field)} ? object.spec.securityContext.{field} : -2"),
        ],
        [
            Entry(word),
            .. Containers.Select(list => new PolicyRule(
                $"{(list == "containers" ? "" : $"!has(object.spec.{list}) || ")}object.spec.{list}.all(c, variables.exempt.contains(',' + c.name + ',') || " +
                    $"(has(c.securityContext) && has(c.securityContext.{field}) ? c.securityContext.{field} : variables.ofPod) == variables.wanted)",
                $"'every one of {list} must run with {field} ' + string(variables.wanted)")),
            .. more,
        ]);

    private static PolicyRule Entry(string what) => new(Known, $"'namespace ' + request.namespace + ' has no {what}, so that no pod may run here'");

    private static string Has(string field) => $"(has(object.spec.securityContext) && has(object.spec.securityContext.{field}))";

    private static string Lifetime(string of) => Annotation(of, PodPolicyMarks.LifetimeAnnotation);

    private static string Annotation(string of, string key, string start = "", string end = "") =>
        $"has({of}.metadata.annotations) && '{key}' in {of}.metadata.annotations ? {start}{of}.metadata.annotations['{key}']{end} : ''";
}
