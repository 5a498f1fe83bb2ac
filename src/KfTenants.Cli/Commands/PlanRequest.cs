using System.Collections.Immutable;
using System.CommandLine;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>What <c>plan</c> and <c>apply</c> are asked for, up to the plan.</summary>
/// <param name="Paths">As written; never empty.</param>
internal sealed record PlanRequest(ImmutableArray<string> Paths, PlanOptions Options, SecretPlaces Secrets, ClusterChoice Cluster, bool Verbose)
{
    public const string DefaultPath = "tenants.yaml";

    public static ImmutableArray<string> PathsOf(string[]? written) => written is { Length: > 0 } ? [.. written] : [DefaultPath];

    /// <summary>The same for one of several clusters: of its tenants those that are asked for, which may be none.</summary>
    public PlanRequest Within(TenantSet set) => Options.Scope is not { } scope ? this : this with
    {
        Options = Options with { Scope = [.. scope.Where(n => set.Tenants.Any(t => t.Name == n) || set.Tombstones.Any(t => t.Name == n))] },
    };

    /// <summary>The same for what a saved plan is of.</summary>
    public PlanRequest For(PlanDocument saved) => this with
    {
        Options = Options with
        {
            Scope = saved.Scope.Tenants,
            Adopt = Options.Adopt || saved.Options is { Adopt: true } || saved.Count("adopt") > 0,
            Approved = saved.Options?.Allow?.RemoveRange(PlanGuard.SettingKeys) ?? Options.Approved,
        },
    };

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
            global.Cluster(parsed) with { Places = secrets },
            parsed.GetValue(global.Verbose));
}
