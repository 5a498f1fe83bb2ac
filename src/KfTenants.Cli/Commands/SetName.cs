namespace KfTenants.Cli.Commands;

/// <summary>For commands that are about a set and not about its tenants: which one the file is, and in which cluster.</summary>
/// <param name="Choice">With the cluster of the file that is meant, where it has any.</param>
/// <param name="Withheld">What no credential plugin gets.</param>
internal sealed record SetName(string Name, ClusterChoice Choice, IEnumerable<string> Withheld)
{
    /// <exception cref="InvalidDocumentException">The document is wrong.</exception>
    /// <exception cref="RefusedException">The file has clusters, and none of them is meant.</exception>
    public static async Task<SetName> ReadAsync(string[]? paths, ClusterChoice choice, Terminal terminal, CancellationToken cancellationToken)
    {
        var set = CheckedInput.SetOf(await DocumentFile.ReadAsync(PlanRequest.PathsOf(paths), terminal, cancellationToken), terminal);
        return new SetName(set.Name, ClusterTargets.One(set, choice, terminal).Choice, set.SecretVariables);
    }
}
