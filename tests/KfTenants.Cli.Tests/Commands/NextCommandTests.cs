using KfTenants.Cli.Commands;
using KfTenants.Plans;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests.Commands;

public sealed class NextCommandTests
{
    private static readonly PlanDocument Plan = HandMade.Document(HandMade.Delete(HandMade.Binding("team-a", "user-ana"), "team-a"));

    private static readonly PlanRequest Plain =
        new(["tenants.yaml"], PlanOptions.Default, new SecretPlaces("KFT_", null), new ClusterChoice(null, null, null, null), Verbose: false);

    [Fact]
    public void The_plain_plan_is_applied_by_its_sum() =>
        Assert.Equal($"kftenants apply --expect {Plan.Checksum}", NextCommand.After(Plan, Plain, saved: null));

    [Fact]
    public void What_the_plan_was_asked_with_is_said_again()
    {
        const string Everywhere = "--secrets-prefix CI_ --secrets-dir /secrets --kubeconfig kube.yaml --context prod";
        var request = Plain with
        {
            Paths = ["a b.yaml", "more"],
            Options = new PlanOptions(["team-a"], PlanOptions.Default.Allowances.Add("deletes", 12).Add("guards", 1)) { Adopt = true },
            Secrets = new SecretPlaces("CI_", "/secrets"),
            Cluster = new ClusterChoice(null, "kube.yaml", "prod", null),
        };
        Assert.Equal(
            $"kftenants apply -f 'a b.yaml' -f more --tenant team-a --allow deletes=12 --allow guards --adopt --expect {Plan.Checksum} " + Everywhere,
            NextCommand.After(Plan, request, saved: null));
        Assert.Equal(
            "kftenants apply plan.json --allow guards " + Everywhere, NextCommand.After(Plan, request, "plan.json"));
    }

    [Fact]
    public void Nothing_follows_a_plan_that_may_not_be_applied()
    {
        Assert.Null(NextCommand.After(HandMade.Document(), Plain, "plan.json"));
        Assert.Null(NextCommand.After(HandMade.Document(PlanCases.All["guard-failed"]), Plain, "plan.json"));
        Assert.Null(NextCommand.After(HandMade.Document(HandMade.Conflict(HandMade.Profile("team-b"), "team-b", "another manager holds it")), Plain, "plan.json"));
    }
}
