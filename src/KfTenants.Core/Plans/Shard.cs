using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KfTenants.Plans;

/// <summary>
/// One of several runs that carry out the plan of one set side by side. Each makes the whole plan, so that the guards judge all of it, and writes what is in its own
/// tenants: which these are depends on their names alone. What all tenants share is the first shard's.
/// </summary>
/// <param name="Index">From 0, as Kubernetes counts the pods of an Indexed Job.</param>
public sealed record Shard(int Index, int Count)
{
    /// <summary>More writers than this one API server does not serve faster, and the run history keeps 50 runs.</summary>
    public const int Most = 32;

    /// <returns>Null when it is not INDEX/COUNT with a COUNT of 1 to <see cref="Most"/>.</returns>
    public static Shard? Parse(string text) =>
        text.Split('/') is [var index, var count] &&
        int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var n) &&
        n is >= 1 and <= Most && i < n
            ? new Shard(i, n)
            : null;

    /// <param name="tenant">Null for what all tenants share.</param>
    public bool Includes(string? tenant) => tenant is null ? Index == 0 : Of(tenant) == Index;

    /// <summary>Another run of the same division: it works beside this one.</summary>
    public bool IsBeside(Shard? other) => other is not null && other.Count == Count && other.Index != Index;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");

    // The same on every machine and in every version: shards of one run may not agree to leave a tenant out.
    private int Of(string tenant) => (int)(BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(tenant))) % (uint)Count);
}
