using System.Collections.Immutable;

namespace KfTenants.Doctor;

/// <summary>How a step of a person's way went.</summary>
public enum WalkState
{
    /// <summary>It was looked at, and is as it should be.</summary>
    Fine,

    /// <summary>Here the way ends.</summary>
    Broken,

    /// <summary>It could not be looked at.</summary>
    Unknown,

    /// <summary>It comes after the break.</summary>
    After,
}

/// <summary>One step of a person's way to their notebook.</summary>
/// <param name="Word">login, header, policy, binding, sidecar, quota or pods.</param>
/// <param name="Text">One sentence without a full stop.</param>
/// <param name="Remedy">What to do; null where there is nothing to do.</param>
public sealed record WalkStep(string Word, WalkState State, string Text, string? Remedy = null);

/// <summary>A person's way into one tenant, to the first break.</summary>
/// <param name="Tenant">Null: the person has no tenant.</param>
public sealed record PersonWalk(string Person, string? Tenant, ImmutableArray<WalkStep> Steps)
{
    /// <summary>Where the way ends; null when it does not, as far as could be looked.</summary>
    public WalkStep? Break => Steps.FirstOrDefault(s => s.State == WalkState.Broken);
}

/// <summary>The words of <see cref="WalkState"/>.</summary>
public static class WalkStateNames
{
    public static string ToText(this WalkState state) => state switch
    {
        WalkState.Fine => "fine",
        WalkState.Broken => "broken",
        WalkState.Unknown => "unknown",
        _ => "after",
    };
}
