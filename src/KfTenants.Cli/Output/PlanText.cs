using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>
/// The plan for people: what is destroyed, who gains and loses access, then the objects by tenant, then what else a reviewer should know; last, all of it in
/// numbers and how to go on. ASCII but for people's own names; equal plans give equal text.
/// </summary>
internal static class PlanText
{
    public static StyledText Of(PlanAnswer answer)
    {
        var plan = answer.Plan;
        var text = new StyledText();
        Header(text, plan);
        DestructionText.AddTo(text, plan);
        if (plan.IsAttributed)
        {
            AttributionText.AddTo(text, answer);
        }
        else
        {
            AddChangesTo(text.Add(Decisive(plan)), plan, answer.Detail);
        }

        text.Add(Besides(answer));
        GuardText.AddTo(text, plan.Guards);
        Summary(text, answer);
        return text;
    }

    /// <summary>What is destroyed, what has power over many, who gains and loses access.</summary>
    public static StyledText People(PlanDocument plan)
    {
        var text = new StyledText();
        DestructionText.AddTo(text, plan);
        return text.Add(Decisive(plan));
    }

    /// <summary>The same without what is destroyed.</summary>
    public static StyledText Decisive(PlanDocument plan)
    {
        var text = new StyledText();
        SettingsText.AddTo(text, plan.Settings);
        HeadlineText.AddTo(text, plan.Changes);
        AccessText.AddTo(text, plan.Access);
        return text;
    }

    /// <summary>The objects, as much of them as is asked for.</summary>
    public static void AddChangesTo(StyledText text, PlanDocument plan, PlanDetail detail)
    {
        if (detail == PlanDetail.Summary)
        {
            ChangeBlocks.AddSummaryTo(text, plan.Changes);
        }
        else
        {
            ChangeBlocks.AddTo(text, plan.Changes, detail, plan.FileName());
        }
    }

    /// <summary>What is no change and should be known.</summary>
    public static StyledText Besides(PlanAnswer answer)
    {
        var text = new StyledText();
        NoticeText.AddTo(text, answer.Plan.Notices, answer.Detail);
        DriftText.AddTo(text, answer);
        Ignored(text, answer);
        Unmanaged(text, answer);
        Missing(text, answer.Plan);
        return text;
    }

    /// <summary><c>Plan: 2 to create, 1 to change …</c>: objects, then tenants, then people.</summary>
    public static string Counts(PlanDocument plan) => Work(plan, $" {plan.Summary.Unchanged} unchanged.");

    /// <summary>The same of a part of a plan; what does not change is of no part.</summary>
    public static string Work(PlanDocument part) => Work(part, "");

    private static string Work(PlanDocument plan, string rest)
    {
        var tenants = DestructionText.Tenants(plan).Length;
        var words = new List<string>
        {
            $"{plan.Count("create")} to create", $"{plan.Count("update")} to change", $"{plan.Count("delete") - tenants} to delete", $"{plan.Count("replace")} to replace",
        };
        AddUnlessZero(words, plan.Count("adopt"), "to adopt");
        AddUnlessZero(words, plan.Count("release"), "to release");
        AddUnlessZero(words, plan.Count("conflict"), plan.Count("conflict") == 1 ? "conflict" : "conflicts");
        var people = AccessText.Counts(plan.Access);
        return $"{string.Join(", ", words)}.{rest}" +
            (tenants == 0 ? "" : $" Tenants: {tenants} to delete.") + (people.Length == 0 ? "" : $" People: {people}.");
    }

    /// <summary>All of a plan in one line; foreign text is in it only where nothing is to do (<see cref="IsNothing"/>): the file's name.</summary>
    public static string Numbers(PlanDocument plan) => IsNothing(plan)
        ? $"No changes. {(plan.Scope.Shard is { } shard ? $"Shard {shard} of the cluster" : "The cluster")} matches {plan.FileName()}: " +
            $"{Words.Count(plan.Summary.Unchanged, "object")} unchanged."
        : $"Plan: {Counts(plan)}{(plan.IsSaved ? AfterSaved(plan) : GuardText.Summary(plan.Guards))}";

    private static string AfterSaved(PlanDocument plan) => plan.IsOfSnapshot ? " Never applied: it was made on a snapshot." : " Guards: judged when it is applied.";

    /// <summary>One line: whose grant, what it gives and which object gives it.</summary>
    public static void Unmanaged(StyledText text, UnmanagedDocument grant) =>
        text.Add("  ").Add(Tone.Notice, "! ").Add($"{grant.Tenant}: {grant.Subject} has {grant.Grants} by {grant.Object.Within(grant.Tenant)}").EndLine();

    /// <summary>No object, no person and no setting is in it.</summary>
    public static bool IsIdle(PlanDocument part) => part.Changes.IsEmpty && part.Access.IsEmpty && part.Settings.IsEmpty;

