namespace KfTenants.Tenants;

/// <summary>
/// The name of a contributor's RoleBinding and AuthorizationPolicy as Kubeflow's access management computes it, so that the
/// dashboard can list and remove what we made (kubeflow/dashboard, kfam/bindings.go, getBindingName; the same since before 1.3).
/// </summary>
public static class KfamName
{
    /// <summary>The longest name that both objects can have: an AuthorizationPolicy is a custom resource.</summary>
    public const int MaxLength = 253;

    private const int LongestOnStack = 256;

    /// <summary><c>user-SLUG-clusterrole-ROLE</c>. Not one to one: case and all characters but ASCII letters and digits are lost.</summary>
    public static string For(string email, Role role)
    {
        // One for each contributor of the set, so without a builder: what is lost makes the name no longer than the address.
        var slug = email.Length < LongestOnStack ? stackalloc char[email.Length + 1] : new char[email.Length + 1];
        var length = 0;
        foreach (var c in email)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug[length++] = char.ToLowerInvariant(c);
            }
            else if (length > 0 && slug[length - 1] != '-')
            {
                slug[length++] = '-';
            }
        }

        if (length > 0 && slug[length - 1] != '-')
        {
            slug[length++] = '-';
        }

        return $"user-{slug[..length]}clusterrole-{role.ToText()}";
    }
}
