using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Cli.Commands;

/// <summary>Reads a plan that was saved with <c>--out</c>, reviewed and brought back.</summary>
internal static class SavedPlan
{
    /// <returns>A plan, or the plans of several clusters; the other is null.</returns>
    /// <exception cref="RefusedException">It is of another version, or was edited.</exception>
    /// <exception cref="KfTenantsException">It cannot be read, or is not a plan.</exception>
    public static async Task<(PlanDocument? One, ClusterPlans? Several)> ReadAsync(string path, Terminal terminal, CancellationToken cancellationToken)
    {
        var text = await TextFiles.ReadAsync(terminal.FullPath(path), path, cancellationToken);
        try
        {
            return ClusterPlans.IsOne(text) ? (null, ClusterPlans.Read(path, text)) : (PlanDocumentReader.Read(path, text), null);
        }
        catch (PlanRefusedException refused)
        {
            throw new RefusedException(ExitCode.Stale, refused.Message);
        }
        catch (KfTenantsException wrong) when (UnknownWords.IsDocument(path))
        {
            throw new KfTenantsException(new Problem(null, wrong.Message) { Remedy = $"A tenants file is named with -f {PasteText.Shell(path)}." });
        }
    }
}
