using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>What <c>audit</c> and <c>access</c> say of a real API server: nothing of a tenant that is as it should be, and each fault that is provoked with kubectl.</summary>
[Collection(On191.Name)]
public sealed class AuditTests(Kubeflow191 kubeflow)
{
    // Whether people can sign in is Dex's matter, and other tests change it.
    private static readonly string[] OfLogins = ["AUD0303", "AUD0304", "AUD0305"];

    private static readonly string Edit = Live.PairOf("ben@example.com", "edit");

    private Live Live => kubeflow.Live;

    [EndToEndFact]
    public async Task A_tenant_that_was_applied_has_no_finding_and_its_people_are_listed()
    {
        using var work = await AppliedAsync("audit-healthy");

        Assert.Empty(await FindingsAsync(work, "audit-healthy"));
        var answer = JsonNode.Parse((await work.RunAsync("access", "--tenant", "audit-healthy", "-o", "json")).Ends(0).Out)!;
        Assert.Equal(
            ["ana@example.com owner owner True True", "ben@example.com edit contributor True True", "cy@example.com view contributor True True"],
            answer["entries"]!.AsArray().Where(e => (string?)e!["tenant"] == "audit-healthy").Select(e =>
                $"{e!["subject"]!["name"]} {e["role"]} {e["route"]} {(bool)e["kubernetes"]!} {(string?)e["managedBy"] == "audit"}"));
    }

    [EndToEndFact]
    public async Task Half_a_pair_is_found()
    {
        using var work = await AppliedAsync("audit-half");
        await Live.DeleteAsync(Live.PolicyPath("audit-half", Edit));
        Assert.Equal(["AUD0104"], await FindingsAsync(work, "audit-half"));

        (await work.ApplyAsync()).Ends(0);
        await Live.DeleteAsync(Live.BindingPath("audit-half", Edit));
        Assert.Equal(["AUD0105"], await FindingsAsync(work, "audit-half"));
    }

    [EndToEndFact]
    public async Task A_frozen_Profile_is_found()
    {
        using var work = await AppliedAsync("audit-frozen");
        await Live.EditAsync(Live.ProfilePath("audit-frozen"), """{"spec": {"owner": {"kind": "User", "name": "eve@example.com"}}}""");
        await kubeflow.Controller.SettleAsync();

        Assert.Contains("AUD0201", await FindingsAsync(work, "audit-frozen"));
        (await work.RunAsync("audit", "--tenant", "audit-frozen", "--fail-on", "error")).Ends(4);
    }

    [EndToEndFact]
    public async Task Grants_of_others_are_found()
    {
        using var work = await AppliedAsync("audit-grants");
        await Live.CreateAsync(Live.BindingPath("audit-grants", "dee"), """
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
             "metadata": {"name": "dee", "namespace": "audit-grants", "annotations": {"user": "dee@example.com", "role": "view"}},
             "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "kubeflow-admin"},
             "subjects": [{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "dee@example.com"}]}
            """);
        await Live.CreateAsync(Live.BindingPath("audit-grants", "several"), """
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
             "metadata": {"name": "several", "namespace": "audit-grants", "annotations": {"user": "x", "role": "view"}},
             "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
             "subjects": [{"kind": "Group", "apiGroup": "rbac.authorization.k8s.io", "name": "devs"},
                          {"kind": "ServiceAccount", "name": "bot", "namespace": "ci"}]}
            """);

        Assert.Equal(["AUD0101", "AUD0102", "AUD0104", "AUD0110", "AUD0111", "AUD0113"], await FindingsAsync(work, "audit-grants"));
        var answer = JsonNode.Parse((await work.RunAsync("access", "--user", "dee@example.com", "-o", "json")).Ends(0).Out)!;
        var entry = Assert.Single(answer["entries"]!.AsArray())!;
        Assert.Equal(("admin", true, false), ((string)entry["role"]!, (bool)entry["unmanaged"]!, (bool)entry["mesh"]!));
    }

    [EndToEndFact]
    public async Task A_quota_that_was_changed_is_found()
    {
        using var work = await AppliedAsync("audit-quota");
        await Live.EditAsync(Live.QuotaPath("audit-quota"), """{"spec": {"hard": {"pods": "7"}}}""");

        Assert.Equal(["AUD0403"], await FindingsAsync(work, "audit-quota"));
    }

    private static async Task<string[]> FindingsAsync(Workspace work, string tenant)
    {
        var answer = JsonNode.Parse((await work.RunAsync("audit", "--tenant", tenant, "-o", "json")).Ends(0).Out)!;
        return [.. answer["findings"]!.AsArray().Select(f => (string)f!["id"]!).Except(OfLogins).Order(StringComparer.Ordinal)];
    }

    private async Task<Workspace> AppliedAsync(string tenant)
    {
        var work = new Workspace(kubeflow.Kubeconfig(ToolRoles.Platform), new TenantsFile("audit",
            new Team(tenant, "ana@example.com") { Contributors = [("ben@example.com", "edit"), ("cy@example.com", "view")], Quota = "{pods: 20}" }));
        (await work.ApplyAsync()).Ends(0);
        await kubeflow.Controller.SettleAsync();
        return work;
    }
}
