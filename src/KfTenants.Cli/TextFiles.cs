using System.Text;

namespace KfTenants.Cli;

/// <summary>Text files of the command line; what goes wrong is told with the name the user gave.</summary>
internal static class TextFiles
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="KfTenantsException">It cannot be read, or is not UTF-8.</exception>
    public static async Task<string> ReadAsync(string fullPath, string name, CancellationToken cancellationToken)
    {
        try
        {
            return Strict.GetString(await ReadBytesAsync(fullPath, name, cancellationToken));
        }
        catch (DecoderFallbackException e)
        {
            throw new KfTenantsException($"{name}: is not UTF-8 text", e);
        }
    }

    /// <exception cref="KfTenantsException">It cannot be read.</exception>
    public static async Task<byte[]> ReadBytesAsync(string fullPath, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(fullPath, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new KfTenantsException($"{name}: no such file", e);
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KfTenantsException($"{name}: cannot be written: {e.Message}", e);
        }
    }
}
