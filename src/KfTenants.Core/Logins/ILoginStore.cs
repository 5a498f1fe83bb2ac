using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Logins;

/// <summary>
/// One place where Dex finds logins. Every store plans in every run: one that a set has left must still give up what it holds. A new
/// store is one file and its line in <see cref="LoginStores.All"/>.
/// </summary>
internal interface ILoginStore
{
    LoginStore Name { get; }

    /// <summary>The rights of this store stand in roles of their own, whose names end so; null where it needs none.</summary>
    string? RoleSuffix { get; }

    /// <summary>What planning needs where the document uses this store.</summary>
    ImmutableArray<Right> PlanRights(DexPlatform dex);

    /// <summary>What applying needs beside it.</summary>
    ImmutableArray<Right> ApplyRights(DexPlatform dex);

    /// <summary>What a plan reads by name where the document uses this store.</summary>
    ImmutableArray<ObjectKey> Reads(DexPlatform dex);

    /// <summary>Where this store keeps a login.</summary>
    /// <param name="entry">With a concrete hash; or with a variable where Dex reads the hash from its own environment.</param>
    LoginPlace Place(DexUser entry);

    /// <summary>What is to be done to the store's own objects.</summary>
    LoginSteps Plan(DexLogins logins, DexPresent present, LiveState live);
}

/// <summary>One login in its place.</summary>
/// <param name="Entry">As it stands in Dex's text, or in an object.</param>
/// <param name="IsObject">It is an object of its own, and no entry of the text.</param>
/// <param name="Hash">The hash that stands outside of the entry, under its variable; null when there is none.</param>
internal sealed record LoginPlace(DexUser Entry, bool IsObject, string? Hash);

/// <summary>The changes of one store around those of Dex's text.</summary>
/// <param name="Before">What new entries need: before the text changes.</param>
/// <param name="After">The end of what old entries needed: only when Dex runs without them.</param>
internal sealed record LoginSteps(ImmutableArray<Change> Before, ImmutableArray<Change> After)
{
    public static readonly LoginSteps None = new([], []);

    /// <summary>Dex must start again for what comes before, whatever its text says.</summary>
    public bool NeedsRestart { get; init; }
}
