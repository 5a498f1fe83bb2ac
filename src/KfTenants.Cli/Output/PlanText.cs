using System.Collections.Immutable;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>
/// The plan for people: who gains and loses access first, then the objects by tenant, then what else a reviewer should know.
/// ASCII but for people's own names; equal plans give equal text.
/// </summary>
internal static class PlanText
{
    public static StyledText Of(PlanDocument plan)
    {
        var text = new StyledText();
        Header(text, plan);
        SettingsText.AddTo(text, plan);
        HeadlineText.AddTo(text, plan);
        AccessText.AddTo(text, plan.Access);
        foreach (var tenant in plan.Changes.GroupBy(c => c.Tenant))
        {
            Block(text, tenant.Key, [.. tenant], plan.FileName());
        }

        Notices(text, plan);
        Drift(text, plan);
        Ignored(text, plan);
        Unmanaged(text, plan);
        Missing(text, plan);
        GuardText.AddTo(text, plan.Guards);
        Summary(text, plan);
        return text;
    }

    /// <summary><c>Plan: 2 to create, 1 to change …</c></summary>
    public static string Counts(PlanDocument plan)
    {
        var words = new List<string>
        {
            $"{plan.Count("create")} to create", $"{plan.Count("update")} to change", $"{plan.Count("delete")} to delete", $"{plan.Count("replace")} to replace",
        };
        AddUnlessZero(words, plan.Count("adopt"), "to adopt");
        AddUnlessZero(words, plan.Count("release"), "to release");
        AddUnlessZero(words, plan.Count("conflict"), plan.Count("conflict") == 1 ? "conflict" : "conflicts");
        return $"Plan: {string.Join(", ", words)}. {plan.Summary.Unchanged} unchanged." +
            (plan.IsSaved ? " Guards: judged when it is applied." : GuardText.Summary(plan.Guards));
    }

    private static void Header(StyledText text, PlanDocument plan)
    {
        text.Add(Tone.Heading, $"Set {plan.Set}").EndLine();
        var isDirectory = plan.Fidelity == PlanFidelity.Directory;
        var uid = plan.Cluster.Uid.Length == 0 ? "" : $"uid {plan.Cluster.Uid}";
        var details = isDirectory && uid.Length > 0 ? $"simulated cluster, {uid}" : isDirectory ? "simulated cluster" : uid;
        text.Add("  cluster  ").Add(isDirectory ? $"directory {plan.Cluster.Server}" : plan.Cluster.Server);
        text.Add(Tone.Faint, details.Length == 0 ? "" : $" ({details})").EndLine();
        text.Add("  file     ").Add(string.Join(", ", plan.Config.Files)).Add(Tone.Faint, $" ({Short(plan.Config.Digest)})").EndLine();
        if (plan.Fidelity == PlanFidelity.Server)
        {
            text.Add("  checked  ").Add(ValidationText.Counts(plan.Changes)).EndLine();
        }

        if (plan.Options?.Allow is { } allowed)
        {
            text.Add("  allowed  ").Add(Tone.Notice, GuardText.Allowances(allowed)).EndLine();
        }

        if (plan.IsSaved)
        {
            text.Add("  saved    ").Add("access, risks and headlines are read off the changes; settings, reasons, lines and lists are the file's own word").EndLine();
        }

        if (plan.Scope.Tenants is { } scope)
        {
            text.Add("  only     ").Add($"{(scope.Length == 1 ? "tenant" : "tenants")} {string.Join(", ", scope)}").EndLine();
        }
    }

    private static void Block(StyledText text, string? tenant, ImmutableArray<ChangeDocument> changes, string file)
    {
        text.EndLine().Add(Tone.Heading, tenant is null ? "Shared by all tenants" : $"Tenant {tenant}").EndLine();
        var names = Column(changes.Select(c => c.Object.Within(tenant)));
        var reasons = Column(changes.Select(Reason));
        foreach (var change in changes)
        {
            text.Add("  ").AddPadded(change.Tone(), change.Symbol(), 4).AddPadded(Tone.Plain, change.Object.Within(tenant), names).Add("  ");
            text.AddPadded(Tone.Plain, Reason(change), reasons);
            text.Add(Tone.Faint, change.Origin is { } origin ? $"  {origin.File}:{origin.Line}" : "").EndLine();
            AdoptionText.AddTo(text, change, file);
            if (change.Detail is { } detail)
            {
                text.Add("        ").Add(Tone.Notice, detail).EndLine();
            }

            foreach (var move in (change.Moves ?? []).GroupBy(m => m.Manager))
            {
                text.Line($"        taken over from {move.Key}: {string.Join(", ", move.Select(m => FieldText.Path(m.Path)))}");
            }

            ValidationText.AddTo(text, change.Validation);

            Fields(text, [.. change.Fields.Except(change.Drift).Where(f => IsTold(change, f))]);
            var drifted = change.Drift.Count();
            if (drifted > 0)
            {
                text.Line($"        {Words.Count(drifted, "field")} put back, see Drift");
            }
        }
    }

    // Of a new object our labels say nothing; a Namespace gets only what the file declares. Whom a grant that comes or goes is for is told under Access.
    private static bool IsTold(ChangeDocument change, FieldDocument field)
    {
        var isGrant = change.Object.Kind is "RoleBinding" or "AuthorizationPolicy";
        var isMetadata = field.Path.StartsWith("/metadata/", StringComparison.Ordinal);
        return change.Action switch
        {
            "create" => change.Object.Kind == "Namespace" || (!isGrant && !isMetadata),
            "delete" => !isGrant || isMetadata,
            _ => true,
        };
    }

