using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace KfTenants.Browser.Tests;

/// <summary>A page, and all that it asked for or complained of since it was opened.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _unwanted = new();
    private int _requests;

    public OpenPage(IPage page)
    {
        Value = page;

        // The first request is the page itself.
        page.Request += (_, request) =>
        {
            if (Interlocked.Increment(ref _requests) > 1)
            {
                _unwanted.Enqueue($"request: {request.Url}");
            }
        };
        page.Console += (_, message) => _unwanted.Enqueue($"console: {message.Text}");
        page.PageError += (_, error) => _unwanted.Enqueue($"error: {error}");
        page.Dialog += (_, dialog) => _unwanted.Enqueue($"dialog: {dialog.Message}");
    }

    public IPage Value { get; }

    public IEnumerable<string> Unwanted => _unwanted;

    /// <summary>How many elements a person sees.</summary>
    public async Task<int> CountSeenAsync(string selector) => await Value.Locator($"{selector} >> visible=true").CountAsync();

    public Task<string> TextOfAsync(string selector) => Value.Locator(selector).InnerTextAsync();

    public async Task FillAsync(string field, string text)
    {
        await Value.Locator($"[name={field}]").FillAsync(text);
        await SettleAsync();
    }

    /// <summary>What is in sight, for people to look at.</summary>
    public async Task PictureAsync(string name)
    {
        if (Chromium.Pictures is { } folder)
        {
            await Value.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
        }
    }

    /// <summary>Until the filter has done its work.</summary>
    public Task SettleAsync() => Value.WaitForTimeoutAsync(300);

    public async ValueTask DisposeAsync() => await Value.CloseAsync();
}
