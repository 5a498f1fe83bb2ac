using System.Text.Json;
using KfTenants.Access;
using KfTenants.Kube;

namespace KfTenants.Resources;

/// <summary>
/// What profile-controller itself grants in a tenant's namespace. Only exactly that is beyond question: the owner of the namespace can
/// edit these objects, and the controller does not always put them back.
/// </summary>
public static class ControllerGrants
{
    /// <summary>The subjects of a RoleBinding that is named like the controller's, without those that the controller puts there.</summary>
    /// <param name="owner">Who owns the Profile, and who its Namespace says does: in an owner transfer the two differ for a while.</param>
    public static IEnumerable<string> Extras(KubeObject binding, IReadOnlyCollection<string> owner)
    {
        var expected = RoleOf(binding.Key.Name);
        return Grants.RoleRef(binding) == $"ClusterRole {expected}"
            ? Grants.Subjects(binding).Where(s => binding.Key.Name == ProfileObject.OwnerBinding
                ? !owner.Contains(s)
                : s != $"{Grants.ServiceAccountPrefix}{binding.Key.Namespace}/{binding.Key.Name}")
            : Grants.Subjects(binding);
    }

    /// <summary>Whom the owner's policy lets in beside the owner and what the controller lists: the namespace itself, probes, the notebook controller.</summary>
    public static IEnumerable<MeshSubject> Extras(KubeObject policy, IReadOnlyCollection<string> owner, PolicyReach reach) =>
        policy.At("spec", "rules").Items().Where(rule => !IsForProbes(rule)).SelectMany(reach.OfRule).Distinct()
            .Where(s => s.IsPerson
                ? !owner.Contains(s.Who)
                : s.Who != $"Namespace {policy.Key.Namespace}" && !s.Who.EndsWith(NotebookController, StringComparison.Ordinal));

    private const string NotebookController = "/notebook-controller-service-account";

    // profile_controller.go, getAuthorizationPolicy, since 1.8.
    private static readonly HashSet<string> ProbePaths = new(StringComparer.Ordinal) { "/healthz", "/metrics", "/wait-for-drain" };

    private static bool IsForProbes(JsonElement rule) =>
        rule.Member("to").Items().ToList() is { Count: > 0 } operations &&
        operations.All(o => o.Member("operation")?.Member("paths").Items().ToList() is { Count: > 0 } paths && paths.All(p => ProbePaths.Contains(p.ToString())));

    /// <summary>The ClusterRole that the controller binds by this one of <see cref="ProfileObject.ControllerBindings"/>.</summary>
    public static string RoleOf(string name) => name switch
    {
        ProfileObject.OwnerBinding => "kubeflow-admin",
        "default-editor" => "kubeflow-edit",
        _ => "kubeflow-view",
    };
}
