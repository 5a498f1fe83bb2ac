using KfTenants.Kubernetes;

namespace KfTenants.Cli;

/// <summary>Files that hold a token: only their owner may read them, from their first byte on, and so it is with the directories that are made for them.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private static readonly TimeSpan LockTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Puts this text in the place of what is there.</summary>
    /// <param name="force">Also of a file that others may read, and that may be meant for them.</param>
    /// <exception cref="KfTenantsException">It may not, or cannot, be written; then what was there is untouched.</exception>
    public static async Task WriteAsync(string fullPath, string name, string content, bool force, CancellationToken cancellationToken)
    {
        Check(fullPath, name, force);
        MakeDirectory(fullPath, name);

        // In the place of a link, not where it leads: who made the link must not decide where a token goes.
        await TextFiles.WriteAsync(fullPath, name, content, cancellationToken);
    }

    /// <summary>What <see cref="WriteAsync"/> would refuse, before anything is done that must be undone.</summary>
    /// <exception cref="KfTenantsException">It may not be written.</exception>
    public static void Check(string fullPath, string name, bool force)
    {
        if (Directory.Exists(fullPath))
        {
            throw new KfTenantsException($"{name}: is a directory; name a file");
        }

        if (!force && IsOpenToOthers(fullPath))
        {
            throw new RefusedException(ExitCode.Guarded, $"{name}: other users of this machine may read or write it; chmod 600 it, or replace it with --force");
        }
    }

    /// <summary>
    /// Reads, changes and writes a kubeconfig, where it is when the name is a link, under the lock that kubectl takes for it (client-go, tools/clientcmd/loader.go).
    /// </summary>
    /// <param name="edit">The new text, given the old one; of a file that is not there the empty text.</param>
    /// <exception cref="KfTenantsException">It is locked, may not be written, or changed in between.</exception>
    public static async Task EditAsync(string fullPath, string name, Func<string, string> edit, bool force, TimeProvider time, CancellationToken cancellationToken)
    {
        Check(fullPath, name, force);
        MakeDirectory(fullPath, name);
        var target = RealPath.Of(fullPath) ?? fullPath;
        var held = await LockAsync(target + ".lock", $"{name}.lock", time, cancellationToken);
        try
        {
            var text = File.Exists(target) ? await TextFiles.ReadAsync(target, name, cancellationToken) : "";
            await TextFiles.WriteAsync(target, name, edit(text), cancellationToken);
        }
        finally
        {
            await held.DisposeAsync();
        }
    }

    /// <summary>Other users of the machine may read or write it.</summary>
    private static bool IsOpenToOthers(string fullPath) =>
        !OperatingSystem.IsWindows() && RealPath.Of(fullPath) is { } file && File.Exists(file) && (File.GetUnixFileMode(file) & Others) != 0;

    private static void MakeDirectory(string fullPath, string name)
    {
        var directory = Path.GetDirectoryName(fullPath)!;
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(directory);
            }
            else if (!Directory.Exists(directory))
            {
                Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KfTenantsException($"{name}: cannot be written: {FileFailure.Of(e)}", e);
        }
    }

    // The file is the lock: it exists while someone has it.
    private static async Task<FileStream> LockAsync(string path, string name, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose });
            }
            catch (IOException) when (File.Exists(path))
            {
                if (time.GetElapsedTime(started) > LockTime)
                {
                    throw new KfTenantsException($"{name}: another program has locked the kubeconfig; if none is at work, remove this file");
                }

                await Task.Delay(LockPause, time, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new KfTenantsException($"{name}: cannot be written: {FileFailure.Of(e)}", e);
            }
        }
    }
}
