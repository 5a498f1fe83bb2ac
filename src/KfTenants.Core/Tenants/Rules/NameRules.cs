using System.Text.RegularExpressions;

namespace KfTenants.Tenants.Rules;

/// <summary>The forms of names: Kubernetes' own (apimachinery, util/validation/validation.go) and those of this format.</summary>
internal static partial class NameRules
{
    public const string DnsLabel = "at most 63 lower-case letters, digits and \"-\", with a letter or digit at both ends";
    public const string DnsSubdomain = "lower-case letters, digits, \"-\" and \".\", with a letter or digit at both ends, at most 253 characters";
    public const string Handle = "at most 63 letters, digits, \".\", \"_\" and \"-\", with a letter or digit at both ends";
    public const string ConfigMapKey = "at most 253 letters, digits, \".\", \"_\" and \"-\"";
    public const string QualifiedName = "letters, digits, \".\", \"_\" and \"-\" (at most 63), with an optional domain and \"/\" before them";
    public const string LabelValue = "a label's value has at most 63 letters, digits, \".\", \"_\" and \"-\", with a letter or digit at both ends";

    public static bool IsDnsLabel(string text) => text.Length <= 63 && DnsLabelForm().IsMatch(text);

    public static bool IsDnsSubdomain(string text) => text.Length <= 253 && DnsSubdomainForm().IsMatch(text);

    public static bool IsHandle(string text) => text.Length <= 63 && WordForm().IsMatch(text);

    public static bool IsConfigMapKey(string text) => text.Length <= 253 && text is not ("." or "..") && ConfigMapKeyForm().IsMatch(text);

    public static bool IsVariable(string text) => text.Length <= 253 && VariableForm().IsMatch(text);

    public static bool IsLabelValue(string text) => text.Length == 0 || IsHandle(text);

    public static bool IsQualifiedName(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? IsHandle(text) : IsDnsSubdomain(text[..slash]) && IsHandle(text[(slash + 1)..]);
    }

    public static bool IsHttpHeader(string text) => text.Length <= 128 && HttpHeaderForm().IsMatch(text);

    [GeneratedRegex(@"^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex DnsLabelForm();

    [GeneratedRegex(@"^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex DnsSubdomainForm();

    [GeneratedRegex(@"^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex WordForm();

    [GeneratedRegex(@"^[-._a-zA-Z0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex ConfigMapKeyForm();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex VariableForm();

    // RFC 9110, section 5.6.2 (token), without what Istio's request.headers[...] could not spell.
    [GeneratedRegex(@"^[-A-Za-z0-9_.]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex HttpHeaderForm();
}
