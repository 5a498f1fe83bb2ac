using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>
/// What the process list shows of a process and its children while it runs: every user of the machine can read it. Sampled, so that
/// a plugin that lives for some milliseconds may be missed.
/// </summary>
internal static class ProcessArguments
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>All command lines that were seen until the process ended.</summary>
    public static async Task<string> WatchAsync(Process process)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var family = new HashSet<int> { process.Id };
        while (!process.HasExited && Directory.Exists("/proc"))
        {
            foreach (var id in Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(n => n is [>= '0' and <= '9', ..]))
            {
                var number = int.Parse(id!, CultureInfo.InvariantCulture);
                if (family.Contains(number) || (ParentOf(id!) is { } parent && family.Contains(parent)))
                {
                    family.Add(number);
                    seen.Add(Read($"/proc/{id}/cmdline").Replace('\0', ' '));
                }
            }

            await Task.Delay(Pause);
        }

        return string.Join('\n', seen.Order(StringComparer.Ordinal));
    }

    // "pid (name) state parent …"; the name may hold anything.
    private static int? ParentOf(string id) =>
        Read($"/proc/{id}/stat") is { Length: > 0 } stat && stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var parent, ..]
            ? int.Parse(parent, CultureInfo.InvariantCulture)
            : null;

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path, Encoding.Latin1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended.
            return "";
        }
    }
}
