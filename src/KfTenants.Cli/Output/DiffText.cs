using System.Collections.Immutable;
using KfTenants.Comparison;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>
/// A diff for people, in the order and with the symbols of a plan: what an apply of the second side would destroy, what has power over many, who gains and loses
/// access, then tenants and objects; last, all of it in numbers. Equal diffs give equal text.
/// </summary>
internal static class DiffText
{
    public static StyledText Of(DiffAnswer answer)
    {
        var diff = answer.Diff;
        var text = new StyledText();
        Header(text, diff);
        if (!diff.Compared)
        {
            return text.EndLine().Add(Tone.Notice, Numbers(diff)).EndLine();
        }

        text.Add(People(diff));
        if (answer.Detail == PlanDetail.Summary)
        {
            ChangeBlocks.AddSummaryTo(text, diff.Changes);
        }
        else
        {
            ChangeBlocks.AddTo(text, diff.Changes, answer.Detail, FileName(diff));
        }

        NoticeText.AddTo(text, diff.Notices, answer.Detail);
        return text.EndLine().Add(diff.Differs ? Tone.Heading : Tone.Good, Numbers(diff)).EndLine();
    }

    /// <summary>What a reviewer reads first: data, settings, tenants, people and their logins.</summary>
    public static StyledText People(DiffDocument diff)
    {
        var text = new StyledText();
        Destroyed(text, diff);
        SettingsText.AddTo(text, diff.Settings);
        Tenants(text, diff);
        HeadlineText.AddTo(text, diff.Changes);
        Everywhere(text, diff);
        AccessText.AddTo(text, diff.Access);
        Ends(text, diff.Ends);
        Logins(text, diff.Logins);
        return text;
    }

    /// <summary>All of a diff in one line, without foreign text.</summary>
    public static string Numbers(DiffDocument diff)
    {
        if (!diff.Compared)
        {
            return $"Nothing is compared: {(diff.From.Valid ? "the second" : "the first")} side is invalid.";
        }

        if (!diff.Differs)
        {
            return "No differences.";
        }

        int Count(params string[] actions) => diff.Changes.Count(c => actions.Contains(c.Action));
        var words = diff.Subject == DiffSubject.Files
            ? $"{Count("create")} to create, {Count("update", "replace", "release")} to change, {Count("delete")} to delete"
            : $"{Count("create")} only in the second, {Count("delete")} only in the first, {Count("update", "replace")} different";
        var people = AccessText.Counts(diff.Access);
        string[] besides =
        [
            diff.Tenants.IsEmpty ? "" : $" Tenants: {diff.Tenants.Length}.", people.Length == 0 ? "" : $" People: {people}.",
            diff.Settings.IsEmpty ? "" : $" Settings: {diff.Settings.Length}.", diff.Ends.IsEmpty ? "" : $" Ends of access: {diff.Ends.Length}.",
            diff.Logins.IsEmpty ? "" : $" Logins: {diff.Logins.Length}.",
        ];
        return $"Differences: objects {words}.{string.Concat(besides)}";
    }

    private static void Header(StyledText text, DiffDocument diff)
    {
        var isFiles = diff.Subject == DiffSubject.Files;
        var sets = new[] { diff.From.Set, diff.To.Set }.OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        text.Add(Tone.Heading, isFiles ? $"Difference of tenants files{(sets.Length == 0 ? "" : $", set {string.Join(" and ", sets)}")}" : "Difference of clusters").EndLine();
        Side(text, "from", diff.From);
        Side(text, "to", diff.To);
    }

    private static void Side(StyledText text, string name, SideDocument side)
    {
        string?[] details =
        [
            side.Sha256 is { } sum ? DigestText.Short(sum) : null, side.Uid is { Length: > 0 } uid ? $"uid {uid}" : null, side.Valid ? null : "invalid",
        ];
        var known = string.Join(", ", details.OfType<string>());
        text.Add("  ").AddPadded(Tone.Plain, name, 6).Add(string.Join(", ", side.Names)).Add(Tone.Faint, known.Length == 0 ? "" : $" ({known})");
        text.Add(side.Tenants is { } tenants ? $", {Words.Count(tenants, "tenant")}" : "").EndLine();
    }

