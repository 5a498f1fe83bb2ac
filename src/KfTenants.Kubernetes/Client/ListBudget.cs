using System.Globalization;

namespace KfTenants.Kubernetes.Client;

/// <summary>
/// What one list may cost, in all its pages: what is kept of it, bytes, pages and time. A server that never stops sending must end in a sentence, and
/// before memory ends: bytes are counted as they are unpacked, so that a small compressed answer is no large surprise.
/// </summary>
/// <param name="what">The kind, for messages.</param>
/// <param name="maxBytes">What may be kept.</param>
internal sealed class ListBudget(string what, string server, TimeProvider time, long maxBytes)
{
    /// <summary>Two million objects in pages of 500.</summary>
    public const int MaxPages = 4000;

    /// <summary>Of all pages together.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(5);

    /// <summary>One object's part: an API server stores no more than 1.5 MiB of one.</summary>
    public const int MaxObjectBytes = 16 << 20;

    /// <summary>Unpacked, kept or not; some millions of objects.</summary>
    public const long MaxReceived = 4L << 30;

    private const long LargestList = 1L << 30;
    private const long SmallestList = 16L << 20;

    private readonly long _start = time.GetTimestamp();
    private readonly HashSet<string> _tokens = new(StringComparer.Ordinal);
    private int _pages;
    private (long Kept, long Received) _done;
    private (long Kept, long Received) _page;

    /// <summary>Some eight lists are read at once, and not all memory is for them: a sixteenth of the memory that there is.</summary>
    public static long BytesFor(long memory) => Math.Clamp(memory / 16, SmallestList, LargestList);

    /// <exception cref="KfTenantsException">There are too many pages, or the same one comes again.</exception>
    public void NextPage(string? token)
    {
        if (++_pages > MaxPages)
        {
            throw TooMuch($"more than {MaxPages} pages");
        }

        if (token is not null && !_tokens.Add(token))
        {
            throw TooMuch("the same page again and again");
        }
    }

    /// <summary>A page is read from its beginning, for the first time or again.</summary>
    public void BeginPage() => _page = default;

    public void EndPage() => _done = (_done.Kept + _page.Kept, _done.Received + _page.Received);

    /// <exception cref="KfTenantsException">They are too many, or it takes too long.</exception>
    public void TakeBytes(int count)
    {
        _page.Received += count;
        if (_done.Received + _page.Received > MaxReceived)
        {
            throw TooMuch($"more than {MaxReceived >> 30} GiB");
        }

        if (time.GetElapsedTime(_start) > MaxTime)
        {
            throw TooMuch($"for longer than {MaxTime.TotalMinutes.ToString(CultureInfo.InvariantCulture)} minutes");
        }
    }

    /// <param name="cost">What is kept of it, in bytes.</param>
    /// <exception cref="KfTenantsException">It is too much.</exception>
    public void TakeObject(int cost)
    {
        _page.Kept += cost;
        if (_done.Kept + _page.Kept > maxBytes)
        {
            throw TooMuch($"more objects than go into {maxBytes >> 20} MiB");
        }
    }

    public KfTenantsException TooLargeObject() => TooMuch($"an object of more than {MaxObjectBytes >> 20} MiB");

    private KfTenantsException TooMuch(string sends) =>
        new($"{what} list: {server} sends {sends}, which is no list of a cluster that this machine can work with; look at the server, or limit the run with --tenant");
}
