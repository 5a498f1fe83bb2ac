using System.Globalization;
using KfTenants.Plans;

namespace KfTenants.Runs;

/// <summary>The place of one run in a <see cref="LeaseRecord"/> that several hold together.</summary>
/// <param name="Group">The holder that all of them name: only runs that name the same hold it together.</param>
/// <param name="Index">No two runs sit on the same seat.</param>
public sealed record LeaseSeat(string Group, int Index)
{
    private const int DigestLength = 19;

    /// <summary>Shards of the same division and the same documents hold the lock together.</summary>
    /// <param name="configDigest">Of the documents: <c>sha256:hex</c>.</param>
    public static LeaseSeat Of(Shard shard, string configDigest) => new(
        string.Create(CultureInfo.InvariantCulture, $"{shard.Count} shards of {configDigest[..Math.Min(configDigest.Length, DigestLength)]}"), shard.Index);
}
