using KfTenants.Kube;
using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Access;

public sealed class AccessRecordPartsTests
{
    private static readonly GivenGrant Ben = new("ben@example.com", Role.Edit, "uid-1", "uid-2");
    private static readonly GivenGrant Carl = new("carl@example.com", Role.View, null, null);

    [Fact]
    public void What_is_written_is_read_again()
    {
        var record = AccessRecord.None.With("team-a", [Carl, Ben]).With("team-b", []) with { Settings = """{"guards":{}}""" };
        var read = AccessRecordParts.Read(Some.SetName, Live.State([.. AccessRecordParts.ToObjects(Some.SetName, record)]));

        Assert.True(read.SaysTheSameAs(record));
        Assert.Equal([Ben, Carl], read.In("team-a").ToArray());
        Assert.True(read.Covers("team-b"));
        Assert.False(read.Covers("team-c"));
        Assert.Equal(AccessRecordState.Kept, read.State);
    }

    [Fact]
    public void Other_bindings_stand_beside_grants_whatever_their_groups_are_called()
    {
        var oncall = new GivenBinding("oncall", null, ["Group cn=ML, ou=\n-", "ben@example.com"]);
        var build = new GivenBinding("build", "uid-3", []);
        var record = AccessRecord.None.With("team-a", [Ben]).AddingBindings("team-a", [oncall, build]);
        var whole = AccessRecordParts.ToObjects(Some.SetName, record).Single();
        var read = AccessRecordParts.Read(Some.SetName, Live.State(whole));

        Assert.True(read.SaysTheSameAs(record));
        Assert.False(read.SaysTheSameAs(AccessRecord.None.With("team-a", [Ben])));
        Assert.Equal([build, oncall], read.BindingsIn("team-a").ToArray());
        Assert.Equal(["Group cn=ML, ou=\n-", "ben@example.com"], read.PeopleIn("team-a").Order(StringComparer.Ordinal));
        Assert.Equal([build, oncall with { Uid = "uid-4" }], read.AddingBindings("team-a", [oncall with { Uid = "uid-4", People = [] }]).BindingsIn("team-a").ToArray());
        Assert.Empty(read.Without("team-a").BindingsIn("team-a"));

        var damaged = whole.ToNode();
        damaged["data"]!["team-a"] = "binding oncall";
        Assert.Equal(AccessRecordState.Lost, AccessRecordParts.Read(Some.SetName, Live.State(KubeObject.From(whole.Key.Kind, damaged))).State);
    }

    [Fact]
    public void A_large_record_is_kept_in_parts_and_the_first_is_written_last()
    {
        var record = AccessRecord.None;
        for (var i = 0; i < 1_000; i++)
        {
            record = record.With($"team-{i:0000}", Enumerable.Range(0, 20).Select(p => new GivenGrant(
                $"person-{p:000}@some-department.example.com", Role.Edit, Guid.NewGuid().ToString(), Guid.NewGuid().ToString())));
        }

        var parts = AccessRecordParts.ToObjects(Some.SetName, record);
        Assert.InRange(parts.Length, 2, AccessRecordParts.MostParts);
        Assert.Equal(AccessRecordParts.KeyOf(Some.SetName, 0), parts[^1].Key);
        Assert.All(parts, p => Assert.InRange(p.ToUtf8().Length, 1, 800_000));
        Assert.Equal(parts.Length - 1, AccessRecordParts.FurtherOf(Some.SetName, parts[^1]).Count());
        Assert.True(AccessRecordParts.Read(Some.SetName, Live.State([.. parts])).SaysTheSameAs(record));

        var tooMany = Assert.Throws<KfTenantsException>(() => AccessRecordParts.ToObjects(Some.SetName, Enumerable.Range(0, 9_000)
            .Aggregate(AccessRecord.None, (all, i) => all.With($"more-{i}", record.In("team-0000")))));
        Assert.Contains("make two sets of it", tooMany.Message, StringComparison.Ordinal);
    }

    // A tenant that grew out of its part must not be missing between the write that takes it out and the one that puts it elsewhere.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_part_is_the_last_that_was_written_nothing_is_missing(int seed)
    {
        var random = new Random(seed);
        var (before, after) = (Drawn(random), Drawn(random));
        var there = AccessRecordParts.ToObjects(Some.SetName, before);
        var written = AccessRecordParts.ToObjects(Some.SetName, after, there);
        Assert.InRange(there.Length, 2, AccessRecordParts.MostParts);
        for (var count = 0; count <= written.Length; count++)
        {
            var now = there.ToDictionary(p => p.Key);
            foreach (var part in written.Take(count))
            {
                now[part.Key] = part;
            }

            var read = AccessRecordParts.Read(Some.SetName, Live.State([.. now.Values]));
            Assert.Equal(AccessRecordState.Kept, read.State);
            foreach (var tenant in before.Grants.Keys.Intersect(after.Grants.Keys))
            {
                var kept = before.In(tenant).Where(g => after.In(tenant).Contains(g));
                Assert.Superset(kept.ToHashSet(), read.In(tenant).ToHashSet());
            }
        }

        Assert.True(AccessRecordParts.Read(Some.SetName, Live.State([.. written])).SaysTheSameAs(after));
    }

