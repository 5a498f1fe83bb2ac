using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Plans;

namespace KfTenants.Logins;

/// <summary>The parts of the work on Dex that are planned again as a whole when one of its objects moved.</summary>
public enum LoginStep
{
    /// <summary>The record learns of Password objects before there are any.</summary>
    Announcement,

    /// <summary>The entries of the text, the record beside it, and the copy that is kept.</summary>
    Entries,

    /// <summary>The restart, which is waited for: the copy goes when Dex runs, and is put back when it does not.</summary>
    Restart,
}

/// <summary>The change was planned from the logins of a set.</summary>
public sealed record LoginBasis(DexLogins Logins, LoginStep Step) : ChangeBasis
{
    public override ApplyPhase Phase => ApplyPhase.Grants;

    /// <summary>The change as it is to be made now; null when there is nothing to do.</summary>
    /// <param name="live">Holds Dex's objects as they are now.</param>
    public Change? Again(LiveState live) => Step switch
    {
        LoginStep.Announcement => DexTextPlanner.Announcement(Logins, live),
        LoginStep.Entries => DexTextPlanner.Plan(Logins, live),
        LoginStep.Restart => DexRestartPlanner.Again(Logins, live),
        _ => throw new ArgumentOutOfRangeException(nameof(live), Step, null),
    };
}
