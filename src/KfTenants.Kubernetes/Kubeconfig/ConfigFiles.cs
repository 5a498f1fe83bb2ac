namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>Reads the small files that a connection is made of; a failure is one line that says what the file was for.</summary>
internal static class ConfigFiles
{
    public static string Read(string path, string what)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new KfTenantsException($"{what}: {path} does not exist", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new KfTenantsException($"{what}: {path} cannot be read ({e.GetType().Name})", e);
        }
    }
}
