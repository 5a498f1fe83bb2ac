using System.Text;

namespace KfTenants.Tenants;

/// <summary>
/// The name of a contributor's RoleBinding and AuthorizationPolicy as Kubeflow's access management computes it, so that the
/// dashboard can list and remove what we made (kubeflow/dashboard, kfam/bindings.go, getBindingName; the same since before 1.3).
/// </summary>
public static class KfamName
{
    /// <summary>The longest name that both objects can have: an AuthorizationPolicy is a custom resource.</summary>
    public const int MaxLength = 253;

    /// <summary><c>user-SLUG-clusterrole-ROLE</c>. Not one to one: case and all characters but ASCII letters and digits are lost.</summary>
    public static string For(string email, Role role)
    {
        var name = new StringBuilder("user-");
        foreach (var c in email)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                name.Append(char.ToLowerInvariant(c));
            }
            else if (name[^1] != '-')
            {
                name.Append('-');
            }
        }

        if (name[^1] != '-')
        {
            name.Append('-');
        }

        return name.Append("clusterrole-").Append(role.ToText()).ToString();
    }
}
