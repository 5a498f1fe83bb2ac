using System.Globalization;
using System.Security.Cryptography;

namespace KfTenants.Cli;

/// <summary>Names runs: by the second, so that they sort, with four random letters, so that two of one second differ. Lower case: the names of objects hold them.</summary>
internal static class RunIds
{
    private const string Letters = "bcdfghjkmnpqrstvwxz23456789";

    public static string New(DateTimeOffset now) =>
        now.UtcDateTime.ToString("yyyyMMdd't'HHmmss", CultureInfo.InvariantCulture) + "-" + RandomNumberGenerator.GetString(Letters, 4);
}
