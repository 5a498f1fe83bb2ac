using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace KfTenants.Cli.Output;

/// <summary>Who gets a role.</summary>
/// <param name="Namespace">Of a service account; null: it is a user.</param>
/// <param name="Name">Of a user, as the API server knows it.</param>
internal sealed partial record RoleSubject(string? Namespace, string Name)
{
    private const int LongestName = 253;

    /// <summary>The user name of either; what RBAC and audit logs know it by.</summary>
    public string UserName => Namespace is null ? Name : $"system:serviceaccount:{Namespace}:{Name}";

    /// <summary>Null for what no API server would accept as a user's name.</summary>
    public static RoleSubject? User(string name) => name.Length == 0 || name.Any(char.IsControl) ? null : new RoleSubject(null, name);

    /// <param name="text"><c>NAMESPACE:NAME</c>, as kubectl writes it; null for anything else.</param>
    public static RoleSubject? ServiceAccount(string text) =>
        NamespacedName().Match(text) is { Success: true } match ? new RoleSubject(match.Groups[1].Value, match.Groups[2].Value) : null;

    /// <summary>Two subjects never share a binding, so that one file does not take away what another gave.</summary>
    public string BindingOf(string role)
    {
        var name = $"{role}-{UserName}";
        return name.Length <= LongestName && !name.Contains('/', StringComparison.Ordinal) && !name.Contains('%', StringComparison.Ordinal)
            ? name
            : $"{role}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(UserName)))[..32]}";
    }

    [GeneratedRegex(@"\A([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?):([a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?)\z")]
    private static partial Regex NamespacedName();
}
