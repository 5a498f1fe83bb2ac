using System.Globalization;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>Owners who use what they may write against what the platform team wants.</summary>
[Collection(On2603.Name)]
public sealed class AttackerTests(Kubeflow2603 kubeflow)
{
    private const int ManyRounds = 100;

    [EndToEndFact]
    public async Task An_owner_keeps_nobody_in_unseen() => await RunAsync("ya", Enumerable.Range(1, 12));

    [FaultsFact]
    [Trait("Faults", "all")]
    public async Task No_owner_keeps_anyone_in_unseen() => await Campaign.SumUpAsync("attackers", await RunAsync("yb", Enumerable.Range(1, ManyRounds)));

    private async Task<string> RunAsync(string prefix, IEnumerable<int> numbers)
    {
        var rounds = new AttackRounds(kubeflow);
        await Campaign.RunAsync([.. numbers], 3, number => rounds.RunAsync(prefix, number));
        return string.Create(CultureInfo.InvariantCulture, $"{rounds.Summary}");
    }
}
