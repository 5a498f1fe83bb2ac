using KfTenants.Kube;
using KfTenants.Reaping;

namespace KfTenants.Cli.Output;

/// <summary>Which pods have outlived their lifetime, what goes with them, and what jobs that are gone left behind.</summary>
internal static class ExpiredText
{
    public static StyledText Of(ExpiredAnswer answer)
    {
        var text = new StyledText();
        text.Add(Tone.Heading, $"Expired pods in {Words.Count(answer.Namespaces.Length, "namespace")} of {answer.Cluster}").EndLine();
        foreach (var group in answer.Jobs.GroupBy(j => j.Namespace, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            text.EndLine().Add(Tone.Heading, group.Key).EndLine();
            foreach (var job in group)
            {
                Add(text, job, answer);
            }
        }

        if (!answer.Reaping.Unjudged.IsEmpty)
        {
            text.EndLine().Add(Tone.Heading, "To be looked at").EndLine();
            foreach (var pod in answer.Reaping.Unjudged)
            {
                text.Line($"  {pod.Key}: {pod.Problem}");
            }
        }

        var held = answer.Reaping.Jobs.Count(j => j.IsHeld);
        text.EndLine().Line($"{Words.Count(answer.Jobs.Count(j => !j.IsOrphan), "job")} expired, {Words.Count(answer.Jobs.Count(j => j.IsOrphan), "job")} left something behind" +
            $"{(held == 0 ? "" : $"; {held} more held back by --max")}; {Words.Count(answer.Reaping.Unjudged.Length, "pod")} to look at.");
        return answer.Outcomes is { } outcomes ? text.Line($"{outcomes.Count(o => o.Problem is null)} of {Words.Count(outcomes.Length, "object")} deleted.")
            : answer.Jobs.Any() ? text.Line("Nothing was deleted: kftenants reap pods --apply deletes these objects.")
            : text;
    }

    private static void Add(StyledText text, ReapedJob job, ExpiredAnswer answer)
    {
        foreach (var pod in job.Pods)
        {
            Add(text.Add("  "), pod.Object.Key, $" created {Times.Seconds(pod.Created)}, lifetime {pod.Lifetime}", answer);
        }

        foreach (var companion in job.Companions)
        {
            Add(text.Add(job.IsOrphan ? "  " : "    "), companion.Key, job.IsOrphan ? $" left behind by job {job.Job}" : "", answer);
        }
    }

    private static void Add(StyledText text, ObjectKey key, string about, ExpiredAnswer answer)
    {
        var outcome = answer.OutcomeOf(key);
        text.Add(outcome is { Problem: not null } ? Tone.Bad : Tone.Change, outcome is null ? "- " : outcome.Problem is null ? "deleted " : "failed ").Add($"{key}{about}");
        text.Line(outcome?.Problem is { } problem ? $": {problem}" : "");
    }
}
