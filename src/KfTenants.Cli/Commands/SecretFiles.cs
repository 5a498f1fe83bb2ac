using System.Text;

namespace KfTenants.Cli.Commands;

/// <summary>
/// Reads the files that logins and tenants name. The author of a tenants file decides which, so that only small regular files below one directory
/// are opened: anything else could tell what a login must not know, or never end.
/// </summary>
internal static class SecretFiles
{
    /// <summary>Bytes; more is no password and no hash.</summary>
    public const int MaxBytes = 4096;

    /// <summary>The same of what tenants name: a Docker configuration has many registries.</summary>
    public const int MostOfTenants = 65536;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The path is below the directory, also after all links of both.</summary>
    public static bool IsBelow(string directory, string path) =>
        RealPath.Of(path) is { } file && RealPath.Of(directory) is { } root && file.StartsWith(WithSeparator(root), StringComparison.Ordinal);

    /// <summary>The text without the line end that editors put behind it; null for what is no regular file of 1 to <paramref name="most"/> bytes of UTF-8.</summary>
    /// <exception cref="KfTenantsException">It cannot be read.</exception>
    public static async Task<string?> ReadAsync(string path, string name, int most, CancellationToken cancellationToken)
    {
        // Of pipes, devices, sockets and the files of /proc the length is 0. They must not be opened to find out: that can wait without end.
        if (RealPath.Of(path) is not { } file || new FileInfo(file) is not { Exists: true, Length: > 0 } info || info.Length > most)
        {
            return null;
        }

        var bytes = await TextFiles.ReadBytesAsync(file, name, most, cancellationToken);
        try
        {
            return Strict.GetString(bytes.AsSpan()).TrimEnd('\r', '\n');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Other users of the machine may read it: its mode is looser than 0600.</summary>
    public static bool IsOpenToOthers(string path) =>
        !OperatingSystem.IsWindows() && RealPath.Of(path) is { } file && (File.GetUnixFileMode(file) & (UnixFileMode.OtherRead | UnixFileMode.GroupRead)) != 0;

    private static string WithSeparator(string directory) =>
        Path.EndsInDirectorySeparator(directory) ? directory : directory + Path.DirectorySeparatorChar;
}
