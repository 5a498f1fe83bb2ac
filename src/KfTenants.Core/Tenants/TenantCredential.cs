using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>A token that a tenant's program works with from outside: of which account, for how long, and where it is kept. No plan issues it.</summary>
/// <param name="Lifetime">What the API server is asked for; it may grant less.</param>
/// <param name="RotateBefore">So long before its end it is due.</param>
/// <param name="Audiences">Empty: the API server itself.</param>
/// <param name="Sink">Null: it is issued by hand.</param>
/// <param name="Origin">Where its name is written.</param>
public sealed record TenantCredential(
    string Name, string ServiceAccount, TimeSpan Lifetime, TimeSpan RotateBefore, ImmutableArray<string> Audiences, TokenSink? Sink, SourceLocation Origin)
{
    /// <summary>The names of the Secrets that its tokens end with begin so; no other Secret of a tenant has such a name.</summary>
    public const string AnchorPrefix = "kftenants-cred-";

    /// <summary>Kubernetes issues no token for less.</summary>
    public static readonly TimeSpan ShortestLifetime = TimeSpan.FromMinutes(10);

    /// <summary>Kubernetes keeps it in 32 bits of seconds.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromSeconds(1L << 32);

    /// <summary>Where the file says nothing.</summary>
    public static readonly TimeSpan UsualLifetime = TimeSpan.FromHours(24);

    /// <summary>What is longer is told.</summary>
    public static readonly TimeSpan LongLifetime = TimeSpan.FromDays(30);

    /// <summary>Where the file says nothing: in the last third.</summary>
    public static TimeSpan UsualRotationOf(TimeSpan lifetime) => TimeSpan.FromSeconds(Math.Floor(lifetime.TotalSeconds / 3));

    /// <summary>A token of this end is to be replaced now. One that was granted shorter is never due from its beginning on.</summary>
    public bool IsDue(DateTimeOffset issued, DateTimeOffset expires, DateTimeOffset now) => now >= DueAt(issued, expires);

    /// <inheritdoc cref="IsDue"/>
    public DateTimeOffset DueAt(DateTimeOffset issued, DateTimeOffset expires)
    {
        var granted = expires - issued;
        return expires - (granted > RotateBefore ? RotateBefore : UsualRotationOf(granted));
    }
}
