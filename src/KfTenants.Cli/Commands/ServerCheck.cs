using KfTenants.Cli.Output;
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

    /// <summary>The view, with what the server said of each change.</summary>
    public async Task<PlanView> OfAsync(Plan plan, PlanView view, IClusterReader cluster, CancellationToken cancellationToken)
    {
        if (!IsAsked || cluster is not IServerValidation server)
        {
            return view;
        }

        var results = await new ServerDryRun(server).RunAsync(plan, cancellationToken);
        return view with
        {
            IsServerChecked = true,
            Changes = [.. view.Changes.Select(c => c with { Validation = results.GetValueOrDefault(c.Id) })],
        };
    }

    public ExitCode CodeOf(PlanView plan) =>
        plan.HasRejections || (Strict && plan.Changes.Any(c => c.Validation is Validation.NotValidated)) ? ExitCode.Failed : ExitCode.Ok;
}
