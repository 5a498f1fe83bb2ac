using System.Collections.Immutable;
using KfTenants.Cli.Output;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Cli.Commands;

/// <summary>The command that goes on from a plan: the apply of exactly that plan, as it is typed.</summary>
internal static class NextCommand
{
    /// <summary>Null when there is nothing to write, a guard or the server refuses, or the plan is of a snapshot.</summary>
    /// <param name="saved">The file that the plan was saved to; null: its checksum stands for it.</param>
    public static string? After(PlanDocument plan, PlanRequest request, string? saved) => plan is { HasWrites: true, GuardsAllow: true, HasRejections: false, IsOfSnapshot: false }
        ? Of(plan.Checksum, request, saved)
        : null;

    /// <summary>The same of plans for several clusters; null also when one of them must not be applied.</summary>
    public static string? AfterAll(ImmutableArray<PlanDocument> plans, PlanRequest request, string? saved) =>
        plans.Any(p => p.HasWrites) && plans.All(p => p is { GuardsAllow: true, HasRejections: false, IsOfSnapshot: false })
            ? Of(ClusterPlans.ChecksumOf(plans), request, saved)
            : null;

    /// <summary>The apply of a plan that was saved before.</summary>
    public static string Of(string saved) => PasteText.Command("kftenants", "apply", saved);

    private static string Of(string checksum, PlanRequest request, string? saved) =>
        PasteText.Command(["kftenants", "apply", .. saved is null ? WithoutFile(checksum, request) : OfFile(request, saved), .. Everywhere(request, saved is null)]);

    private static IEnumerable<string> WithoutFile(string checksum, PlanRequest request) =>
    [
        .. request.Paths is [PlanRequest.DefaultPath] ? [] : request.Paths.SelectMany(p => Option("-f", p)),
        .. (request.Options.Scope ?? []).SelectMany(t => Option("--tenant", t)),
        .. request.Options.Allowances.SelectMany(Allow),
        .. request.Options.Adopt ? ["--adopt"] : Array.Empty<string>(),
        "--expect", checksum,
    ];

    // A saved plan says itself which clusters it is for. What the file says of its own settings counts only when the command line says it again.
    private static IEnumerable<string> OfFile(PlanRequest request, string saved) =>
        [saved, .. request.Options.Allowances.Where(a => PlanGuard.SettingKeys.Contains(a.Key)).SelectMany(Allow)];

    private static IEnumerable<string> Everywhere(PlanRequest request, bool namesClusters) =>
    [
        .. Option("--secrets-prefix", request.Secrets.Prefix == SecretPlaces.DefaultPrefix ? null : request.Secrets.Prefix),
        .. Option("--secrets-dir", request.Secrets.Directory),
        .. namesClusters && request.Cluster.Names is not [] ? Option("--cluster", string.Join(',', request.Cluster.Names)) : [],
        .. Option("--kubeconfig", request.Cluster.Kubeconfig),
        .. Option("--context", request.Cluster.Context),
        .. Option("--cluster-dir", request.Cluster.Directory),
    ];

    private static string[] Allow(KeyValuePair<string, int> allowance) => Option("--allow", GuardText.Allowance(allowance));

    private static string[] Option(string name, string? value) => value is null ? [] : [name, value];
}
