using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Diagnostics;

namespace KfTenants.Cli.Output;

/// <summary>
/// Who gains and loses what, in people's terms: new powers over others first, then losses, then gains. A person with the same in several tenants is one
/// line; no person and no tenant is left out.
/// </summary>
internal static class AccessText
{
    private const string Power = "Becomes owner or admin";
    private const string Loss = "Loses access";
    private const string Gain = "Gains access";

    // As many as one sees without counting.
    private const int Counted = 3;

    public static void AddTo(StyledText text, ImmutableArray<AccessChange> access)
    {
        foreach (var (heading, lines) in Of(access))
        {
            text.EndLine().Add(Tone.Heading, heading).EndLine();
            foreach (var line in lines)
            {
                text.Add("  ").AddPadded(line.Tone, line.Symbol, 2).Add($"{Person(line.Person)} {line.What}{Places(line.Tenants)}").EndLine();
            }
        }
    }

    /// <summary>What there is to tell, under its headings.</summary>
    public static IEnumerable<(string Heading, ImmutableArray<AccessLine> Lines)> Of(ImmutableArray<AccessChange> access) =>
        from heading in (string[])[Power, Loss, Gain]
        let lines = LinesOf(heading, access).ToImmutableArray()
        where !lines.IsEmpty
        select (heading, lines);

    /// <summary><c>1 becomes owner or admin, 2 lose access, 3 gain access</c>: people, each once; empty for none.</summary>
    public static string Counts(ImmutableArray<AccessChange> access)
    {
        int People(string heading) => access.Where(c => HeadingOf(c) == heading).Select(c => c.Person).Distinct(StringComparer.Ordinal).Count();
        string[] counts =
        [
            Words.Does(People(Power), "becomes owner or admin", "become owner or admin"),
            Words.Does(People(Loss), "loses access", "lose access"),
            Words.Does(People(Gain), "gains access", "gain access"),
        ];
        return string.Join(", ", counts.Where(c => c.Length > 0));
    }

    private static string HeadingOf(AccessChange change) => change switch
    {
        { GainsPower: true } => Power,
        { IsLoss: true } => Loss,
        _ => Gain,
    };

    /// <summary>The lines of one heading, in their order.</summary>
    private static IEnumerable<AccessLine> LinesOf(string heading, ImmutableArray<AccessChange> access)
    {
        foreach (var same in access.Where(c => HeadingOf(c) == heading).GroupBy(c => (c.Person, What: What(c))))
        {
            var change = same.First();
            var (symbol, tone) = change switch
            {
                { Before: null } => ("+", change.GainsPower ? Tone.Notice : Tone.Good),
                { After: null } => ("-", Tone.Bad),
                _ => ("~", change.GainsPower ? Tone.Notice : Tone.Change),
            };
            yield return new AccessLine(symbol, tone, change.Person, same.Key.What, [.. same.Select(c => c.Tenant)]);
        }
    }

    private static string Places(ImmutableArray<string?> tenants) => tenants switch
    {
        [null, ..] => "",
        { Length: > Counted } => $" in {tenants.Length} tenants: {string.Join(", ", tenants)}",
        _ => $" in {string.Join(", ", tenants)}",
    };

    /// <summary>RBAC compares bytes: the shape of a letter does not say which one it is.</summary>
    public static string Person(string email) => CodePoints.Of(email) is var shown && shown != email ? $"{email} ({shown})" : email;

    private static string What(AccessChange change) => change switch
    {
        { Tenant: null, Before: null, IsRestored: true } => "can sign in again: the login was removed from Dex outside kftenants",
        { Tenant: null, Before: null } => "can sign in",
        { Tenant: null, After: null } => "can no longer sign in",
        { Before: null } => change.After!,
        { After: null } => change.Before,
        _ => $"{change.Before} -> {change.After}",
    };
}
