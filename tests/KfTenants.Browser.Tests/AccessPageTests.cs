using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.AccessLists;
using KfTenants.Cli.Output;
using KfTenants.Cli.Output.Html;
using KfTenants.Logins;
using KfTenants.Resources;
using KfTenants.Testing;
using Microsoft.Playwright;

namespace KfTenants.Browser.Tests;

/// <summary>The page of <c>access -o html</c>.</summary>
[Collection(Pages.Name)]
public sealed class AccessPageTests(Chromium browser)
{
    [ChromiumFact]
    public async Task A_person_and_a_tenant_are_found()
    {
        await using var page = await browser.OpenAsync(Page(Many(40)), null);
        Assert.Equal("40 of 40 tenants shown", await page.TextOfAsync("#shown"));
        await page.FillAsync("person", "person.07@");
        Assert.Equal("2 of 40 tenants shown", await page.TextOfAsync("#shown"));
        Assert.Equal(1, await page.CountSeenAsync("#matrix tbody tr"));
        await page.FillAsync("person", "");
        await page.FillAsync("tenant", "team-11");
        Assert.Equal(1, await page.CountSeenAsync("details.tenant"));
        Assert.Equal(1, await page.CountSeenAsync("#matrix thead th"));
        await page.Value.Locator("#openall").ClickAsync();
        Assert.Equal(2, await page.CountSeenAsync("#tenants li"));
        Assert.Empty(page.Unwanted);
    }

    [ChromiumTheory]
    [InlineData("<script>window.hit = 1</script>")]
    [InlineData("\"><img src=x onerror=\"window.hit=1\">")]
    [InlineData("' autofocus onfocus='window.hit=1' x='")]
    public async Task A_name_is_text_wherever_it_stands(string evil)
    {
        var entry = new AccessEntry(new AccessSubject(SubjectKind.Person, evil), evil, evil, AccessRoute.RoleBinding, [ProfileObject.Key(evil)])
        {
            ManagedBy = evil,
            IsUnmanaged = true,
        };
        await using var page = await browser.OpenAsync(Page([entry], evil), null);
        await page.FillAsync("person", evil);
        await page.Value.Locator("#matrix tbody td[class]").First.HoverAsync();
        Assert.Contains(evil[..8], await page.TextOfAsync("#cell"), StringComparison.Ordinal);
        Assert.Contains(evil[..8], await page.TextOfAsync("#tenants"), StringComparison.Ordinal);
        Assert.Contains(evil[..8], await page.TextOfAsync("#unread"), StringComparison.Ordinal);
        Assert.Null(await page.Value.EvaluateAsync<JsonElement?>("window.hit"));
        Assert.Empty(page.Unwanted);
    }

    [ChromiumTheory]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task It_is_readable_on_every_screen(int width, ColorScheme scheme)
    {
        await using var page = await browser.OpenAsync(
            Page(Many(40)), new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = width, Height = 800 }, ColorScheme = scheme });
        Assert.True(await page.Value.EvaluateAsync<bool>("document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth"));
        Assert.Empty(await page.Value.EvaluateAsync<string[]>(Contrast.Script));
        Assert.Empty(page.Unwanted);
    }

    private static ImmutableArray<AccessEntry> Many(int count) =>
    [
        .. from tenant in Enumerable.Range(0, count)
           from person in new[] { tenant, (tenant + 1) % count }
           select new AccessEntry(
               new AccessSubject(SubjectKind.Person, $"person.{person:00}@example.com"), $"team-{tenant:00}", person == tenant ? "owner" : "edit",
               person == tenant ? AccessRoute.Owner : AccessRoute.Contributor, [ProfileObject.Key($"team-{tenant:00}")]),
    ];

    private static HtmlPage Page(ImmutableArray<AccessEntry> entries, string? unread = null) => AccessHtml.Of(new AccessAnswer(
        new AccessList(
            [.. entries.Select(e => e.Tenant!).Distinct().Select(t => new ListedTenant(t, null, TenantCondition.Active))],
            entries,
            KnownLogins.Of(Some.Set()),
            unread is null ? [] : [unread]),
        Some.Cluster with { Address = unread ?? Some.Cluster.Address }, unread, [], [], IsMatrix: false));
}