    /// <summary>Nothing would be written, and no guard has anything to say.</summary>
    public static bool IsNothing(PlanDocument plan) =>
        plan.Changes.IsEmpty && plan.Settings.IsEmpty && plan.Guards.All(g => g.Outcome == GuardOutcome.Pass);

    /// <summary>What was planned on: a server, a directory or a snapshot; and what more is known of it, empty for nothing.</summary>
    public static (string Name, string Details) Cluster(PlanDocument plan)
    {
        var isDirectory = plan.Fidelity == PlanFidelity.Directory;
        var snapshot = plan.Cluster.Snapshot is { } taken ? $"taken {Times.Seconds(taken.TakenAt)}, {Durations.Text(plan.CreatedAt - taken.TakenAt)} before this plan" : null;
        string?[] details = [isDirectory ? "simulated cluster" : snapshot ?? plan.Cluster.Source, plan.Cluster.Uid.Length == 0 ? null : $"uid {plan.Cluster.Uid}"];
        var name = ClusterText.Before(plan.Cluster.Name) + ClusterText.Name(plan.Cluster.Server, isDirectory, plan.Cluster.Snapshot?.Server);
        return (name, string.Join(", ", details.OfType<string>()));
    }

    private static void Header(StyledText text, PlanDocument plan)
    {
        text.Add(Tone.Heading, $"Set {plan.Set}").EndLine();
        var (cluster, known) = Cluster(plan);
        text.Add("  cluster  ").Add(cluster).Add(Tone.Faint, known.Length == 0 ? "" : $" ({known})").EndLine();
        text.Add("  file     ").Add(string.Join(", ", plan.Config.Files)).Add(Tone.Faint, $" ({DigestText.Short(plan.Config.Sha256)})").EndLine();
        AttributionText.AddHeaderTo(text, plan);
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

        if (plan.Scope.Shard is { } shard)
        {
            text.Add("  shard    ").Add($"{shard}: what falls to it of the whole plan, which the guards judge").EndLine();
        }

        if (plan.Scope.Tenants is { } scope)
        {
            var named = $"{(scope.Length == 1 ? "tenant" : "tenants")} {string.Join(", ", scope)}";
            text.Add("  only     ").Add(scope.IsEmpty ? "tenants that are not for this cluster" : named).EndLine();
        }
    }

    private static void Ignored(StyledText text, PlanAnswer answer)
    {
        var ignored = answer.Plan.Ignored;
        if (ignored.IsEmpty)
        {
            return;
        }

        text.EndLine().Add(Tone.Heading, $"Left alone by fieldRules: {Words.Count(ignored.Length, "field")}").EndLine();
        foreach (var field in answer.Detail == PlanDetail.Summary ? [] : ignored)
        {
            var (live, wanted) = FieldText.Values(field.Path, field.Old, field.New, isWhole: answer.Detail == PlanDetail.Full);
            text.Add("  ").Add(Tone.Notice, "! ").Add($"{field.Object.Within(null)} {FieldText.Path(field.Path)}  {live}, the file says {wanted}");
            text.Add(Tone.Faint, $"  {field.Policy}{(field.Manager is { } manager ? $", held by {manager}" : "")}").EndLine();
        }
    }

    private static void Unmanaged(StyledText text, PlanAnswer answer)
    {
        var plan = answer.Plan;
        if (plan.Unmanaged.IsEmpty)
        {
            return;
        }

        text.EndLine().Add(Tone.Heading, $"Unmanaged: {Words.Count(plan.Unmanaged.Length, "grant")} not in {plan.FileName()} (kept)").EndLine();
        foreach (var grant in answer.Detail == PlanDetail.Summary ? [] : plan.Unmanaged)
        {
            Unmanaged(text, grant);
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
            text.Add("  ").Add(Tone.Notice, "! ").Add($"tenant {tenant.Name} is not in {plan.FileName()}{ClusterText.Behind(plan.Cluster.Name)} ({access})").EndLine();
            if (tenant.LooksLike is { } other)
            {
                text.Add("      ").Add(Tone.Notice, $"looks like a rename: {tenant.Name} is kept with all its data; {other} starts empty").EndLine();
            }
        }
    }

    private static void Summary(StyledText text, PlanAnswer answer)
    {
        var plan = answer.Plan;
        text.EndLine().Add(Tone.Faint, $"checksum {plan.Checksum}").EndLine();
        text = IsNothing(plan) ? text.Add(Tone.Good, "No changes.").Add(Numbers(plan)["No changes.".Length..]) : text.Add(Tone.Heading, Numbers(plan));
        text.EndLine();
        if (answer.Next is { } next)
        {
            text.Add("Next: ").Line(next);
        }
    }

    private static void AddUnlessZero(List<string> words, int count, string what)
    {
        if (count > 0)
        {
            words.Add($"{count} {what}");
        }
    }
}
