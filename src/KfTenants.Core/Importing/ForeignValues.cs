using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using KfTenants.Diagnostics;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Importing;

/// <summary>Values that the files of other systems have in common with a tenants file, checked by the same rules.</summary>
internal static class ForeignValues
{
    private static readonly Platform Kubeflow = new(DexPlatform.Kubeflow, IstioPlatform.Unsaid);

    /// <summary>A file as text, without a byte order mark; null when it is none, or too large, which is then reported.</summary>
    public static string? Text(string file, byte[] bytes, DiagnosticBag findings)
    {
        var start = new SourceLocation(file, 1, 1);
        if (bytes.Length > YamlLimits.TenantsFile.Size)
        {
            findings.Add(KnownDiagnostics.TooLarge(start));
            return null;
        }

        if (!Utf8.IsValid(bytes))
        {
            findings.Add(KnownDiagnostics.NotUtf8(start, "its bytes do not belong to any characters"));
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes);
        return text.StartsWith('\uFEFF') ? text[1..] : text;
    }

    /// <summary>The only document of a file, which must be a map.</summary>
    public static ForeignMap? Root(string file, byte[] bytes, DiagnosticBag findings)
    {
        var parsed = YamlDocument.Parse(file, bytes).TryGet(out var document, out var problems);
        findings.AddRange(problems);
        if (!parsed)
        {
            return null;
        }

        if (document!.Root is YamlNode.Mapping root)
        {
            return new ForeignMap(root, findings);
        }

        findings.Add(KnownDiagnostics.WrongKind(document.Root.Location, "The file", "a map", document.Root is YamlNode.Sequence ? "a list" : "a single value"));
        return null;
    }

    public static void CheckTenant(YamlNode.Scalar name, DiagnosticBag findings) => TenantRules.CheckName(name, Kubeflow, findings);

    /// <summary>False for what cannot be a person's identity, which is then reported.</summary>
    public static bool IsEmail(YamlNode.Scalar email, DiagnosticBag findings)
    {
        if (EmailAddress.Problem(email.Text) is { } problem)
        {
            findings.Add(KnownDiagnostics.BadEmail(email.Location, email.Text, problem));
            return false;
        }

        return true;
    }

    /// <summary>A word out of a few; null for another, which is then reported.</summary>
    public static Role? RoleOf(YamlNode.Scalar role, ReadOnlySpan<string> allowed, DiagnosticBag findings)
    {
        var words = allowed.ToArray();
        if (words.Contains(role.Text, StringComparer.Ordinal) && RoleNames.Parse(role.Text) is { } known)
        {
            return known;
        }

        findings.Add(KnownDiagnostics.NotOneOf(role.Location, "The role", role.Text, findings.Hint(role.Text, words), words));
        return null;
    }

    /// <summary>A ResourceQuotaSpec: its amounts, and whether it says more than a tenants file can.</summary>
    public static (ImmutableSortedDictionary<string, string> Quota, bool HasScopes) QuotaOf(ForeignMap? spec, DiagnosticBag findings)
    {
        var amounts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (spec is null)
        {
            return (amounts.ToImmutable(), false);
        }

        spec.Only("hard", "scopes", "scopeSelector");
        foreach (var entry in spec.Map("hard")?.Entries ?? [])
        {
            ResourceRules.CheckQuotaName(entry, findings);
            if (entry.Value is not YamlNode.Scalar { Kind: not (ScalarKind.Null or ScalarKind.Boolean) })
            {
                findings.Add(KnownDiagnostics.WrongKind(entry.Value.Location, QuotedText.Of(entry.Key), "a quantity", "something else"));
            }
            else if (ResourceRules.ReadAmount(entry, isOfContainer: false, findings) is { } amount)
            {
                amounts[entry.Key] = amount.ToCanonical();
            }
        }

        return (amounts.ToImmutable(), spec.Says("scopes") || spec.Says("scopeSelector"));
    }

    public static ImportedTenant WithScopes(this ImportedTenant tenant, bool hasScopes) =>
        hasScopes ? tenant.Saying("the quota has scopes, which a tenants file does not know: they are not in the file") : tenant;

    /// <summary>For a comment; the file is named once, at the top.</summary>
    public static string Place(SourceLocation at) => string.Create(CultureInfo.InvariantCulture, $"line {at.Line}");
}
