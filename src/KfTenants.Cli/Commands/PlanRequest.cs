using System.Collections.Immutable;
using System.CommandLine;
using KfTenants.Plans;

namespace KfTenants.Cli.Commands;

/// <summary>What <c>plan</c> and <c>apply</c> are asked for, up to the plan.</summary>
/// <param name="Paths">As written; never empty.</param>
internal sealed record PlanRequest(ImmutableArray<string> Paths, PlanOptions Options, SecretPlaces Secrets, ClusterChoice Cluster, bool Verbose)
{
    public const string DefaultPath = "tenants.yaml";

    public static ImmutableArray<string> PathsOf(string[]? written) => written is { Length: > 0 } ? [.. written] : [DefaultPath];

    public static PlanRequest Of(
        ParseResult parsed, GlobalOptions global, Option<string[]> files, Option<string[]> tenants, Option<Allowance[]> allow, Option<bool> adopt,
        SecretPlaces secrets) => new(
            PathsOf(parsed.GetValue(files)),
            new PlanOptions(
                parsed.GetValue(tenants) is { Length: > 0 } some ? [.. some.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : null,
                (parsed.GetValue(allow) ?? []).ToImmutableSortedDictionary(a => a.Key, a => a.Number, StringComparer.Ordinal))
            {
                Adopt = parsed.GetValue(adopt),
            },
            secrets,
            global.Cluster(parsed),
            parsed.GetValue(global.Verbose));
}
