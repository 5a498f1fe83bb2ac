using System.Collections.Immutable;
using System.Text;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>
/// The <c>as</c> fields of a user as request headers. .NET joins repeated headers into one line (dotnet/runtime#63808), which a
/// server reads as one group of a joined name: two groups are refused rather than silently made into another one.
/// </summary>
internal static class Impersonation
{
    private const string TokenCharacters = "!#$&'*+-.^_`|~";

    public static ImmutableArray<(string Name, string Value)> Headers(UserEntry user, string where)
    {
        if (user.As is null)
        {
            return user.AsUid is null && user.AsGroups.IsEmpty && user.AsUserExtra.IsEmpty
                ? []
                : throw new KfTenantsException($"{where}: requesting uid, groups or user-extra without impersonating a user");
        }

        var headers = ImmutableArray.CreateBuilder<(string, string)>();
        headers.Add(("Impersonate-User", Checked(user.As, where, "as")));
        if (user.AsUid is { } uid)
        {
            headers.Add(("Impersonate-Uid", Checked(uid, where, "as-uid")));
        }

        if (user.AsGroups.Length > 1)
        {
            throw new KfTenantsException($"{where}: as-groups has {user.AsGroups.Length} groups; only one can be impersonated");
        }

        headers.AddRange(user.AsGroups.Select(group => ("Impersonate-Group", Checked(group, where, "as-groups"))));
        foreach (var (key, values) in user.AsUserExtra)
        {
            if (values.Length > 1)
            {
                throw new KfTenantsException($"{where}: as-user-extra \"{key}\" has {values.Length} values; only one can be sent");
            }

            headers.AddRange(values.Select(value => ("Impersonate-Extra-" + Escape(key), Checked(value, where, "as-user-extra"))));
        }

        return headers.ToImmutable();
    }

    /// <summary>The value, if it can stand in a header: line breaks in it would be read as further headers.</summary>
    public static string Checked(string value, string where, string field) =>
        value.All(c => c is >= ' ' and <= '~') && value.Trim() == value
            ? value
            : throw new KfTenantsException($"{where}: {field} holds a character that cannot stand in a header");

    private static string Escape(string key)
    {
        var escaped = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(key))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || TokenCharacters.Contains((char)b, StringComparison.Ordinal))
            {
                escaped.Append((char)b);
            }
            else
            {
                escaped.Append('%').Append(b.ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return escaped.ToString();
    }
}
