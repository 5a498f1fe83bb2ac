using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>Guards in words: which rule, which number, which limit.</summary>
internal static class GuardText
{
    /// <summary><c> Guards: 4 of 5 passed, 1 overridden (max-tenant-deletes 1, limit 0).</c></summary>
    public static string Summary(IReadOnlyCollection<GuardResult> guards)
    {
        if (guards.Count == 0)
        {
            return "";
        }

        var overridden = Overridden(guards);
        return $" Guards: {guards.Count(g => g.Outcome == GuardOutcome.Pass)} of {guards.Count} passed" +
            (overridden is null ? "." : $", {guards.Count(g => g.Outcome == GuardOutcome.Overridden)} overridden ({overridden}).");
    }

    /// <summary><c>max-deletes 12, limit 10; max-access-revoked-percent 60 %, limit 25 %</c>; null when none is.</summary>
    public static string? Overridden(IEnumerable<GuardResult> guards)
    {
        var words = string.Join("; ", guards.Where(g => g.Outcome == GuardOutcome.Overridden).Select(g => $"{g.Id} {Number(g.Value, g)}, limit {Number(g.Limit, g)}"));
        return words.Length == 0 ? null : words;
    }

    /// <summary><c>--allow deletes=12 --allow guards</c></summary>
    public static string Allowances(IEnumerable<KeyValuePair<string, int>> allowed) =>
        string.Join(' ', allowed.Select(a => $"--allow {Allowance(a)}"));

    /// <summary><c>deletes=12</c>; settings have no number.</summary>
    public static string Allowance(KeyValuePair<string, int> allowed) => PlanGuard.SettingKeys.Contains(allowed.Key) ? allowed.Key : $"{allowed.Key}={allowed.Value}";

    /// <summary><c>max-deletes: 12 objects, the limit is 10; to allow it: --allow deletes=12</c></summary>
    public static string Refusal(GuardResult guard) => $"{Sentence(guard)}{(guard.Override.Length > 0 ? $"; to allow it: {guard.Override}" : "")}";

    /// <summary>The guards that refuse, and those that would have.</summary>
    public static void AddTo(StyledText text, IReadOnlyCollection<GuardResult> guards)
    {
        Section(text, "Refused by guards: nothing will be written", guards.Where(g => g.Outcome == GuardOutcome.Fail));
        if (ToAllow(guards) is { Length: > 1 } allowances)
        {
            text.Line($"  to allow all of it: {string.Join(' ', allowances)}");
        }

        Section(text, "Overridden guards", guards.Where(g => g.Outcome == GuardOutcome.Overridden));
    }

    /// <summary>What would let every guard that refuses pass; empty when one of them cannot be overridden.</summary>
    public static string[] ToAllow(IEnumerable<GuardResult> guards)
    {
        string[] allowances = [.. guards.Where(g => g.Outcome == GuardOutcome.Fail).Select(g => g.Override)];
        return allowances.Contains("") ? [] : allowances;
    }

    private static void Section(StyledText text, string heading, IEnumerable<GuardResult> guards)
    {
        var told = false;
        foreach (var guard in guards)
        {
            if (!told)
            {
                text.EndLine().Add(Tone.Heading, heading).EndLine();
                told = true;
            }

            var isRefusal = guard.Outcome == GuardOutcome.Fail;
            text.Add("  ").Add(isRefusal ? Tone.Bad : Tone.Notice, "! ").Line(isRefusal ? Refusal(guard) : Sentence(guard));
        }
    }

    private static string Sentence(GuardResult guard)
    {
        var value = guard.Unit == "%" ? Number(guard.Value, guard) : $"{guard.Value} {(guard.Value == 1 ? guard.Unit.TrimEnd('s') : guard.Unit)}";
        return $"{guard.Id}: {value}, the limit is {Number(guard.Limit, guard)}{(guard.Note is { } note ? $" ({note})" : "")}";
    }

    private static string Number(int number, GuardResult guard) => guard.Unit == "%" ? $"{number} %" : $"{number}";
}
