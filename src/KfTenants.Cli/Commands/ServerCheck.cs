using KfTenants.Kubernetes;
using KfTenants.Kubernetes.Applying;
using KfTenants.Plans;

namespace KfTenants.Cli.Commands;

/// <summary>Whether, and how strictly, a plan's writes are tried on the server before the review.</summary>
/// <param name="Strict">What cannot be tried fails the plan, too.</param>
internal sealed record ServerCheck(bool IsAsked, bool Strict)
{
    /// <exception cref="RefusedException">A directory was asked; it has no admission, no quotas and no webhooks.</exception>
    public void Require(IClusterReader cluster)
    {
        if (IsAsked && cluster is not IServerValidation)
        {
            throw new RefusedException(ExitCode.Usage, $"--server-dry-run needs a real API server, but the cluster is the directory {cluster.Address}");
        }
    }

    /// <summary>The document, with what the server said of each change.</summary>
    public async Task<PlanDocument> OfAsync(Plan plan, PlanDocument document, IClusterReader cluster, CancellationToken cancellationToken)
    {
        if (!IsAsked || cluster is not IServerValidation server)
        {
            return document;
        }

        var results = await new ServerDryRun(server).RunAsync(plan, cancellationToken);
        return document with
        {
            Fidelity = PlanFidelity.Server,
            Changes = [.. document.Changes.Select(c => c with { Validation = results.GetValueOrDefault(c.Id) is { } said ? ValidationDocument.Of(said) : null })],
        };
    }

    public ExitCode CodeOf(PlanDocument plan) =>
        plan.HasRejections || (Strict && plan.Changes.Any(c => c.Validation is { Outcome: ValidationDocument.NotValidated })) ? ExitCode.Failed : ExitCode.Ok;
}
