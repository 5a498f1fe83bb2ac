using KfTenants.Testing;

namespace KfTenants.Plans;

public sealed class ShardTests
{
    [Theory]
    [InlineData("0/1", 0, 1)]
    [InlineData("3/4", 3, 4)]
    [InlineData("31/32", 31, 32)]
    public void A_shard_is_written_as_it_is_read(string text, int index, int count)
    {
        Assert.Equal(new Shard(index, count), Shard.Parse(text));
        Assert.Equal(text, Shard.Parse(text)!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("4/4")]
    [InlineData("0/0")]
    [InlineData("-1/4")]
    [InlineData("+1/4")]
    [InlineData(" 1/4")]
    [InlineData("1/4/2")]
    [InlineData("0/33")]
    [InlineData("1/99999999999")]
    public void What_is_no_shard_is_not_read_as_one(string text) => Assert.Null(Shard.Parse(text));

    // Shards of two versions may run beside each other: this may never change.
    [Theory]
    [InlineData("team-a", 4, 0)]
    [InlineData("team-b", 4, 2)]
    [InlineData("vision", 4, 0)]
    [InlineData("team-a", 32, 12)]
    public void Where_a_tenant_belongs_depends_on_its_name_alone(string tenant, int count, int index) =>
        Assert.Equal([index], Enumerable.Range(0, count).Where(i => new Shard(i, count).Includes(tenant)));

    [Fact]
    public void Every_tenant_has_one_shard_and_all_have_about_as_many()
    {
        var shards = Enumerable.Range(0, 8).Select(i => new Shard(i, 8)).ToArray();
        var counts = new int[8];
        for (var i = 0; i < 4_000; i++)
        {
            counts[Assert.Single(shards, s => s.Includes($"tenant-{i}")).Index]++;
        }

        Assert.All(counts, c => Assert.InRange(c, 400, 600));
        Assert.Equal(shards[0], Assert.Single(shards, s => s.Includes(null)));
    }

    [Fact]
    public void Only_another_part_of_the_same_division_is_beside_it()
    {
        Assert.True(new Shard(1, 4).IsBeside(new Shard(0, 4)));
        Assert.False(new Shard(1, 4).IsBeside(new Shard(1, 4)));
        Assert.False(new Shard(1, 4).IsBeside(new Shard(0, 3)));
        Assert.False(new Shard(1, 4).IsBeside(null));
    }

    [Fact]
    public void The_parts_of_a_plan_are_the_plan()
    {
        var plan = PlanCases.All["every-kind-of-change"];
        var parts = Enumerable.Range(0, 3).Select(i => plan.Within(new Shard(i, 3))).ToArray();

        Assert.Equal(plan.Changes.Length, parts.Sum(p => p.Changes.Length));
        Assert.Equal(plan.Changes.ToHashSet(), parts.SelectMany(p => p.Changes).ToHashSet());
        Assert.Equal(plan.Access.ToHashSet(), parts.SelectMany(p => p.Access).ToHashSet());
        Assert.All(parts, p => Assert.Equal(plan.Guards, p.Guards));
        Assert.Same(plan, plan.Within(null));

        var settings = plan with { Settings = [new SettingDocument("/guards/maxDeletes") { New = "500" }] };
        Assert.Empty(settings.Within(new Shard(0, 3)).Settings);
        Assert.Single((settings with { Changes = [] }).Within(new Shard(0, 3)).Settings);
        Assert.Empty((settings with { Changes = [] }).Within(new Shard(1, 3)).Settings);

        var document = HandMade.Document(plan);
        var ids = parts.Select((p, i) => (HandMade.Document(p).Changes.Select(c => c.Id), document.Within(new Shard(i, 3)).Changes.Select(c => c.Id)));
        Assert.All(ids, both => Assert.Equal(both.Item1, both.Item2));
    }
}
