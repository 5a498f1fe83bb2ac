using System.Collections.Immutable;
using System.CommandLine;

namespace KfTenants.Cli.Commands;

/// <summary>What <c>plan</c> and <c>apply</c> are asked for, up to the plan.</summary>
/// <param name="Paths">As written; never empty.</param>
/// <param name="Tenants">Null: all.</param>
internal sealed record PlanRequest(
    ImmutableArray<string> Paths, ImmutableArray<string>? Tenants, ImmutableArray<Allowance> Allowed, ClusterChoice Cluster, bool Verbose)
{
    public const string DefaultPath = "tenants.yaml";

    public static ImmutableArray<string> PathsOf(string[]? written) => written is { Length: > 0 } ? [.. written] : [DefaultPath];

    public static PlanRequest Of(
        ParseResult parsed, GlobalOptions global, Option<string[]> files, Option<string[]> tenants, Option<Allowance[]> allow) => new(
            PathsOf(parsed.GetValue(files)),
            parsed.GetValue(tenants) is { Length: > 0 } some ? [.. some.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : null,
            [.. parsed.GetValue(allow) ?? []],
            global.Cluster(parsed),
            parsed.GetValue(global.Verbose));
}