    private static string Reason(ChangeDocument change) =>
        change.Risk is "none" or "metadata" ? ChangeReason.PhraseOf(change.Reason) : $"{ChangeReason.PhraseOf(change.Reason)} [{change.Risk}]";

    private static void Fields(StyledText text, ImmutableArray<FieldDocument> fields)
    {
        var paths = Column(fields.Select(f => FieldText.Path(f.Path)));
        foreach (var field in fields)
        {
            text.Add("        ").AddPadded(Tone.Plain, FieldText.Path(field.Path), paths).Add("  ");
            FieldText.AddValues(text, field).EndLine();
        }
    }

    private static void Notices(StyledText text, PlanDocument plan)
    {
        if (plan.Notices.IsEmpty)
        {
            return;
        }

        text.EndLine().Add(Tone.Heading, "Notices").EndLine();
        foreach (var notice in plan.Notices)
        {
            text.Add("  ").Add(Tone.Notice, "! ").Add(notice.Tenant is { } tenant ? $"{tenant}: {notice.Text}" : notice.Text).EndLine();
        }
    }

    private static void Drift(StyledText text, PlanDocument plan)
    {
        var drift = plan.Changes.SelectMany(c => c.Drift.Select(f => (Change: c, Field: f))).ToImmutableArray();
        if (drift.IsEmpty)
        {
            return;
        }

        text.EndLine().Add(Tone.Heading, $"Drift: {Words.Count(drift.Length, "field")} changed outside kftenants, to be put back").EndLine();
        foreach (var (change, field) in drift)
        {
            text.Add("  ").Add(Tone.Change, "~ ").Add($"{change.Object.Within(null)} {FieldText.Path(field.Path)}  ");
            FieldText.AddValues(text, field);
            text.Add(Tone.Faint, $"  set by {field.Manager}{(field.Time is { } time ? " at " + Timestamps.Text(time) : "")}").EndLine();
        }
    }

    private static void Ignored(StyledText text, PlanDocument plan)
    {
        if (plan.Ignored.IsEmpty)
        {
            return;
        }

        text.EndLine().Add(Tone.Heading, $"Left alone by fieldRules: {Words.Count(plan.Ignored.Length, "field")}").EndLine();
        foreach (var ignored in plan.Ignored)
        {
            var (live, wanted) = FieldText.Values(ignored.Path, ignored.Old, ignored.New);
            text.Add("  ").Add(Tone.Notice, "! ").Add($"{ignored.Object.Within(null)} {FieldText.Path(ignored.Path)}  {live}, the file says {wanted}");
            text.Add(Tone.Faint, $"  {ignored.Policy}{(ignored.Manager is { } manager ? $", held by {manager}" : "")}").EndLine();
        }
    }

    private static void Unmanaged(StyledText text, PlanDocument plan)
    {
        if (plan.Unmanaged.IsEmpty)
        {
            return;
        }

        text.EndLine().Add(Tone.Heading, $"Unmanaged: {Words.Count(plan.Unmanaged.Length, "grant")} not in {plan.FileName()} (kept)").EndLine();
        foreach (var grant in plan.Unmanaged)
        {
            text.Add("  ").Add(Tone.Notice, "! ").Add($"{grant.Tenant}: {grant.Subject} has {grant.Grants} by {grant.Object.Within(grant.Tenant)}").EndLine();
        }
    }

    private static void Missing(StyledText text, PlanDocument plan)
    {
        if (plan.MissingTenants.IsEmpty)
        {
            return;
        }

        text.EndLine().Add(Tone.Heading, "Missing tenants").EndLine();
        foreach (var tenant in plan.MissingTenants)
        {
            var access = tenant.Contributors switch
            {
                0 => "kept",
                1 => "kept; 1 contributor still has access",
                var many => $"kept; {many} contributors still have access",
            };
            text.Add("  ").Add(Tone.Notice, "! ").Add($"tenant {tenant.Name} is not in {plan.FileName()} ({access})").EndLine();
            if (tenant.LooksLike is { } other)
            {
                text.Add("      ").Add(Tone.Notice, $"looks like a rename: {tenant.Name} is kept with all its data; {other} starts empty").EndLine();
            }
        }
    }

    private static void Summary(StyledText text, PlanDocument plan)
    {
        text.EndLine();
        text = plan.Changes.IsEmpty && plan.Settings.IsEmpty && plan.Guards.All(g => g.Outcome == GuardOutcome.Pass)
            ? text.Add(Tone.Good, "No changes. ").Add($"The cluster matches {plan.FileName()}: {Words.Count(plan.Summary.Unchanged, "object")} unchanged.")
            : text.Add(Tone.Heading, Counts(plan));
        text.EndLine().Add(Tone.Faint, $"checksum {plan.Checksum}").EndLine();
    }

    private static void AddUnlessZero(List<string> words, int count, string what)
    {
        if (count > 0)
        {
            words.Add($"{count} {what}");
        }
    }

    // Wide enough for most; one very long name must not push every other line out of sight.
    private static int Column(IEnumerable<string> texts) => texts.Select(t => t.Length).Where(l => l <= 80).DefaultIfEmpty(0).Max();

    private static string Short(string digest) => digest.Length > 19 ? digest[..19] : digest;
}
