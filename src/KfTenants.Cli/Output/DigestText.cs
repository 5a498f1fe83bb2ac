namespace KfTenants.Cli.Output;

/// <summary>A SHA-256 for people: so much of it that two texts are told apart.</summary>
internal static class DigestText
{
    private const int Shown = 12;

    /// <param name="sha256">In hex; of a plan file, whatever it says.</param>
    public static string Short(string sha256) => $"sha256:{sha256[..Math.Min(Shown, sha256.Length)]}";
}
