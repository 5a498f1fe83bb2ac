using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Tenants;

namespace KfTenants.Cli.Output;

/// <summary>The answer of <c>validate</c>.</summary>
/// <param name="Files">The documents, as they were named.</param>
/// <param name="Set">Null when the documents are invalid.</param>
internal sealed record ValidationAnswer(ImmutableArray<string> Files, TenantSet? Set, ImmutableArray<Diagnostic> Diagnostics)
{
    public ExitCode Code => Set is null ? ExitCode.Invalid : ExitCode.Ok;
}
