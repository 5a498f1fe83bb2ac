using System.Diagnostics;

namespace KfTenants.Plans;

/// <summary>The words for <see cref="GuardOutcome"/> in JSON.</summary>
public static class GuardOutcomeNames
{
    public static string ToWord(this GuardOutcome outcome) => outcome switch
    {
        GuardOutcome.Pass => "pass",
        GuardOutcome.Overridden => "overridden",
        GuardOutcome.Fail => "fail",
        _ => throw new UnreachableException(),
    };

    /// <summary>A word that this version does not know lets nothing pass.</summary>
    public static GuardOutcome Parse(string? word) => word switch
    {
        "pass" => GuardOutcome.Pass,
        "overridden" => GuardOutcome.Overridden,
        _ => GuardOutcome.Fail,
    };
}