    [Fact]
    public void A_tenant_stays_in_its_part()
    {
        var record = Drawn(new Random(1));
        var there = AccessRecordParts.ToObjects(Some.SetName, record);
        var (first, last) = (record.Grants.Keys.First(), record.Grants.Keys.Last());

        var without = AccessRecordParts.ToObjects(Some.SetName, record.Without(first), there);
        Assert.Equal(there[..^1].Select(p => CanonicalJson.Of(p.Body)), without[..^1].Select(p => CanonicalJson.Of(p.Body)));
        Assert.NotEqual(CanonicalJson.Of(there[^1].Body), CanonicalJson.Of(without[^1].Body));

        // What is empty is counted no more.
        var one = AccessRecordParts.ToObjects(Some.SetName, AccessRecord.None.With(first, [Ben]), there);
        Assert.Equal(there.Length, one.Length);
        Assert.Empty(AccessRecordParts.FurtherOf(Some.SetName, one[^1]));
        Assert.True(AccessRecordParts.Read(Some.SetName, Live.State([.. one])).SaysTheSameAs(AccessRecord.None.With(first, [Ben])));
        Assert.DoesNotContain(last, one[0].ToNode().ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_shard_speaks_for_its_own_tenants()
    {
        var held = new ObjectKey(ObjectKind.Secret, "team-c", "s");
        var there = AccessRecord.None.With("team-a", [Ben]).With("team-b", [Ben]).With("team-c", [Ben]).Holding("team-c", [held]) with { Settings = "{}" };
        var mine = AccessRecord.None.With("team-b", [Carl]).With("team-d", [Carl]).With("team-e", [Carl]);

        var merged = there.Taking(mine, tenant => tenant is "team-b" or "team-c" or "team-d");
        Assert.True(merged.SaysTheSameAs(AccessRecord.None.With("team-a", [Ben]).With("team-b", [Carl]).With("team-d", [Carl]) with { Settings = "{}" }));
    }

    [Fact]
    public void A_part_that_is_gone_or_damaged_makes_the_record_lost()
    {
        var whole = AccessRecordParts.ToObjects(Some.SetName, AccessRecord.None.With("team-a", [Ben])).Single();
        Assert.Equal(AccessRecordState.None, AccessRecordParts.Read(Some.SetName, Live.State()).State);

        var parent = Live.Of(ObjectKind.ConfigMap, """{"metadata":{"name":"kftenants-production","namespace":"kftenants-system"},"data":{"accessParts":"1"}}""");
        Assert.Equal(AccessRecordState.Lost, AccessRecordParts.Read(Some.SetName, Live.State(parent)).State);

        var damaged = whole.ToNode();
        damaged["data"]!["team-a"] = "ben@example.com owner";
        Assert.Equal(AccessRecordState.Lost, AccessRecordParts.Read(Some.SetName, Live.State(KubeObject.From(whole.Key.Kind, damaged))).State);

        var shortened = whole.ToNode();
        shortened["data"]!["_parts"] = "3";
        Assert.Equal(AccessRecordState.Lost, AccessRecordParts.Read(Some.SetName, Live.State(KubeObject.From(whole.Key.Kind, shortened))).State);
    }

    [Fact]
    public void Grants_are_added_and_what_is_known_of_one_stays_known()
    {
        var record = AccessRecord.None.With("team-a", [Ben]).Adding("team-a", [Ben with { Binding = null, Policy = "uid-3" }, Carl]);

        Assert.Equal([Ben with { Policy = "uid-3" }, Carl], record.In("team-a").ToArray());
    }

    private static AccessRecord Drawn(Random random) => Enumerable.Range(0, 400).Where(_ => random.Next(4) > 0).Aggregate(AccessRecord.None, (record, i) =>
        record.With($"team-{i:000}", Enumerable.Range(0, random.Next(60)).Select(p => new GivenGrant(
            $"person-{p:000}@some-department.example.com", Role.Edit, $"uid-{i}-{p}-{new string('x', 60)}", null))));
}
