using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

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

            // As long as the file seems to be; a pipe has no length.
            var bytes = new byte[file.CanSeek && file.Length > 0 ? Math.Min(file.Length, limit) : Math.Min(BufferBytes, limit)];
            var more = new byte[1];
            var length = 0;
            while (length < limit)
            {
                if (length < bytes.Length)
                {
                    var count = await file.ReadAsync(bytes.AsMemory(length), cancellationToken);
                    length += count;
                    if (count == 0)
                    {
                        break;
                    }
                }
                else if (await file.ReadAsync(more, cancellationToken) == 0)
                {
                    break;
                }
                else
                {
                    Array.Resize(ref bytes, (int)Math.Min(limit, bytes.Length * 2L));
                    bytes[length++] = more[0];
                }
            }

            Array.Resize(ref bytes, length);
            return ImmutableCollectionsMarshal.AsImmutableArray(bytes);
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
            throw new KfTenantsException($"{name}: cannot be read: {e.Message}", e);
        }
    }

    /// <exception cref="KfTenantsException">It cannot be written.</exception>
    public static async Task WriteAsync(string fullPath, string name, string content, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllTextAsync(fullPath, content, Strict, cancellationToken);
        }
        catch (UnauthorizedAccessException e) when (Directory.Exists(fullPath))
        {
            throw new KfTenantsException($"{name}: cannot be written: it is a directory", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KfTenantsException($"{name}: cannot be written: {e.Message}", e);
        }
    }
}
