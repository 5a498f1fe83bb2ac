using System.Collections.Immutable;

namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>Where the program dies.</summary>
/// <param name="Write">A write's identity, without the set's name.</param>
/// <param name="IsAfter">The server carries the write out, and its answer is not delivered.</param>
/// <param name="Logins">How the documents keep logins.</param>
public sealed record KillPoint(int Number, string Write, bool IsAfter, string Logins)
{
    /// <summary>Each write of a run, before and after the server worked.</summary>
    public static ImmutableArray<KillPoint> All(Undisturbed run, string logins) =>
        [.. run.Writes.SelectMany(write => (bool[])[false, true], (write, isAfter) => (write, isAfter)).Select((p, index) => new KillPoint(index + 1, p.write, p.isAfter, logins))];

    /// <summary>Spread over the run, in turn before and after the server worked.</summary>
    public static IEnumerable<KillPoint> Some(ImmutableArray<KillPoint> all, int count) => Enumerable.Range(0, count).Select(i => all[(i * all.Length / count) + (i % 2)]);

    public override string ToString() => $"kill {(IsAfter ? "after" : "before")} {Write} (logins: {Logins})";
}
