using System.Collections.Immutable;
using KfTenants.Planning;

namespace KfTenants.Cli.Output;

/// <summary>Who gains and loses what, in people's terms: new powers over others first, then losses, gains, changes.</summary>
internal static class AccessText
{
    public static void AddTo(StyledText text, ImmutableArray<AccessChange> access)
    {
        if (access.IsEmpty)
        {
            return;
        }

        text.EndLine().Add(Tone.Heading, "Access").EndLine();
        foreach (var change in access.OrderBy(Rank))
        {
            var (symbol, tone) = change switch
            {
                { Before: null } => ("+", IsPowerful(change.After) ? Tone.Notice : Tone.Good),
                { After: null } => ("-", Tone.Bad),
                _ => ("~", IsPowerful(change.After) ? Tone.Notice : Tone.Change),
            };
            text.Add("  ").AddPadded(tone, symbol, 2).Add($"{change.Person} {What(change)}").EndLine();
        }
    }

    // OrderBy is stable: inside a rank the plan's own order holds.
    private static int Rank(AccessChange change) => change switch
    {
        _ when IsPowerful(change.After) && !IsPowerful(change.Before) => 0,
        { After: null } => 1,
        { Before: null } => 2,
        _ => 3,
    };

    private static bool IsPowerful(string? role) => role is "admin" or "owner";

    private static string What(AccessChange change) => change switch
    {
        { Tenant: null, Before: null } => "can sign in",
        { Tenant: null, After: null } => "can no longer sign in",
        { Tenant: null } => $"{change.Before} -> {change.After}",
        { Before: null } => $"{change.After} in {change.Tenant}",
        { After: null } => $"{change.Before} in {change.Tenant}",
        _ => $"{change.Before} -> {change.After} in {change.Tenant}",
    };
}
