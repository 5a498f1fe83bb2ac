using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Tenants;

namespace KfTenants.Cli.Output;

/// <summary>The answer of <c>validate</c>.</summary>
/// <param name="Files">The documents, as they were named.</param>
/// <param name="Set">Null when the documents are invalid.</param>
internal sealed record ValidationAnswer(ImmutableArray<string> Files, TenantSet? Set, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>What each cluster that was asked for gets, in the order of their names.</summary>
    public ImmutableArray<TenantSet> Clusters { get; init; } = [];

    public ExitCode Code => Set is null ? ExitCode.Invalid : ExitCode.Ok;
}
