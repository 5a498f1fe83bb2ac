using System.Diagnostics;
using KfTenants.Kube;
using KfTenants.Kubernetes.Running;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>What an approval says of a plan, for people.</summary>
internal static class ApprovalText
{
    /// <param name="saved">The reviewed plan; null when there is none.</param>
    public static StyledText Of(PlanDocument? saved, ApplyEvent.Judged judged)
    {
        var (now, verdict) = (judged.Plan, judged.Verdict);
        var text = new StyledText();
        var made = Made(saved);
        if (verdict.IsOld)
        {
            text.Add(Tone.Change, "warning: ").Line(made);
        }

        switch (verdict.Problem)
        {
            case ApprovalProblem.OtherChecksum other:
                text.Add(Tone.Bad, "error: ").Line(Problem(other, saved, now));
                text.Line($"Review the plan above. Its checksum is {now.Checksum}.");
                break;
            case { } problem:
                text.Add(Tone.Bad, "error: ").Line(Problem(problem, saved, now));
                break;
            default:
                break;
        }

        foreach (var done in verdict.AlreadyDone)
        {
            text.Line($"already done: {done.Action} {done.Object.Within(null)}");
        }

        if (!verdict.Unapproved.IsEmpty)
        {
            text.Add(Tone.Bad, "error: ").Line(Headline(judged));
            foreach (var change in verdict.Unapproved)
            {
                text.Line("  " + Unapproved(change));
            }

            text.Line($"Make and review a new plan. Its checksum would be {now.Checksum}.");
        }

        return text;
    }

    /// <summary>The same as single sentences: why nothing, or not all, is written.</summary>
    public static IEnumerable<string> Problems(PlanDocument? saved, ApplyEvent.Judged judged) =>
        judged.Verdict.Problem is { } problem ? [Problem(problem, saved, judged.Plan)] : judged.Verdict.Unapproved.Select(u => $"not approved: {Unapproved(u)}");

    private static string Headline(ApplyEvent.Judged judged)
    {
        if (judged.CoversSome)
        {
            var tenants = judged.Verdict.StaleTenants;
            var names = string.Join(", ", tenants.OfType<string>().Select(t => "tenant " + t).Concat(tenants.Contains(null) ? ["what all tenants share"] : []));
            return $"more is needed than was approved in {names}; only approved revocations are written there, and everything elsewhere:";
        }

        return judged.IsUnderLock
            ? "the cluster changed since the plan was made, and needs more than was approved; nothing was written:"
            : "the cluster needs more than the approved plan; nothing was written:";
    }

    /// <summary>One line.</summary>
    public static string Unapproved(UnapprovedChange beyond)
    {
        var change = beyond.Change;
        var name = $"{change.Symbol()} {change.Object.Within(null)}";
        switch (beyond)
        {
            case UnapprovedChange.Added:
                return $"{name}: new ({ChangeReason.PhraseOf(change.Reason)})";
            case UnapprovedChange.OtherAction other:
                return $"{name}: {other.Approved} was approved, {change.Action} is needed now";
            case UnapprovedChange.WrittenSince:
                return $"{name}: was changed after its deletion was approved";
            case UnapprovedChange.OtherField { Field: var field }:
                var (before, after) = FieldText.Values(field.Path, field.Old, field.New);
                return $"{name} {FieldText.Path(field.Path)}: {before} -> {after} was not approved";
            default:
                throw new UnreachableException();
        }
    }

    private static string Made(PlanDocument? saved) => saved is null ? "" : $"the approved plan was made at {Times.Seconds(saved.CreatedAt)}";

    private static string Problem(ApprovalProblem problem, PlanDocument? saved, PlanDocument now) => (problem, saved) switch
    {
        (ApprovalProblem.OtherChecksum other, _) => $"the plan is not the one that was approved ({other.Approved})",
        (ApprovalProblem.TooOld, _) => $"{Made(saved)}, which is longer ago than --max-age",
        (ApprovalProblem.OtherSet, { } of) => $"the approved plan is for set {of.Set}, the file is set {now.Set}",
        (ApprovalProblem.OtherFile, { } of) => $"the approved plan was made from another {now.FileName()} ({of.Config.Digest}, now {now.Config.Digest})",
        (ApprovalProblem.OtherCluster, { } of) =>
            $"the approved plan is for another cluster (uid {of.Cluster.Uid} at {of.Cluster.Server}, here {now.Cluster.Uid} at {now.Cluster.Server})",
        _ => throw new UnreachableException(),
    } + "; nothing was written";
}
