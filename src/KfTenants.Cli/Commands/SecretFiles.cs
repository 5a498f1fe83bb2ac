using System.Text;

namespace KfTenants.Cli.Commands;

/// <summary>
/// Reads the files that logins name. The author of a tenants file decides which, so that only small regular files below one directory
/// are opened: anything else could tell what a login must not know, or never end.
/// </summary>
internal static class SecretFiles
{
    /// <summary>Bytes; more is no password and no hash.</summary>
    public const int MaxBytes = 4096;

    // As Linux: more are taken for a circle (MAXSYMLINKS).
    private const int MostLinks = 40;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The path is below the directory, also after all links of both.</summary>
    public static bool IsBelow(string directory, string path) =>
        RealPath(path) is { } file && RealPath(directory) is { } root && file.StartsWith(WithSeparator(root), StringComparison.Ordinal);

    /// <summary>The text without the line end that editors put behind it; null for what is no regular file of 1 to 4,096 bytes of UTF-8.</summary>
    /// <exception cref="KfTenantsException">It cannot be read.</exception>
    public static async Task<string?> ReadAsync(string path, string name, CancellationToken cancellationToken)
    {
        // Of pipes, devices, sockets and the files of /proc the length is 0. They must not be opened to find out: that can wait without end.
        if (RealPath(path) is not { } file || new FileInfo(file) is not { Exists: true, Length: > 0 and <= MaxBytes })
        {
            return null;
        }

        var bytes = await TextFiles.ReadBytesAsync(file, name, MaxBytes, cancellationToken);
        try
        {
            return Strict.GetString(bytes.AsSpan()).TrimEnd('\r', '\n');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Where a path leads when every link on the way is followed; null when they go in a circle. What does not exist is no link.</summary>
    private static string? RealPath(string path)
    {
        var real = Path.GetPathRoot(path)!;
        var ahead = new Stack<string>();
        Push(ahead, path[real.Length..]);
        for (var links = 0; ahead.TryPop(out var name);)
        {
            if (name == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = Path.Combine(real, name);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
            {
                return null;
            }

            var root = Path.GetPathRoot(target) ?? "";
            real = root.Length > 0 ? root : real;
            Push(ahead, target[root.Length..]);
        }

        return real;
    }

    private static void Push(Stack<string> ahead, string path)
    {
        foreach (var name in path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar]).Where(n => n is not ("" or ".")).Reverse())
        {
            ahead.Push(name);
        }
    }

    private static string WithSeparator(string directory) =>
        Path.EndsInDirectorySeparator(directory) ? directory : directory + Path.DirectorySeparatorChar;
}
