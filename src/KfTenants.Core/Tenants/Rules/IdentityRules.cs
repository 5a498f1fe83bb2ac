using System.Text;
using KfTenants.Diagnostics;
using KfTenants.Tenants.Unicode;

namespace KfTenants.Tenants.Rules;

/// <summary>Warns of identities that are not what a reviewer reads: RBAC and Istio compare bytes, people compare shapes.</summary>
internal static class IdentityRules
{
    /// <param name="identities">Every e-mail address of the set with a place where it stands; the first place of each counts.</param>
    public static void Check(IReadOnlyList<(string Email, SourceLocation Place)> identities, DiagnosticBag findings)
    {
        if (identities.All(i => Ascii.IsValid(i.Email)))
        {
            return;
        }

        var seen = identities.GroupBy(i => i.Email, StringComparer.Ordinal).Select(g => (Email: g.Key, Place: g.Min(i => i.Place))).ToArray();
        var lookAlikes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var alike in seen.GroupBy(i => LookAlikes.SkeletonOf(i.Email), StringComparer.Ordinal))
        {
            var (first, firstPlace) = alike.OrderBy(i => i.Place).First();
            foreach (var (email, place) in alike.Where(i => i.Email != first && !(Ascii.IsValid(i.Email) && Ascii.IsValid(first))).OrderBy(i => i.Place))
            {
                findings.Add(KnownDiagnostics.LookAlikes(place, CodePoints.Of(email), CodePoints.Of(first), firstPlace));
                lookAlikes.Add(email);
            }
        }

        // Of an address that was told already, the message shows the code points.
        foreach (var (email, place) in seen.Where(i => !Ascii.IsValid(i.Email) && !lookAlikes.Contains(i.Email)))
        {
            var mixed = email.Split('@', '.').Concat(email.Split('@')[..1]).Select(Scripts.Of).FirstOrDefault(Scripts.AreMixed);
            if (!mixed.IsDefaultOrEmpty)
            {
                findings.Add(KnownDiagnostics.MixedScripts(place, email, CodePoints.Of(email), mixed));
            }
        }
    }
}
