using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Cli.Commands;

/// <summary>Reads a plan that was saved with <c>--out</c>, reviewed and brought back.</summary>
internal static class SavedPlan
{
    /// <exception cref="RefusedException">It is of another version, or was edited.</exception>
    /// <exception cref="KfTenantsException">It cannot be read, or is not a plan.</exception>
    public static async Task<PlanDocument> ReadAsync(string path, Terminal terminal, CancellationToken cancellationToken)
    {
        var text = await TextFiles.ReadAsync(terminal.FullPath(path), path, cancellationToken);
        try
        {
            return PlanDocumentReader.Read(path, text);
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
