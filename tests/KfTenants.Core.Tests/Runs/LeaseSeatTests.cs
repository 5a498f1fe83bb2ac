using KfTenants.Plans;

namespace KfTenants.Runs;

public sealed class LeaseSeatTests
{
    [Fact]
    public void Shards_of_one_division_and_one_file_are_a_group()
    {
        Assert.Equal(new LeaseSeat("4 shards of sha256:0123456789ab", 1), LeaseSeat.Of(new Shard(1, 4), "sha256:0123456789abcdef"));
        Assert.NotEqual(LeaseSeat.Of(new Shard(1, 4), "sha256:0123456789abcdef").Group, LeaseSeat.Of(new Shard(1, 3), "sha256:0123456789abcdef").Group);
        Assert.NotEqual(LeaseSeat.Of(new Shard(1, 4), "sha256:0123456789abcdef").Group, LeaseSeat.Of(new Shard(1, 4), "sha256:fedcba9876543210").Group);
    }
}
