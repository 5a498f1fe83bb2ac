using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>The names of credentials on the command line.</summary>
internal static class CredentialNames
{
    /// <summary>The name of an anchor ends with it, and a label holds it.</summary>
    private const int Longest = 50;

    /// <exception cref="RefusedException">It is none.</exception>
    /// <param name="option">Where it was said.</param>
    public static void Check(string name, string option)
    {
        if (name.Length > Longest || !TenantName.IsValid(name))
        {
            throw new RefusedException(ExitCode.Usage, $"{option}: the name of a credential has at most {Longest} lower-case letters, digits and \"-\"; name another with --name");
        }
    }
}
