using KfTenants.Yaml;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>Reads the small files that a connection is made of; a failure is one line that says what the file was for.</summary>
internal static class ConfigFiles
{
    public static string Read(string path, string what)
    {
        try
        {
            // Not by the file's length: a pipe or a device has none.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            using var read = new MemoryStream();
            var buffer = new byte[16 * 1024];
            while (file.Read(buffer) is > 0 and var count)
            {
                read.Write(buffer.AsSpan(0, count));
                if (read.Length > YamlLimits.Kubeconfig.Size)
                {
                    throw new KfTenantsException($"{what}: {path} has more than 4 MiB");
                }
            }

            read.Position = 0;
            using var text = new StreamReader(read);
            return text.ReadToEnd();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new KfTenantsException($"{what}: {path} does not exist", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new KfTenantsException($"{what}: {path} cannot be read: {FileFailure.Of(e)}", e);
        }
    }
}
