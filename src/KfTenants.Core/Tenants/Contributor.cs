using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <param name="Origin">Where the winning entry is written.</param>
public sealed record Contributor(string Email, Role Role, SourceLocation Origin)
{
    /// <summary>The first moment without this access (<see cref="AccessEnd"/>); null when it does not end.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The ClusterRole that gives it; Kubeflow's for the role where nothing else is said.</summary>
    public string ClusterRole { get => field ?? Role.ToClusterRole(); init; }

    /// <summary>The group of the document through which the person has it; null when they are listed themselves.</summary>
    public string? Group { get; init; }
}
