using System.Globalization;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Testing;

namespace KfTenants.Reaping;

/// <summary>Which pods have outlived their lifetime, and what goes with them.</summary>
public sealed class PodReapingTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private static readonly PodReapRules Usual = new(PodReapRules.UsualJobLabel, []);

    public static TheoryData<string, bool, double> Lifetimes
    {
        get
        {
            var here = Path.Combine(TestPaths.Repository(typeof(PodReapingTests)), "tests", "KfTenants.Core.Tests", "Reaping");
            var cases = JsonNode.Parse(File.ReadAllText(Path.Combine(here, "lifetime-cases.json")))!;
            var data = new TheoryData<string, bool, double>();
            foreach (var one in cases.AsArray())
            {
                data.Add((string)one!["value"]!, (bool)one["valid"]!, one["seconds"]?.GetValue<double>() ?? 0);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Lifetimes))]
    public void A_lifetime_is_read_as_the_reaper_reads_it(string value, bool isValid, double seconds)
    {
        // Below nothing is no lifetime to go by.
        var isUsable = isValid && seconds >= 0;
        var alive = Reap([Pod("x", value, Now.AddSeconds(-seconds))]);
        var over = Reap([Pod("x", value, Now.AddSeconds(-Math.Ceiling(seconds) - 1))]);
        Assert.Equal(isUsable ? 1 : 0, over.Jobs.Length);
        Assert.Equal(isUsable ? 0 : 1, over.Unjudged.Length);

        // Strictly greater: the second in which it ends is still its own. (Times of creation are whole seconds.)
        if (seconds == Math.Floor(seconds))
        {
            Assert.Empty(alive.Jobs);
        }
    }

    [Fact]
    public void What_belongs_to_the_job_goes_behind_its_pod()
    {
        var reaping = Reap(
        [
            Pod("run", "1h", Now.AddHours(-2), job: "42"),
            Companion(ObjectKind.Secret, "42-secret", "42"),
            Companion(ObjectKind.Service, "42-service", "42"),
            Companion(ObjectKind.ConfigMap, "42-configmap", "42"),
            Companion(ObjectKind.ConfigMap, "43-configmap", "43", Now.AddSeconds(-30)),
            SomeObjects.Of(ObjectKind.ConfigMap, "team-a", "kube-root-ca.crt", Now.AddDays(-9)),
        ]);
        var job = Assert.Single(reaping.Jobs);
        Assert.Equal("Pod/team-a/run ConfigMap/team-a/42-configmap Secret/team-a/42-secret Service/team-a/42-service", string.Join(' ', job.Objects.Select(o => o.Key)));
        Assert.Equal(Now.AddHours(-1), job.Since);
        Assert.All(job.Objects, o => Assert.NotEmpty(o.Live.Uid));
    }

    [Fact]
    public void A_job_with_another_pod_keeps_what_belongs_to_it()
    {
        var reaping = Reap([Pod("old", "1h", Now.AddHours(-2), job: "42"), Pod("new", "9h", Now.AddHours(-2), job: "42"), Companion(ObjectKind.Secret, "s", "42")]);
        Assert.Equal(["Pod/team-a/old"], Assert.Single(reaping.Jobs).Objects.Select(o => o.Key.ToString()));
    }

    [Fact]
    public void What_a_job_left_behind_goes_once_no_pod_can_come_any_more()
    {
        KubeObject[] objects =
        [
            Companion(ObjectKind.Secret, "old", "1"),
            Companion(ObjectKind.Secret, "young", "2", Now.AddSeconds(-59)),
            Companion(ObjectKind.Secret, "used", "3"),
            Companion(ObjectKind.Secret, "elsewhere", "4"),
            SomeObjects.Of(ObjectKind.ConfigMap, "team-a", "ours", Now.AddDays(-9), labels: [("job", "5"), (Ownership.PartOfLabel, "applyset-x-v1")]),
            Pod("runs", null, Now.AddHours(-2), job: "3"),
            SomeObjects.Of(ObjectKind.Pod, "team-b", "other", Now.AddHours(-2), labels: [("job", "4")]),
        ];
        Assert.Equal(["elsewhere", "old"], Reap(objects).Jobs.SelectMany(j => j.Objects).Select(o => o.Key.Name).Order());
        Assert.Empty(Reap(objects, new PodReapRules(null, [])).Jobs);
    }

    [Fact]
    public void A_pod_without_the_label_is_told_unless_none_is_needed()
    {
        KubeObject[] objects = [SomeObjects.Of(ObjectKind.Pod, "team-a", "bare", Now.AddHours(-2), annotations: (PodPolicyMarks.LifetimeAnnotation, "1h"))];
        Assert.Equal("it has a lifetime and no label job: it is never reaped", Assert.Single(Reap(objects).Unjudged).Problem);
        Assert.Equal("bare", Assert.Single(Reap(objects, new PodReapRules(null, [])).Jobs).Objects.Single().Key.Name);
    }

    [Fact]
    public void Only_what_a_selector_matches_is_looked_at()
    {
        KubeObject[] objects = [Pod("a", "1h", Now.AddHours(-2), job: "1"), Pod("b", "1h", Now.AddHours(-2), job: "2", ("app", "ood"))];
        var rules = Usual with { Selectors = [LabelSelector.Parse("app=ood,job")!, LabelSelector.Parse("app=none")!] };
        Assert.Equal("b", Assert.Single(Reap(objects, rules).Jobs).Objects.Single().Key.Name);
    }

    [Theory]
    [InlineData("a=b", true)]
    [InlineData("example.com/a==b", true)]
    [InlineData("a", true)]
    [InlineData("a=", true)]
    [InlineData("", false)]
    [InlineData("a!=b", false)]
    [InlineData("a in (b)", false)]
    [InlineData("a=b,", false)]
    public void A_selector_is_by_equality(string text, bool isOne) => Assert.Equal(isOne, LabelSelector.Parse(text) is not null);

    [Fact]
    public void The_cap_holds_the_longest_overdue_go_first()
    {
        var pods = Enumerable.Range(0, 50).Select(i => Pod($"p{i:D2}", "1h", Now.AddHours(-2 - i), job: i.ToString(CultureInfo.InvariantCulture))).ToList();
        var reaping = PodReaping.Of(pods, Usual, Now, most: 7);
        Assert.Equal(7, reaping.Jobs.Count(j => !j.IsHeld));
        Assert.Equal(["p49", "p48", "p47", "p46", "p45", "p44", "p43"], reaping.Jobs.Where(j => !j.IsHeld).Select(j => j.Objects.First().Key.Name));
    }

    /// <summary>Whatever there is: no companion goes whose job has a pod that stays, and nothing goes twice.</summary>
    [Fact]
    public void Nothing_goes_that_is_in_use() => Fuzz.Play(300, random =>
    {
        string[] lifetimes = ["1h", "3h", "1d", "-1h", "0", ""];
        var objects = Enumerable.Range(0, random.Next(20)).Select(i =>
        {
            (string, string)[] labels = random.Next(4) == 0 ? [] : [("job", random.Next(5).ToString(CultureInfo.InvariantCulture))];
            return random.Next(2) == 0
                ? SomeObjects.Of(ObjectKind.Pod, $"team-{random.Next(2)}", $"o{i}", Now.AddHours(-2), labels: labels,
                    annotations: random.Next(3) == 0 ? [] : [(PodPolicyMarks.LifetimeAnnotation, lifetimes[random.Next(lifetimes.Length)])])
                : SomeObjects.Of(PodReapRules.Companions[random.Next(3)], $"team-{random.Next(2)}", $"o{i}", Now.AddSeconds(-random.Next(200)), labels: labels);
        }).ToList();

        var reaping = PodReaping.Of(objects.OrderBy(_ => random.Next()), Usual, Now, most: null);

        var gone = reaping.Jobs.SelectMany(j => j.Objects).Select(o => o.Key).ToList();
        Assert.Equal(gone.Distinct().Count(), gone.Count);
        var staying = objects.Where(o => o.Key.Kind == ObjectKind.Pod && !gone.Contains(o.Key)).Select(p => (p.Key.Namespace, p.Label("job"))).ToHashSet();
        Assert.All(objects.Where(o => o.Key.Kind != ObjectKind.Pod && gone.Contains(o.Key)), o => Assert.DoesNotContain((o.Key.Namespace, o.Label("job")), staying));
        Assert.Equal(gone, PodReaping.Of(objects, Usual, Now, most: null).Jobs.SelectMany(j => j.Objects).Select(o => o.Key));
    });

    private static PodReaping Reap(KubeObject[] objects, PodReapRules? rules = null) => PodReaping.Of(objects, rules ?? Usual, Now, most: null);

    private static KubeObject Pod(string name, string? lifetime, DateTimeOffset created, string job = "1", params (string, string)[] labels) => SomeObjects.Of(
        ObjectKind.Pod, "team-a", name, created, labels: [("job", job), .. labels], annotations: lifetime is null ? [] : [(PodPolicyMarks.LifetimeAnnotation, lifetime)]);

    private static KubeObject Companion(ObjectKind kind, string name, string job, DateTimeOffset? created = null) =>
        SomeObjects.Of(kind, "team-a", name, created ?? Now.AddDays(-1), labels: [("job", job)]);
}
