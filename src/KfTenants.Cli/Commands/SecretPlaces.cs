namespace KfTenants.Cli.Commands;

/// <summary>
/// Where the logins of a tenants file may read their secrets. The command line decides, not the file: its author could otherwise make a
/// password of any variable of the pipeline, and so of one that is public.
/// </summary>
/// <param name="Prefix">What the name of a variable must begin with.</param>
/// <param name="Directory">Absolute; null for the directory of the tenants file that names the secret.</param>
internal sealed record SecretPlaces(string Prefix, string? Directory)
{
    /// <summary>Where the command line says nothing.</summary>
    public const string DefaultPrefix = "KFT_";

    /// <summary>What counts then.</summary>
    public static readonly SecretPlaces Usual = new(DefaultPrefix, null);
}
