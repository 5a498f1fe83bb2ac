using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Logins.Dex;

namespace KfTenants.Plans;

/// <summary>How an object is written; a closed set.</summary>
public abstract record Write
{
    private Write()
    {
    }

    /// <summary>Server-side apply of the intent.</summary>
    /// <param name="Force">Some fields are taken from a manager that may be overruled.</param>
    /// <param name="Unset">Pointers inside what is ours that must go first, because apply alone cannot remove them (<see cref="ThreeWayDiff.Unset"/>).</param>
    public sealed record Apply(DesiredObject Desired, bool Force, ImmutableArray<string> Unset) : Write
    {
        /// <summary>What is sent: the desired object without what the document's rules leave to others.</summary>
        public KubeObject Intent { get; init; } = Desired.Intent;

        /// <summary>The list of managers (as JSON) that comes before the apply, so that older claims become ours; null: as it is.</summary>
        public string? ManagedFields { get; init; }

        /// <summary>Of a Profile that changes hands: what must follow in other objects, as part of the same change. Null: nothing.</summary>
        public OwnerTransfer? OwnerTransfer { get; init; }
    }

    /// <summary>Merge patch of the one text key of Dex's ConfigMap and of our record key beside it.</summary>
    public sealed record DexText(DexLogins Logins) : Write
    {
        /// <summary>Our record alone, ahead of the Password objects that it is about to know of.</summary>
        public bool IsAnnouncement { get; init; }
    }

    /// <summary>
    /// The object is profile-controller's, which does not watch it: an annotation on its Profile makes the controller look again, and
    /// put right what was changed by hand.
    /// </summary>
    public sealed record AskController(ObjectKey Profile) : Write
    {
        /// <summary>The Profile's annotation whose change is the event; its value is of no meaning.</summary>
        public const string Annotation = "kftenants.io/look-again";

        /// <summary>The merge patch of the Profile. Any new value is an event; the version that the patch replaces is one that cannot repeat.</summary>
        public static JsonObject Patch(string? version) =>
            new() { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Annotation] = version } } };
    }

    /// <summary>
    /// Dex restarts, by the checksum on its pod template, and is waited for. When it runs, the configuration that was kept goes; when
    /// it does not, that one is put back.
    /// </summary>
    public sealed record DexRestart(DexLogins Logins) : Write;
}
