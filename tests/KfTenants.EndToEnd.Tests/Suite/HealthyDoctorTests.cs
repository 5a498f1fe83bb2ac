using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>What <c>doctor</c> says of a cluster that is well. Each has one of its own: what other tests leave behind is for <c>doctor</c> to tell.</summary>
public abstract class HealthyDoctorTests(KubeflowCluster kubeflow) : DoctorConsultation(kubeflow)
{
    [EndToEndFact]
    public async Task A_healthy_cluster_is_well_and_so_is_the_way_of_its_people()
    {
        await using var well = await WellAsync("doctor-well");
        var answer = await AskAsync(well.Work, 0);
        Assert.Empty(Ids(answer, "error").Concat(Ids(answer, "warning")));
        Assert.True((bool)answer["well"]!);

        // What only a cluster with notebooks, and a mesh that checks tokens, could be asked, and what no one asked of a file; rights are all there.
        Assert.Equal(["DOC0608", "DOC0806"], Names(answer["skipped"]!));
        Assert.DoesNotContain(answer["findings"]!.AsArray(), f => (string?)f!["id"] == "DOC0401");
        Assert.Contains(answer["about"]!.AsArray(), a => (string?)a!["name"] == "kubernetes" && ((string)a["value"]!).StartsWith("v1.20", StringComparison.Ordinal));

        var walk = Assert.Single((await AskAsync(well.Work, 0, "--user", "ben@example.com", "--tenant", "doctor-well"))["walks"]!.AsArray())!;
        Assert.Equal(
            "login fine, header fine, policy fine, binding fine, sidecar fine, quota fine, pods fine",
            string.Join(", ", walk["steps"]!.AsArray().Select(s => $"{s!["name"]} {s["state"]}")));
        Assert.Contains("All well", (await DoctorAsync(well.Work)).Ends(0).Out, StringComparison.Ordinal);
    }
}

/// <summary>Policies without principals.</summary>
public sealed class HealthyDoctorOn161Tests(Kubeflow161 kubeflow) : HealthyDoctorTests(kubeflow), IClassFixture<Kubeflow161>;

/// <summary>The first release whose policies name principals.</summary>
public sealed class HealthyDoctorOn180Tests(Kubeflow180 kubeflow) : HealthyDoctorTests(kubeflow), IClassFixture<Kubeflow180>;

/// <summary>A release between the oldest and the newest.</summary>
public sealed class HealthyDoctorOn191Tests(Kubeflow191 kubeflow) : HealthyDoctorTests(kubeflow), IClassFixture<Kubeflow191>;

/// <summary>The newest one.</summary>
public sealed class HealthyDoctorOn2603Tests(Kubeflow2603 kubeflow) : HealthyDoctorTests(kubeflow), IClassFixture<Kubeflow2603>;
