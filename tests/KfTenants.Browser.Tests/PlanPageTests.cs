using System.Text.Json;
using KfTenants.Access;
using KfTenants.Cli.Output;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Testing;
using Microsoft.Playwright;

namespace KfTenants.Browser.Tests;

/// <summary>The page of a plan as a person meets it: narrow and wide, light and dark, by keyboard, without script, and with names that attack.</summary>
[Collection(Pages.Name)]
public sealed class PlanPageTests(Chromium browser)
{
    private const string Many = "two-hundred-tenants";

    public static TheoryData<string> Cases => [.. PlanCases.All.Keys];

    [ChromiumTheory]
    [MemberData(nameof(Cases))]
    public async Task A_page_loads_nothing_and_has_nothing_to_complain_of(string name)
    {
        await using var page = await browser.OpenAsync(name);
        Assert.NotEqual("", await page.TextOfAsync("h1"));
        await page.Value.WaitForTimeoutAsync(100);
        Assert.Empty(page.Unwanted);
    }

    [ChromiumFact]
    public async Task A_tenant_is_found_by_its_name()
    {
        await using var page = await browser.OpenAsync(Many);
        Assert.Equal("200 of 200 tenants shown", await page.TextOfAsync("#shown"));
        await page.FillAsync("tenant", "TEAM-117");
        Assert.Equal(1, await page.CountSeenAsync("details.tenant"));
        Assert.Equal("1 of 200 tenants shown", await page.TextOfAsync("#shown"));
        Assert.Equal(1, await page.CountSeenAsync("#matrix thead th"));
        Assert.Equal(1, await page.CountSeenAsync(".quotas tbody tr"));
        await page.Value.Locator("button[type=reset]").ClickAsync();
        await page.SettleAsync();
        Assert.Equal(200, await page.CountSeenAsync("details.tenant"));
        Assert.Empty(page.Unwanted);
    }

    [ChromiumFact]
    public async Task People_risks_and_actions_are_found_together()
    {
        await using var page = await browser.OpenAsync("every-kind-of-change");
        Assert.Equal(3, await page.CountSeenAsync("details.tenant"));
        await page.FillAsync("person", "ben@");
        Assert.Equal(["team-a"], await page.Value.Locator("details.tenant >> visible=true").Locator("h3").AllInnerTextsAsync());
        Assert.Equal(1, await page.CountSeenAsync("#matrix tbody tr"));
        Assert.Equal(1, await page.CountSeenAsync("#people li[data-person]"));
        await page.FillAsync("person", "");

        await page.Value.Locator("input[name=risk][value=quota-reduced]").CheckAsync();
        await page.SettleAsync();
        Assert.Equal(1, await page.CountSeenAsync("li[data-action]"));
        await page.Value.Locator("input[name=risk][value=access-admin-granted]").CheckAsync();
        await page.SettleAsync();
        Assert.Equal(2, await page.CountSeenAsync("li[data-action]"));
        await page.Value.Locator("select[name=action]").SelectOptionAsync("create");
        await page.SettleAsync();
        Assert.Equal(["team-b"], await page.Value.Locator("details.tenant >> visible=true").Locator("h3").AllInnerTextsAsync());
        Assert.Empty(page.Unwanted);
    }

