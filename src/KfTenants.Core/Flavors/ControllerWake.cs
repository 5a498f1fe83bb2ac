using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Flavors;

/// <summary>
/// Makes profile-controller look at a Profile again, so that it puts right what was changed by hand in objects that it does not
/// watch: any new value of one annotation is an event to it.
/// </summary>
public static class ControllerWake
{
    /// <summary>The Profile's annotation; its value has no meaning.</summary>
    public const string Annotation = "kftenants.io/look-again";

    /// <summary>The value is the version that the patch replaces: one that cannot repeat.</summary>
    public static PlannedWrite Request(KubeObject profile) => PlannedWrite.Patch(
        profile.Key,
        new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Annotation] = profile.ResourceVersion } } },
        Precondition.Of(profile));
}
