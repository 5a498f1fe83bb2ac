using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using KfTenants.Kubernetes;

namespace KfTenants.Cli;

/// <summary>Text files of the command line; what goes wrong is told with the name the user gave.</summary>
internal static class TextFiles
{
    private const int BufferBytes = 64 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="KfTenantsException">It cannot be read, or is not UTF-8.</exception>
    public static async Task<string> ReadAsync(string fullPath, string name, CancellationToken cancellationToken)
    {
        try
        {
            return Strict.GetString((await ReadBytesAsync(fullPath, name, int.MaxValue, cancellationToken)).AsSpan());
        }
        catch (DecoderFallbackException e)
        {
            throw new KfTenantsException($"{name}: is not UTF-8 text", e);
        }
    }

    /// <param name="limit">No byte beyond is read, so that a file without end does no harm.</param>
    /// <exception cref="KfTenantsException">It cannot be read.</exception>
    public static async Task<ImmutableArray<byte>> ReadBytesAsync(string fullPath, string name, int limit, CancellationToken cancellationToken)
    {
        try
        {
            using var file = new FileStream(fullPath, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
            return await ReadBytesAsync(file, name, file.CanSeek ? file.Length : 0, limit, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new KfTenantsException($"{name}: no such file", e);
        }
        catch (UnauthorizedAccessException e) when (Directory.Exists(fullPath))
        {
            throw new KfTenantsException($"{name}: cannot be read: it is a directory", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KfTenantsException($"{name}: cannot be read: {FileFailure.Of(e)}", e);
        }
    }

    /// <param name="length">As long as it seems to be; of a pipe 0.</param>
    /// <param name="limit">No byte beyond is read.</param>
    /// <exception cref="KfTenantsException">It cannot be read.</exception>
    public static async Task<ImmutableArray<byte>> ReadBytesAsync(Stream input, string name, long length, int limit, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = new byte[Math.Min(length > 0 ? length : BufferBytes, limit)];
            var more = new byte[1];
            var read = 0;
            while (read < limit)
            {
                if (read < bytes.Length)
                {
                    var count = await input.ReadAsync(bytes.AsMemory(read), cancellationToken);
                    read += count;
                    if (count == 0)
                    {
                        break;
                    }
                }
                else if (await input.ReadAsync(more, cancellationToken) == 0)
                {
                    break;
                }
                else
                {
                    Array.Resize(ref bytes, (int)Math.Min(limit, bytes.Length * 2L));
                    bytes[read++] = more[0];
                }
            }

            Array.Resize(ref bytes, read);
            return ImmutableCollectionsMarshal.AsImmutableArray(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KfTenantsException($"{name}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Makes a file where there is none.</summary>
    /// <param name="isPrivate">Only this user may read it; otherwise the directory and the umask say who may.</param>
    /// <exception cref="KfTenantsException">Something is there already, or it cannot be written.</exception>
    public static async Task CreateAsync(string fullPath, string name, string content, bool isPrivate, CancellationToken cancellationToken)
    {
        if (Path.Exists(fullPath))
        {
            throw new KfTenantsException($"{name}: is there already, and is left as it is; name another file");
        }

        try
        {
            // Also no link that leads nowhere, and no file that came in between.
            await using var file = new FileStream(fullPath, NewFile(isPrivate, FileShare.None));
            await file.WriteAsync(Strict.GetBytes(content), cancellationToken);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new KfTenantsException($"{name}: cannot be written: its directory does not exist", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KfTenantsException($"{name}: cannot be written: {e.Message}", e);
        }
    }

    /// <summary>
    /// Makes a new file that only this user may read, and puts it in the place of what was there: a plan holds who may do what, and a link
    /// or an open file in its place must not decide where it goes or see half of it.
    /// </summary>
    /// <param name="isPrivate">False for what is no secret: who may read it, the umask says.</param>
    /// <exception cref="KfTenantsException">It cannot be written; then what was there is untouched.</exception>
    public static async Task WriteAsync(string fullPath, string name, string content, CancellationToken cancellationToken, bool isPrivate = true)
    {
        var beside = PlaceBeside(fullPath, name);
        try
        {
            await WriteNewAsync(beside, content, isPrivate, cancellationToken);
            File.Move(beside, fullPath, overwrite: true);
        }
        catch (Exception e)
        {
            if (File.Exists(beside))
            {
                File.Delete(beside);
            }

            if (e is IOException or UnauthorizedAccessException)
            {
                throw new KfTenantsException($"{name}: cannot be written: {FileFailure.Of(e)}", e);
            }

            throw;
        }
    }

    /// <summary>
    /// Puts a new text in the place of a file that is still what was read: with the same permissions, and where the file is when the name is a link.
    /// </summary>
    /// <exception cref="KfTenantsException">It has changed since, or cannot be written; then what was there is untouched.</exception>
    public static async Task ReplaceAsync(string fullPath, string name, ImmutableArray<byte> read, string content, CancellationToken cancellationToken)
    {
        var target = RealPath.Of(fullPath) ?? fullPath;
        var beside = PlaceBeside(target, name);
        try
        {
            await WriteNewAsync(beside, content, isPrivate: true, cancellationToken);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(beside, File.GetUnixFileMode(target));
            }

            if (!(await ReadBytesAsync(target, name, read.Length + 1, cancellationToken)).AsSpan().SequenceEqual(read.AsSpan()))
            {
                throw new KfTenantsException($"{name}: has changed since it was read, and is left as it is; run the command again");
            }

            File.Move(beside, target, overwrite: true);
        }
        catch (Exception e)
        {
            if (File.Exists(beside))
            {
                File.Delete(beside);
            }

            if (e is IOException or UnauthorizedAccessException)
            {
                throw new KfTenantsException($"{name}: cannot be written: {FileFailure.Of(e)}", e);
            }

            throw;
        }
    }

    /// <summary>The same for a text that grows while others read it: the new file is there at once, and empty.</summary>
    /// <exception cref="KfTenantsException">It cannot be made, or a write fails.</exception>
    public static TextWriter Open(string fullPath, string name)
    {
        var beside = PlaceBeside(fullPath, name);
        StreamWriter? text = null;
        try
        {
            // It moves while it is open, so that whatever can fail fails before the run begins.
            text = new StreamWriter(beside, Strict, NewFile(isPrivate: true, FileShare.Read | FileShare.Delete));
            File.Move(beside, fullPath, overwrite: true);
            var opened = StandardWriter.ForFile(text, name);
            text = null;
            return opened;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(beside))
            {
                File.Delete(beside);
            }

            throw new KfTenantsException($"{name}: cannot be written: {FileFailure.Of(e)}", e);
        }
        finally
        {
            text?.Dispose();
        }
    }

    // In the same directory, so that one can take the place of the other.
    private static string PlaceBeside(string fullPath, string name)
    {
        if (Directory.Exists(fullPath))
        {
            throw new KfTenantsException($"{name}: cannot be written: it is a directory");
        }

        var directory = Path.GetDirectoryName(fullPath)!;
        if (IsOfTheSystem(directory))
        {
            throw new KfTenantsException($"{name}: cannot be written: {directory} is no place for files; without a path the answer goes to standard output");
        }

        return Path.Combine(directory, $".{Path.GetFileName(fullPath)}.{Path.GetRandomFileName()}");
    }

    private static FileStreamOptions NewFile(bool isPrivate, FileShare share)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = share, Options = FileOptions.Asynchronous };
        if (isPrivate && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static async Task WriteNewAsync(string path, string content, bool isPrivate, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, NewFile(isPrivate, FileShare.Read));
        await file.WriteAsync(Strict.GetBytes(content), cancellationToken);
        await file.FlushAsync(cancellationToken);
        RandomAccess.FlushToDisk(file.SafeFileHandle);
    }

    // A new file in the place of /dev/stdout would be what every later program writes to.
    private static bool IsOfTheSystem(string directory) => !OperatingSystem.IsWindows() && RealPath.Of(directory) is { } real &&
        (real == "/dev" || real == "/proc" || real.StartsWith("/proc/", StringComparison.Ordinal));
}
