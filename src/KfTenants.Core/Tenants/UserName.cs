using KfTenants.Tenants.Unicode;

namespace KfTenants.Tenants;

/// <summary>
/// Which texts can name a person where there is no Kubeflow: what the API server may call a user, as far as a file, a plan and the record of grants carry it
/// unchanged.
/// </summary>
public static class UserName
{
    /// <summary>The longest, so that the names of bindings that are made from it fit.</summary>
    public const int MaxLength = 200;

    /// <summary>What is wrong with it, as the rest of a sentence; null when it is usable.</summary>
    public static string? Problem(string text)
    {
        if (text.Length is 0 or > MaxLength)
        {
            return $"it must have 1 to {MaxLength} characters";
        }

        if (text.Contains('@', StringComparison.Ordinal))
        {
            return EmailAddress.Problem(text);
        }

        if (text.StartsWith("system:", StringComparison.Ordinal))
        {
            return "names that begin with \"system:\" are Kubernetes' own";
        }

        return text.All(IsUsual) ? NormalForm.IsComposed(text) ? null : "it is not in Unicode's normal form C, so that another name looks the same"
            : "only letters, digits and \"-\", \"_\", \".\", \":\", \"#\", \"/\", \"+\" are allowed";
    }

    private static bool IsUsual(char c) => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '#' or '/' or '+';
}
