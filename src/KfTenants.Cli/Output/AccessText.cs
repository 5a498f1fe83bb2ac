using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Diagnostics;

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

        Section(text, "Becomes owner or admin", access.Where(c => c.GainsPower));
        Section(text, "Access", access.Where(c => !c.GainsPower).OrderBy(Rank));
    }

    private static void Section(StyledText text, string heading, IEnumerable<AccessChange> changes)
    {
        var told = false;
        foreach (var change in changes)
        {
            if (!told)
            {
                text.EndLine().Add(Tone.Heading, heading).EndLine();
                told = true;
            }

            var (symbol, tone) = change switch
            {
                { Before: null } => ("+", change.GainsPower ? Tone.Notice : Tone.Good),
                { After: null } => ("-", Tone.Bad),
                _ => ("~", change.GainsPower ? Tone.Notice : Tone.Change),
            };
            text.Add("  ").AddPadded(tone, symbol, 2).Add($"{Person(change.Person)} {What(change)}").EndLine();
        }
    }

    // RBAC compares bytes: the shape of a letter does not say which one it is.
    private static string Person(string email) => CodePoints.Of(email) is var shown && shown != email ? $"{email} ({shown})" : email;

    // OrderBy is stable: inside a rank the plan's own order holds.
    private static int Rank(AccessChange change) => change switch
    {
        { After: null } => 0,
        { Before: null } => 1,
        _ => 2,
    };

    private static string What(AccessChange change) => change switch
    {
        { Tenant: null, Before: null, IsRestored: true } => "can sign in again: the login was removed from Dex outside kftenants",
        { Tenant: null, Before: null } => "can sign in",
        { Tenant: null, After: null } => "can no longer sign in",
        { Tenant: null } => $"{change.Before} -> {change.After}",
        { Before: null } => $"{change.After} in {change.Tenant}",
        { After: null } => $"{change.Before} in {change.Tenant}",
        _ => $"{change.Before} -> {change.After} in {change.Tenant}",
    };
}
