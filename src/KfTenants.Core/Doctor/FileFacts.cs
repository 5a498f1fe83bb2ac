using System.Collections.Immutable;

namespace KfTenants.Doctor;

/// <summary>A kubeconfig that is handed out, as a file: what is in it, without anything of its secrets.</summary>
/// <param name="Path">As the user named it.</param>
public sealed record FileFacts(string Path)
{
    /// <summary>Others than its owner may read it; null where the system knows no such thing.</summary>
    public bool? IsOpenToOthers { get; init; }

    /// <summary>Contexts, clusters and users that its context does not use.</summary>
    public ImmutableArray<string> Others { get; init; } = [];

    /// <summary>Files that it names and does not hold.</summary>
    public ImmutableArray<string> Paths { get; init; } = [];

    /// <summary>The namespace of the context; null when it has none.</summary>
    public string? Namespace { get; init; }

    /// <summary>It says whom to trust.</summary>
    public bool HasAuthority { get; init; }

    /// <summary>What the identity may do in the namespace, and beyond it: the words of each question, and the answer; empty when it was not asked.</summary>
    public ImmutableArray<(string Question, bool IsAllowed)> Abilities { get; init; } = [];

    /// <summary>What it may do in every namespace, which no one should hand out; the words of each.</summary>
    public ImmutableArray<string> Everywhere { get; init; } = [];
}