    [ChromiumFact]
    public async Task Everything_can_be_done_by_keyboard()
    {
        await using var page = await browser.OpenAsync("every-kind-of-change");
        await page.Value.Keyboard.PressAsync("Tab");
        Assert.Equal("To the changes", await FocusedAsync(page, "textContent"));
        await page.Value.Keyboard.PressAsync("Enter");
        Assert.EndsWith("#changes", page.Value.Url, StringComparison.Ordinal);

        // From the top on: every control, and every box that scrolls.
        await page.Value.EvaluateAsync("scrollTo(0, 0); document.activeElement.blur(); document.querySelector('.skip').focus()");
        var reached = new List<string>();
        for (var i = 0; i < 40 && !reached.Contains("details"); i++)
        {
            await page.Value.Keyboard.PressAsync("Tab");
            reached.Add(await FocusedAsync(page, "closest('.tenant > summary') ? 'details' : document.activeElement.name || document.activeElement.className"));
        }

        foreach (var name in (string[])["tenant", "person", "action", "risk", "scroll", "details"])
        {
            Assert.Contains(name, reached);
        }

        var open = await page.Value.Locator("details.tenant").First.GetAttributeAsync("open");
        await page.Value.Keyboard.PressAsync("Enter");
        Assert.NotEqual(open, await page.Value.Locator("details.tenant").First.GetAttributeAsync("open"));
        await page.Value.Locator("[name=tenant]").FocusAsync();
        await page.Value.Keyboard.TypeAsync("team-b");
        await page.Value.Keyboard.PressAsync("Enter");
        await page.SettleAsync();
        Assert.Equal(1, await page.CountSeenAsync("details.tenant"));
        await page.Value.Locator("input[name=risk]").First.FocusAsync();
        await page.Value.Keyboard.PressAsync("Space");
        Assert.True(await page.Value.Locator("input[name=risk]").First.IsCheckedAsync());
        Assert.Empty(page.Unwanted);
    }

    [ChromiumFact]
    public async Task Without_a_script_all_is_there_but_the_filter()
    {
        await using var page = await browser.OpenAsync("every-kind-of-change", new BrowserNewPageOptions { JavaScriptEnabled = false });
        Assert.Equal(0, await page.CountSeenAsync("#filter"));
        Assert.Equal(3, await page.CountSeenAsync("details.tenant"));
        Assert.Equal(1, await page.CountSeenAsync("#matrix"));
    }

    [ChromiumFact]
    public async Task Printed_nothing_is_cut_off()
    {
        await using var page = await browser.OpenAsync(Many);
        await page.Value.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        Assert.Equal(0, await page.CountSeenAsync("#filter"));
        Assert.Equal("none", await page.Value.EvaluateAsync<string>("getComputedStyle(document.querySelector('.scroll')).maxHeight"));
    }

    [ChromiumTheory]
    [InlineData("<script>window.hit = 1</script>")]
    [InlineData("\"><img src=x onerror=\"window.hit=1\">")]
    [InlineData("' autofocus onfocus='window.hit=1' x='")]
    [InlineData("</title></style></script></textarea><svg onload=window.hit=1>")]
    [InlineData("javascript:window.hit=1//%0A<a href=javascript:window.hit=1>")]
    [InlineData("<!--<script>\u0000\u2028`${window.hit=1}`]]>")]
    public async Task A_name_is_text_wherever_it_stands(string evil)
    {
        await using var page = await browser.OpenAsync(Hostile(evil));
        await page.FillAsync("tenant", evil);
        await page.FillAsync("tenant", "");
        await page.FillAsync("person", evil);
        await page.FillAsync("person", "");
        await page.Value.Locator("#matrix tbody td[class]").First.HoverAsync();
        Assert.Contains(evil[..8], await page.TextOfAsync("#cell"), StringComparison.Ordinal);
        Assert.Null(await page.Value.EvaluateAsync<JsonElement?>("window.hit"));
        Assert.Equal(0, await page.Value.Locator("img, a:not(.skip), iframe, [onerror], [onload], [onfocus], [href^=javascript]").CountAsync());
        Assert.Equal(1, await page.Value.Locator("script").CountAsync());
        Assert.Contains(evil[..8], await page.TextOfAsync("h1"), StringComparison.Ordinal);
        Assert.Contains(evil[..8], await page.TextOfAsync("#changes"), StringComparison.Ordinal);
        Assert.Empty(page.Unwanted);
    }

    [ChromiumFact]
    public async Task Even_markup_that_got_in_could_not_run()
    {
        const string Markup = "<script>window.hit = 1</script><img src=http://127.0.0.1:9/x></main>";
        await using var page = await browser.OpenAsync(new RawText(HtmlOf("no-changes").Replace("</main>", Markup, StringComparison.Ordinal)), null);
        Assert.Null(await page.Value.EvaluateAsync<JsonElement?>("window.hit"));
        Assert.Contains(page.Unwanted, u => u.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [ChromiumTheory]
    [MemberData(nameof(Cases))]
    public async Task On_a_phone_nothing_is_wider_than_the_screen(string name)
    {
        await using var page = await browser.OpenAsync(name, new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 360, Height = 740 } });
        Assert.Equal("", await WiderAsync(page));
    }

