using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>
/// The sum over all that a plan file says: times, origins, options, and keys of newer versions, too. It tells a file that was edited or
/// damaged from the one that was written. Plans that do the same have the same <see cref="PlanChecksum"/>; no two files have the same seal.
/// </summary>
public static class PlanSeal
{
    /// <summary>The key under which it stands in the document.</summary>
    public const string Key = "seal";

    /// <summary>Takes <see cref="Key"/> out of the document, and sums up the rest.</summary>
    public static string Of(JsonObject document)
    {
        document.Remove(Key);
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalJson.Of(document))));
    }
}
