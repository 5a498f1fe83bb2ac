using KfTenants.Cli.Output;

namespace KfTenants.Cli.Commands;

/// <summary>What lets an apply write: a reviewed plan, the checksum of one, or a person's word; and what it covers.</summary>
/// <param name="Saved">A reviewed plan: all of it, or what is left of it.</param>
/// <param name="Checksum">Without a saved plan: exactly the plan with this sum.</param>
/// <param name="MaxAge">An older saved plan is refused; null: one of more than a day is only warned of.</param>
/// <param name="Auto">Whatever the plan is.</param>
internal sealed record Approval(SavedPlan? Saved, string? Checksum, TimeSpan? MaxAge, bool Auto)
{
    private static readonly TimeSpan OldPlan = TimeSpan.FromHours(24);

    /// <summary>Nobody is asked.</summary>
    public bool IsGiven => Saved is not null || Checksum is not null || Auto;

    /// <summary>The guards were passed, or exactly allowed, by the whole of which a plan now shows what is left.</summary>
    public bool CoversGuards => Saved is { Plan.GuardsPassed: true };

    /// <summary>Compares the first plan of this run with what was approved before, and says what is wrong; true when nothing is.</summary>
    public bool Covers(PlanView now, Terminal terminal)
    {
        if (Saved is not null)
        {
            return CoversRest(Saved, now, terminal);
        }

        if (Checksum is null || Checksum == now.Checksum)
        {
            return true;
        }

        new StyledText().Add(Tone.Bad, "error: ").Line($"the plan is not the one that was approved ({Checksum}); nothing was written")
            .Line($"Review the plan above. Its checksum is {now.Checksum}.").WriteTo(terminal.Error, terminal.ColorsError);
        return false;
    }

    /// <summary>The same for the plan that was made again under the lock: it may hold no more than what was shown, and approved.</summary>
    public bool StillCovers(PlanView shown, PlanView now, Terminal terminal)
    {
        var talk = new StyledText();
        foreach (var done in PlanDifference.Of(shown, now).AlreadyDone)
        {
            talk.Line($"already done: {done.Action} {done.Object.Within(null)}");
        }

        var difference = PlanDifference.Of(Saved?.Plan ?? shown, now);
        Unapproved(talk, difference, now, "the cluster changed since the plan was made, and needs more than was approved; nothing was written:");
        talk.WriteTo(terminal.Error, terminal.ColorsError);
        return difference.Unapproved.IsEmpty;
    }

    private bool CoversRest(SavedPlan saved, PlanView now, Terminal terminal)
    {
        var talk = new StyledText();
        var age = terminal.Time.GetUtcNow() - saved.CreatedAt;
        var problem = age > MaxAge
            ? $"the approved plan is of {Timestamps.Text(saved.CreatedAt)}, which is longer ago than --max-age; nothing was written"
            : Identity(saved.Plan, now);
        if (MaxAge is null && age > OldPlan)
        {
            talk.Add(Tone.Change, "warning: ").Line($"the approved plan is of {Timestamps.Text(saved.CreatedAt)}");
        }

        if (problem is not null)
        {
            talk.Add(Tone.Bad, "error: ").Line(problem).WriteTo(terminal.Error, terminal.ColorsError);
            return false;
        }

        var difference = PlanDifference.Of(saved.Plan, now);
        foreach (var done in difference.AlreadyDone)
        {
            talk.Line($"already done: {done.Action} {done.Object.Within(null)}");
        }

        Unapproved(talk, difference, now, "the cluster needs more than the approved plan; nothing was written:");
        talk.WriteTo(terminal.Error, terminal.ColorsError);
        return difference.Unapproved.IsEmpty;
    }

    private static void Unapproved(StyledText talk, PlanDifference difference, PlanView now, string headline)
    {
        if (difference.Unapproved.IsEmpty)
        {
            return;
        }

        talk.Add(Tone.Bad, "error: ").Line(headline);
        foreach (var line in difference.Unapproved)
        {
            talk.Line("  " + line);
        }

        talk.Line($"Make and review a new plan. Its checksum would be {now.Checksum}.");
    }

    private static string? Identity(PlanView saved, PlanView now) => (saved, now) switch
    {
        _ when saved.Set != now.Set => $"the approved plan is for set {saved.Set}, the file is set {now.Set}; nothing was written",
        _ when saved.ConfigDigest != now.ConfigDigest => $"the approved plan was made from another {now.FileName} ({saved.ConfigDigest}, now {now.ConfigDigest}); nothing was written",
        _ when saved.Cluster.Uid != now.Cluster.Uid || saved.Cluster.IsDirectory != now.Cluster.IsDirectory =>
            $"the approved plan is for another cluster (uid {saved.Cluster.Uid} at {saved.Cluster.Address}, here {now.Cluster.Uid} at {now.Cluster.Address}); nothing was written",
        _ => null,
    };
}
