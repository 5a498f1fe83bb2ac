namespace KfTenants.Cli.Commands;

/// <summary>For commands that are about a set and not about its tenants: which one the file is.</summary>
internal static class SetName
{
    /// <exception cref="InvalidDocumentException">The document is wrong.</exception>
    public static async Task<string> ReadAsync(string[]? paths, Terminal terminal, CancellationToken cancellationToken) =>
        CheckedInput.SetOf(await DocumentFile.ReadAsync(PlanRequest.PathsOf(paths), terminal, cancellationToken), terminal).Name;
}
