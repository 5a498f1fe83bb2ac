using System.Buffers;
using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>
/// Checks a bcrypt hash as a text, without its password. Stricter than Dex, which starts with a corrupt hash or a cost of 4 and
/// then fails every login (dexidp/dex server/passwordDB, bcrypt.DefaultCost to upBoundCost).
/// </summary>
public static class BcryptHash
{
    private const int Length = 60;
    private const int CostStart = 4;
    private const int SaltStart = 7;
    private const int MinCost = 10;
    private const int MaxCost = 16;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    // Published with their passwords: 12341234 (kubeflow/manifests common/dex, today's and up to 1.6) and "password" (dexidp/dex examples).
    private static readonly string[] WellKnown =
    [
        "$2y$12$4K/VkmDd1q1Orb3xAt82zu8gk7Ad6ReFR4LCP9UeYE90NLiN9Df72",
        "$2y$12$ruoM7FqXrpVgaol44eRZW.4HWS8SAvg6KYVVSCIwKQPBmTpCm.EeO",
        "$2a$10$2b2cU8CPhOTaGrs1HRQuAueS7JTT5ZHsHSzYiFPm1leZck7Mc8T4W",
    ];

    /// <summary>What is wrong with the hash; null when Dex can use it. The diagnostic never holds any of the hash.</summary>
    public static Diagnostic? Check(string hash, SourceLocation at)
    {
        if (hash.Length != Length)
        {
            return KnownDiagnostics.NotBcrypt(at, $"it has {hash.Length} characters instead of {Length}");
        }

        if (hash is not ['$', '2', 'a' or 'b' or 'y', '$', >= '0' and <= '9', >= '0' and <= '9', '$', ..])
        {
            return KnownDiagnostics.NotBcrypt(at, "it does not begin with \"$2a$\", \"$2b$\" or \"$2y$\" and two digits");
        }

        if (hash.AsSpan(SaltStart).IndexOfAnyExcept(Alphabet) >= 0)
        {
            return KnownDiagnostics.NotBcrypt(at, "it has a character that bcrypt does not use");
        }

        // The digest's last character holds 4 bits. Another one never matches, so that it is a typing error or a cut.
        if (!".CGKOSWaeimquy26".Contains(hash[^1], StringComparison.Ordinal))
        {
            return KnownDiagnostics.NotBcrypt(at, "its last character cannot come from bcrypt, so that it was cut or mistyped");
        }

        var cost = ((hash[CostStart] - '0') * 10) + hash[CostStart + 1] - '0';
        if (cost is < MinCost or > MaxCost)
        {
            return KnownDiagnostics.BcryptCost(at, cost);
        }

        // The letter names the program that made it, not another algorithm.
        return WellKnown.Any(known => known.AsSpan(CostStart).SequenceEqual(hash.AsSpan(CostStart)))
            ? KnownDiagnostics.WellKnownPassword(at)
            : null;
    }
}
