namespace KfTenants.EndToEnd.Tests.Faults;

/// <summary>Where the program dies.</summary>
/// <param name="Write">A write's identity, without the set's name.</param>
/// <param name="IsAfter">The server carries the write out, and its answer is not delivered.</param>
/// <param name="Logins">How the documents keep logins.</param>
public sealed record KillPoint(int Number, string Write, bool IsAfter, string Logins)
{
    public override string ToString() => $"kill {(IsAfter ? "after" : "before")} {Write} (logins: {Logins})";
}