    // Of two clusters nothing is planned, and nothing destroyed.
    private static void Destroyed(StyledText text, DiffDocument diff)
    {
        if (diff.Subject != DiffSubject.Files || !diff.Differs || !diff.Compared)
        {
            return;
        }

        var gone = diff.Tenants.Where(t => t.After == SideStates.Absent).ToArray();
        text.EndLine().Add(Tone.Heading, "Destroys").Add(gone.Length == 0 ? ": nothing" : "").EndLine();
        foreach (var tenant in gone)
        {
            var people = diff.Access.Where(a => a.Tenant == tenant.Name && a.After is null).Select(a => a.Person).Distinct(StringComparer.Ordinal).Count();
            var inside = tenant.Before is null ? ", if there is one" : people == 0 ? "" : $" ({Words.Count(people, "person")})";
            text.Add("  ").Add(Tone.Bad, "- ").Add($"tenant {tenant.Name}, its namespace and all its data{inside}").EndLine();
        }
    }

    private static void Tenants(StyledText text, DiffDocument diff)
    {
        if (diff.Tenants.IsEmpty)
        {
            return;
        }

        text.EndLine().Add(Tone.Heading, "Tenants").EndLine();
        foreach (var tenant in diff.Tenants)
        {
            var (symbol, tone) = tenant switch
            {
                { Keep: not null } => ("!", Tone.Notice),
                { Before: null } when tenant.After != SideStates.Absent => ("+", Tone.Good),
                { After: null or SideStates.Absent } => ("-", Tone.Bad),
                _ => ("~", Tone.Change),
            };
            text.Add("  ").AddPadded(tone, symbol, 2).Add($"{tenant.Name}  {What(tenant)}{Owner(tenant)}{Adopts(tenant)}{Clusters(tenant)}").EndLine();
        }
    }

    private static string What(TenantDifference tenant) => tenant switch
    {
        { Keep: { } people } => $"leaves the file; an apply keeps it{(people.IsEmpty ? "" : $", and the access of {Words.Count(people.Length, "person")}")}",
        { Before: null } => tenant.After ?? "",
        { After: null } => $"{tenant.Before} -> (none)",
        _ when tenant.Before == tenant.After => tenant.After,
        _ => $"{tenant.Before} -> {tenant.After}",
    };

    private static string Owner(TenantDifference tenant) =>
        tenant is { Owner: { } owner, Before: null or SideStates.Absent, After: not null and not SideStates.Absent } ? $", owner {owner}" : "";

    private static string Adopts(TenantDifference tenant) => tenant.Adopts switch
    {
        true => "; adopts what exists already and belongs to no set",
        false => "; adopts nothing any more",
        null => "",
    };

    // Where it is not for any more, it is left over; nothing of it is deleted.
    private static string Clusters(TenantDifference tenant)
    {
        static string Named(ImmutableArray<string>? clusters) => clusters switch
        {
            null => "all",
            { IsEmpty: true } => "none",
            { } some => string.Join(", ", some),
        };
        return tenant.Clusters is { } moved ? $"; clusters {Named(moved.Before)} -> {Named(moved.After)}" : "";
    }

    // Who is let in by these is in no tenant's list.
    private static void Everywhere(StyledText text, DiffDocument diff)
    {
        ChangeDocument[] wide = [.. diff.Changes.Where(c => c.Tenant is null)];
        if (wide.Length == 0)
        {
            return;
        }

        text.EndLine().Add(Tone.Heading, "Access to every tenant").EndLine();
        foreach (var change in wide)
        {
            text.Add("  ").Add(Tone.Notice, $"{change.Symbol()} ").Add($"{change.Object.Within(null)}  {ChangeReason.PhraseOf(change.Reason)}").EndLine();
        }
    }

    private static void Ends(StyledText text, ImmutableArray<EndDifference> ends)
    {
        if (ends.IsEmpty)
        {
            return;
        }

        text.EndLine().Add(Tone.Heading, "Access that ends").EndLine();
        foreach (var end in ends)
        {
            text.Add("  ").Add(Tone.Change, "~ ").Add($"{end.Person} {end.Role} in {end.Tenant}  {end.Before ?? "never"}");
            text.Add(Tone.Faint, " -> ").Add(end.After ?? "never").EndLine();
        }
    }

    private static void Logins(StyledText text, ImmutableArray<LoginDifference> logins)
    {
        if (logins.IsEmpty)
        {
            return;
        }

        text.EndLine().Add(Tone.Heading, "Logins").EndLine();
        foreach (var login in logins)
        {
            text.Add("  ").Add(Tone.Change, "~ ").Add(login.Person).EndLine();
            FieldText.AddTo(text, [.. login.Fields.Select(f => f with { Path = "/" + f.Path.Split('/')[^1] })], isWhole: false);
        }
    }

    private static string FileName(DiffDocument diff) => diff.To.Names is [var only] ? only : "the tenants files";
}
