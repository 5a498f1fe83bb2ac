using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>Several at work at once.</summary>
[Collection(On180.Name)]
public sealed class RaceTests(Kubeflow180 kubeflow)
{
    private static readonly IReadOnlyList<(Edit Edit, RaceRounds.Moment Moment)> Always =
    [
        (Edit.Login, RaceRounds.Moment.BeforeItsWrite),
        (Edit.All[2], RaceRounds.Moment.BeforeItsWrite),
        (Edit.All[3], RaceRounds.Moment.BetweenPlanAndApply),
    ];

    [EndToEndFact]
    public async Task An_edit_during_a_run_is_not_lost()
    {
        var rounds = await StartAsync();

        await Campaign.RunAsync(Numbered(Always), 3, round => rounds.EditAsync(KillRounds.Token("ea", round.Number), round.Edit, round.Moment));
    }

    [EndToEndFact]
    public async Task Two_applies_at_once_do_not_write_in_between_each_other()
    {
        var rounds = await StartAsync();

        await rounds.TwoAppliesAsync("ta001");
    }

    [FaultsFact]
    [Trait("Faults", "all")]
    public async Task No_edit_at_any_time_is_lost()
    {
        var rounds = await StartAsync();
        var edits = from moment in Enum.GetValues<RaceRounds.Moment>()
                    from edit in Edit.All
                    where edit.IsOfPlan || moment != RaceRounds.Moment.BeforeItsWrite
                    select (edit, moment);
        await Campaign.RunAsync(Numbered([.. edits]), 4, round => rounds.EditAsync(KillRounds.Token("eb", round.Number), round.Edit, round.Moment));

        await Campaign.SumUpAsync("races", rounds.Summary);
    }

    [FaultsFact]
    [Trait("Faults", "all")]
    public async Task Of_an_editor_that_never_rests_nothing_is_lost()
    {
        var rounds = await StartAsync();
        await Campaign.RunAsync([1, 2, 3, 4], 2, number => rounds.BusyEditorAsync(KillRounds.Token("ec", number)));

        await Campaign.SumUpAsync("busy editors", rounds.Summary);
    }

    [FaultsFact]
    [Trait("Faults", "all")]
    public async Task Pairs_of_applies_do_not_write_in_between_each_other()
    {
        var rounds = await StartAsync();
        int[] numbers = [1, 2, 3, 4];
        await Campaign.RunAsync(numbers, 2, number => rounds.TwoAppliesAsync(KillRounds.Token("tb", number)));

        await Campaign.SumUpAsync("pairs", $"{numbers.Length} pairs of applies of one set at once, the first held in the middle of its writes: none wrote in between the other");
    }

    private static IReadOnlyCollection<(int Number, Edit Edit, RaceRounds.Moment Moment)> Numbered(IReadOnlyList<(Edit Edit, RaceRounds.Moment Moment)> edits) =>
        [.. edits.Select((e, index) => (index + 1, e.Edit, e.Moment))];

    private async Task<RaceRounds> StartAsync()
    {
        await KubeflowInstallation.ResetDexAsync(kubeflow.Api, kubeflow.Release);
        return new RaceRounds(kubeflow);
    }
}
