using KfTenants.Cli.Output;
using KfTenants.Cli.Output.Html;
using KfTenants.Plans;
using KfTenants.Testing;
using Microsoft.Playwright;

namespace KfTenants.Browser.Tests;

/// <summary>
/// The Chromium of this machine, without a window. KFTENANTS_SCREENSHOTS names a folder in which every page that is opened leaves a picture, for people to look at.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string? Program = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator)
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome", "chrome.exe" }.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    internal static string? Pictures => Environment.GetEnvironmentVariable("KFTENANTS_SCREENSHOTS") is { Length: > 0 } folder ? folder : null;

    // Of a higher page only its top: a picture of all of it takes longer than a test may.
    private const double HighestPicture = 20_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("kftenants-pages-").FullName;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private int _pages;

    /// <summary>Null where the tests can run.</summary>
    public static string? WhyNot => Program is null ? "there is no chromium on the PATH; on Debian: apt-get install chromium" : null;

    public async Task InitializeAsync()
    {
        if (Program is not null)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program, ChromiumSandbox = false });
        }
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A plan as <c>-o html</c> writes it, opened from a file as a person opens it.</summary>
    internal Task<OpenPage> OpenAsync(PlanDocument plan, BrowserNewPageOptions? options = null) =>
        OpenAsync(HtmlFormat.Format.Plan!(new PlanAnswer(plan) { Next = "kftenants apply plan.json" }), options);

    internal Task<OpenPage> OpenAsync(string name, BrowserNewPageOptions? options = null) => OpenAsync(HandMade.Document(PlanCases.All[name]), options);

    internal async Task<OpenPage> OpenAsync(IRendering content, BrowserNewPageOptions? options)
    {
        var number = Interlocked.Increment(ref _pages);
        var file = Path.Combine(_folder, $"page-{number}.html");
        await File.WriteAllTextAsync(file, content.ToString());
        var page = new OpenPage(await _browser!.NewPageAsync(options));
        await page.Value.GotoAsync(new Uri(file).AbsoluteUri);
        if (Pictures is { } pictures)
        {
            var size = options?.ViewportSize?.Width is { } width ? $"-{width}" : "";
            var name = $"{number:00}{size}{(options?.ColorScheme == ColorScheme.Dark ? "-dark" : "")}.png";
            var isShort = options?.JavaScriptEnabled != false && await page.Value.EvaluateAsync<double>("document.scrollingElement.scrollHeight") < HighestPicture;
            await page.Value.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(pictures, name), FullPage = isShort });
        }

        return page;
    }
}

/// <summary>All tests use one browser, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class Pages : ICollectionFixture<Chromium>
{
    public const string Name = "pages";
}
