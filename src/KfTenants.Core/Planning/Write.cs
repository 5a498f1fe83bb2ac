using System.Collections.Immutable;
using KfTenants.Dex;
using KfTenants.Objects;

namespace KfTenants.Planning;

/// <summary>How an object is written; a closed set.</summary>
public abstract record Write
{
    private Write()
    {
    }

    /// <summary>Server-side apply of the intent.</summary>
    /// <param name="Force">Some fields are taken from a manager that may be overruled.</param>
    /// <param name="Unset">Pointers inside what is ours that another manager owns and that must go first: apply alone cannot remove them.</param>
    public sealed record Apply(DesiredObject Desired, bool Force, ImmutableArray<string> Unset) : Write
    {
        /// <summary>Of a Profile that changes hands: what must follow in other objects, as part of the same change. Null: nothing.</summary>
        public HandOver? HandOver { get; init; }
    }

    /// <summary>Merge patch of the one text key of Dex's ConfigMap and of our record key beside it.</summary>
    public sealed record DexText(DexLogins Logins) : Write;

    /// <summary>
    /// The object is profile-controller's, which does not watch it: an annotation on its Profile makes the controller look again, and
    /// put right what was changed by hand.
    /// </summary>
    public sealed record AskController(ObjectKey Profile) : Write
    {
        /// <summary>The Profile's annotation whose change is the event; its value is of no meaning.</summary>
        public const string Annotation = "kftenants.io/look-again";
    }
}
