using System.Globalization;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Faults;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.Resources;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>What a plan asks of the API server, read from the server's own audit log.</summary>
[Collection(On180.Name)]
public sealed class RequestTests(Kubeflow180 kubeflow)
{
    [EndToEndFact]
    public async Task A_plan_needs_get_and_list_and_asks_for_nothing_else()
    {
        var file = Sized(5);
        using var platform = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), file);
        (await platform.ApplyAsync()).Ends(0);
        await kubeflow.Controller.SettleAsync();
        using var reviewer = new Workspace(kubeflow.Kubeconfig(ToolRoles.Reviewer), file.With("sized-001", team => team.With("new@example.com", "edit")));
        var mark = await kubeflow.Audit.MarkAsync();

        var plan = await reviewer.PlanAsync();

        Assert.Equal(2, plan.Count("create"));
        var entries = await kubeflow.Audit.SinceAsync(mark, ToolRoles.Reviewer);
        Assert.NotEmpty(entries);

        // Whether a key of the set is left in the maps of identities is asked by name: they are not there where no set has any.
        Assert.All(entries, entry => Assert.True(
            entry.IsHarmless && (entry.Status < 300 || (entry.Status == 404 && IdentityMaps.Names.Contains(entry.Name ?? ""))), entry.ToString()));
        Assert.All(entries, entry => Assert.StartsWith("kftenants/", entry.Agent, StringComparison.Ordinal));
    }

    [EndToEndFact]
    public async Task The_requests_of_a_plan_depend_on_kinds_and_pages_and_not_on_tenants()
    {
        var few = await RequestsAsync(Sized(10));
        var many = await RequestsAsync(Sized(60));

        // A page more per 500 objects is what a larger cluster costs.
        Assert.Equal(few.Where(IsFirstPage), many.Where(IsFirstPage));
        Assert.True(many.Count <= 30, string.Join('\n', many));
        Assert.All(many.Where(uri => uri.Contains('?', StringComparison.Ordinal)), uri => Assert.Contains("limit=", uri, StringComparison.Ordinal));
    }

    [EndToEndFact]
    public async Task A_plan_asks_once_for_each_page_of_a_kind_and_once_for_each_object_that_it_reads_by_name()
    {
        const int PageSize = 50;
        var file = Sized(60);
        using (var first = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), file))
        {
            (await first.ApplyAsync()).Ends(0);
            await kubeflow.Controller.SettleAsync();
        }

        await using var proxy = await FaultProxy.StartAsync(kubeflow.Cluster, "counted");
        proxy.PageSize = PageSize;
        using var work = new Workspace(proxy.Kubeconfig, file);
        (await work.PlanAsync()).IsEmpty();

        var requests = proxy.Requests.Select(r => r.Target.Split('?')).ToLookup(r => r.Length > 1 && r[1].Contains("limit=", StringComparison.Ordinal), r => r[0]);
        var pages = requests[true].CountBy(path => path).ToDictionary();

        // The Leases tell what other sets are called, where the cluster has any.
        Assert.Equal(9, pages.Keys.Count(path => !path.EndsWith("/leases", StringComparison.Ordinal)));
        foreach (var (path, count) in pages)
        {
            var objects = (await kubeflow.Api.ListAsync(path)).Count;
            Assert.True(count == Math.Max(1, (objects + PageSize - 1) / PageSize), $"{count} pages of {objects} at {path}");
        }

        var names = requests[false].ToList();
        Assert.Equal(names.Distinct(StringComparer.Ordinal).Count(), names.Count);
        Assert.InRange(names.Count, 1, 15);
        Assert.All(names, name => Assert.DoesNotContain("/sized-", name, StringComparison.Ordinal));
    }

    [EndToEndFact]
    public async Task An_apply_writes_each_object_once()
    {
        var file = new TenantsFile("once", new Team("once", "owner@example.com") { Contributors = [("ana@example.com", "view")] });
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), file);
        var mark = await kubeflow.Audit.MarkAsync();

        (await work.ApplyAsync()).Ends(0);

        var writes = (await kubeflow.Audit.SinceAsync(mark, ToolRoles.Platform)).Where(e => e.IsWork).ToList();
        Assert.All(writes, write => Assert.True(write.Status < 300, write.ToString()));
        Assert.Equal(writes.Count, writes.DistinctBy(w => (w.Resource, w.Name, w.Uri.Split('?')[0])).Count());
        Assert.All(writes, write => Assert.Contains("fieldManager=kftenants", write.Uri, StringComparison.Ordinal));
    }

    private static bool IsFirstPage(string uri) => !uri.Contains("continue=", StringComparison.Ordinal);

    private async Task<IReadOnlyList<string>> RequestsAsync(TenantsFile file)
    {
        using var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), file);
        (await work.ApplyAsync()).Ends(0);
        await kubeflow.Controller.SettleAsync();
        var mark = await kubeflow.Audit.MarkAsync();
        (await work.PlanAsync()).IsEmpty();
        return [.. (await kubeflow.Audit.SinceAsync(mark, ToolRoles.Platform)).Select(e => e.Uri).Order(StringComparer.Ordinal)];
    }

    private static TenantsFile Sized(int count) => new("sized",
    [
        .. Enumerable.Range(1, count).Select(i => new Team("sized-" + i.ToString("D3", CultureInfo.InvariantCulture), "owner@example.com")
        {
            Contributors = [("ana@example.com", "view")],
        }),
    ]);
}
