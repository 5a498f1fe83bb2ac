using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>What many tests begin and end with.</summary>
internal static class Steps
{
    /// <summary>A workspace of the platform team whose file has been applied, with the controllers at rest.</summary>
    public static async Task<Workspace> AppliedAsync(this KubeflowCluster kubeflow, TenantsFile file)
    {
        var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), file);
        try
        {
            (await work.ApplyAsync()).Ends(0);
            await kubeflow.Controller.SettleAsync();
            return work;
        }
        catch
        {
            work.Dispose();
            throw;
        }
    }

    /// <summary>Applies, and asserts that nothing is left to do.</summary>
    public static async Task ConvergeAsync(this KubeflowCluster kubeflow, Workspace work)
    {
        (await work.ApplyAsync()).Ends(0);
        await kubeflow.Controller.SettleAsync();
        (await work.PlanAsync()).IsEmpty();
    }
}