    [ChromiumFact]
    public async Task On_a_phone_long_names_break()
    {
        await using var page = await browser.OpenAsync(Hostile(new string('w', 253)), new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 360, Height = 740 } });
        Assert.Equal("", await WiderAsync(page));
    }

    [ChromiumTheory]
    [InlineData(ColorScheme.Light, "every-kind-of-change")]
    [InlineData(ColorScheme.Dark, "every-kind-of-change")]
    [InlineData(ColorScheme.Light, "power-over-every-tenant")]
    [InlineData(ColorScheme.Dark, "power-over-every-tenant")]
    [InlineData(ColorScheme.Light, "drift")]
    [InlineData(ColorScheme.Dark, "tenants-deleted")]
    [InlineData(ColorScheme.Dark, "guard-failed")]
    public async Task All_text_stands_out_from_its_ground(ColorScheme scheme, string name)
    {
        await using var page = await browser.OpenAsync(name, new BrowserNewPageOptions { ColorScheme = scheme });

        // WCAG 2.2, 1.4.3, level AA: at least 4.5 to 1.
        var weak = await page.Value.EvaluateAsync<string[]>(Contrast.Script);
        Assert.Empty(weak);
        var ground = await page.Value.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        Assert.Equal(scheme == ColorScheme.Dark ? "rgb(15, 20, 25)" : "rgb(255, 255, 255)", ground);
    }

    [ChromiumTheory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    public async Task Two_hundred_people_and_tenants_stay_readable(int width, ColorScheme scheme)
    {
        await using var page = await browser.OpenAsync(
            Square(200), new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 }, ColorScheme = scheme });
        Assert.Equal("", await WiderAsync(page));
        Assert.Equal(200, await page.CountSeenAsync("#matrix tbody tr"));

        // The picture shows all of it at once.
        var picture = (await page.Value.Locator(".overview").BoundingBoxAsync())!;
        Assert.InRange(picture.Width, 300, width);

        // Whatever part is in sight, its person and its tenant are as well.
        var box = page.Value.Locator("#access .scroll");
        await box.ScrollIntoViewIfNeededAsync();
        await box.EvaluateAsync("box => { box.scrollTop = 2000; box.scrollLeft = 3000; }");
        var frame = (await box.BoundingBoxAsync())!;
        var person = (await page.Value.Locator("#matrix tbody th").Nth(100).BoundingBoxAsync())!;
        var tenant = (await page.Value.Locator("#matrix thead th").Nth(110).BoundingBoxAsync())!;
        Assert.InRange(person.X, frame.X, frame.X + 2);
        Assert.InRange(tenant.Y, frame.Y, frame.Y + 2);
        await page.PictureAsync($"matrix-{width}-{scheme}");
        var size = await page.Value.EvaluateAsync<double>("parseFloat(getComputedStyle(document.querySelector('#matrix td[class]')).fontSize)");
        Assert.InRange(size, 11, 16);
        Assert.Empty(page.Unwanted);
    }

    [ChromiumFact]
    public async Task Ten_thousand_tenants_are_a_page_that_says_what_it_leaves_out()
    {
        var changes = Enumerable.Range(0, 10_000).SelectMany(i => new Change[]
        {
            HandMade.Update(HandMade.Profile($"team-{i:00000}"), $"team-{i:00000}", ChangeReason.QuotaChanged, Risk.QuotaReduced, i + 1,
                HandMade.Field("/spec/resourceQuotaSpec/hard/cpu", "\"4\"", "\"3\""), HandMade.Field("/spec/resourceQuotaSpec/hard/memory", "\"4Gi\"", "\"3Gi\"")),
            HandMade.Create(HandMade.Binding($"team-{i:00000}", $"user-p{i}"), $"team-{i:00000}", ChangeReason.ContributorAdded, Risk.AccessGranted),
        });
        var access = Enumerable.Range(0, 10_000).Select(i => new AccessChange($"team-{i:00000}", $"p{i}@example.com", null, "edit"));
        var plan = HandMade.Plan(changes) with { Access = [.. access] };
        await using var page = await browser.OpenAsync(HandMade.Document(plan));
        Assert.Contains(" of 10000 tenants are here, because a page holds no more", await page.TextOfAsync("#changes"), StringComparison.Ordinal);
        Assert.Contains("The matrix holds the first 250 of 10000 people", await page.TextOfAsync("#access"), StringComparison.Ordinal);
        await page.FillAsync("tenant", "team-00007");
        await page.SettleAsync();
        Assert.Equal(1, await page.CountSeenAsync("details.tenant"));
        Assert.Empty(page.Unwanted);
    }

    private static string HtmlOf(string name) => OutputFormats.All.Single(f => f.Name == "html").Plan!(new PlanAnswer(HandMade.Document(PlanCases.All[name]))).ToString();

    private static PlanDocument Square(int count)
    {
        string[] roles = ["view", "edit", "admin"];
        var access = from person in Enumerable.Range(0, count)
                     from tenant in Enumerable.Range(0, count)
                     let kind = (person * 7 + tenant * 13) % 17
                     where kind < 4 || person == tenant
                     let before = kind is 1 or 2 ? roles[tenant % 3] : null
                     let after = kind == 1 ? null : roles[(tenant + 1) % 3]
                     select new AccessChange($"team-{tenant:000}", $"person.{person:000}@example.com", before, after);
        return HandMade.Document(HandMade.Plan(HandMade.Create(HandMade.Binding("team-000", "user-a"), "team-000")) with { Access = [.. access] });
    }

    private static PlanDocument Hostile(string evil)
    {
        var key = new ObjectKey(ObjectKind.Profile, null, evil);
        var plan = HandMade.Plan(
            HandMade.Conflict(key, evil, evil),
            HandMade.Update(key, evil, ChangeReason.QuotaChanged, Risk.QuotaReduced, 1,
                HandMade.Field("/spec/resourceQuotaSpec/hard/" + JsonPointer.Escape(evil), CanonicalJson.OfText(evil), CanonicalJson.OfText("4")),
                new FieldChange("/spec/other", CanonicalJson.OfText(evil), CanonicalJson.OfText(evil + "!"), evil),
                HandMade.Field("/spec/list", $"[{CanonicalJson.OfText(evil)}]", "[]"))) with
        {
            Access = [new AccessChange(evil, evil, evil, null), new AccessChange("team-b", evil, null, "edit")],
            Unmanaged = [new UnmanagedGrant(evil, HandMade.Binding(evil, evil), evil, evil)],
            MissingTenants = [new MissingTenant(evil, 1) { LooksLike = evil }],
            Notices = [new PlanNotice(evil, "any", evil)],
            Settings = [new SettingDocument("/guards/" + JsonPointer.Escape(evil)) { Old = CanonicalJson.OfText(evil), New = "1" }],
            Guards = [new GuardResult(evil, 1, 2, evil, GuardOutcome.Fail, evil) { Note = evil }],
        };
        return HandMade.Document(plan) with { Set = evil, Cluster = new ClusterDocument(evil, evil), Config = new ConfigDocument(evil, [evil]), Tool = evil, Checksum = evil };
    }

    private static Task<string> FocusedAsync(OpenPage page, string what) => page.Value.EvaluateAsync<string>($"String(document.activeElement.{what})");

    // The elements that stick out, or nothing.
    private static Task<string> WiderAsync(OpenPage page) => page.Value.EvaluateAsync<string>(
        """
        (() => {
          const root = document.scrollingElement;
          if (root.scrollWidth <= root.clientWidth) return '';
          return Array.from(document.querySelectorAll('body *')).filter(e => !e.closest('.scroll') && e.getBoundingClientRect().right > root.clientWidth + 1)
            .map(e => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 40)).slice(0, 5).join('; ') || 'something';
        })()
        """);
}
