using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using KfTenants.Diagnostics;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>What a pipeline points out to people: of a document its diagnostics, of a plan what refuses it and what a reviewer must see.</summary>
/// <param name="Severity">An error stops a run; at a warning a person should look.</param>
/// <param name="Rule">A diagnostic's id, or <c>guard/ID</c>, <c>conflict/REASON</c>, <c>rejected</c>, <c>risk/RISK</c>.</param>
/// <param name="Message">One sentence, as text has it.</param>
/// <param name="Place">Where in the documents; null for what no line asks for.</param>
/// <param name="Tenant">Null for what all tenants share, and for a document.</param>
/// <param name="Id">The same for the same finding of a later run.</param>
internal sealed record Finding(Severity Severity, string Rule, string Message, SourceLocation? Place, string? Tenant, string Id)
{
    private static readonly ImmutableArray<Risk> Striking =
        [Risk.TenantDeleted, Risk.AccessAdminGranted, Risk.MeshIdentity, Risk.CloudRole, Risk.PodIdentity, Risk.NamespaceSecurity, Risk.NetworkOpened];

    /// <summary>Not of the line: a finding that moves down is the same finding.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Rule}\n{Id}")))[..32];

    /// <summary>In the order of the document.</summary>
    public static ImmutableArray<Finding> Of(ValidationAnswer answer) =>
    [
        .. answer.Diagnostics.Select(d => new Finding(d.Severity, d.Id, d.Message, d.Location, null, $"{d.Location.File} {d.Message}")),
    ];

    /// <summary>What refuses the plan, then what is striking, each in the plan's order.</summary>
    public static ImmutableArray<Finding> Of(PlanDocument plan) => In(plan.Cluster.Name,
    [
        .. plan.Guards.Where(g => g.Outcome == GuardOutcome.Fail)
            .Select(g => new Finding(Severity.Error, "guard/" + g.Id, GuardText.Refusal(g), null, null, g.Id)),
        .. plan.Changes.Where(c => c.Action == "conflict").Select(c => Of(Severity.Error, "conflict/" + c.Reason, c, c.Detail)),
        .. plan.Changes.Where(c => c.Validation is { Outcome: ValidationDocument.Rejected })
            .Select(c => Of(Severity.Error, ValidationDocument.Rejected, c, $"rejected: {c.Validation!.Reason}")),
        .. plan.Changes.Where(c => c.Action != "conflict" && !(plan.IsAttributed && c.Pending == true) && Striking.Any(r => r.ToText() == c.Risk))
            .Select(c => Of(Severity.Warning, "risk/" + c.Risk, c, null)),
    ]);

    /// <summary>What an audit found and no baseline knows, in its order; it stands in no document.</summary>
    public static ImmutableArray<Finding> Of(AuditAnswer answer) => In(answer.Cluster.Name,
    [
        .. answer.Findings.Select(f => new Finding(
            f.Rule.Severity, f.Rule.Id, $"{f.Object}: {f.Message}; to do: {f.Remedy}", null, f.Tenant, $"{f.Identity.Object}\n{f.Identity.Subject}")),
    ]);

    // The same finding of another cluster is another one.
    private static ImmutableArray<Finding> In(string? cluster, ImmutableArray<Finding> findings) =>
        cluster is null ? findings : [.. findings.Select(f => f with { Message = $"{cluster}: {f.Message}", Id = $"{cluster}\n{f.Id}" })];

    private static Finding Of(Severity severity, string rule, ChangeDocument change, string? detail) => new(
        severity,
        rule,
        $"{change.Symbol()} {change.Object.Within(null)}: {ChangeReason.PhraseOf(change.Reason)}{(detail is null ? "" : "; " + detail)}",
        change.Origin?.ToLocation(),
        change.Tenant,
        change.Id);
}
