using System.Collections.Immutable;
using System.Text;
using KfTenants.Logins;
using KfTenants.Logins.Dex;
using KfTenants.Tenants;

namespace KfTenants.Rendering;

/// <summary>
/// The logins of a set as entries of Dex's configuration, without a hash: each names a variable. It is no manifest: the ConfigMap around the entries, and the Secret
/// with the hashes, are the platform's.
/// </summary>
public static class LoginFragment
{
    /// <summary>Null when the set has no login.</summary>
    public static string? Of(TenantSet set)
    {
        ImmutableArray<User> people = [.. set.Users.Where(u => u.Login is not null && LoginScope.MaySignIn(set, u)).OrderBy(u => u.Email, StringComparer.Ordinal)];
        if (people.IsEmpty)
        {
            return null;
        }

        var text = new StringBuilder();
        text.Append("# No manifest, and not in kustomization.yaml: entries for the staticPasswords of Dex's configuration, whose ConfigMap is the platform's.\n");
        text.Append("# Dex takes each hash from the variable that its entry names (hashFromEnv): give it to Dex from a Secret. No hash is in this file.\n");
        text.Append("# userID: where Dex has the person already, keep the one that it has: kftenants apply does.\n");
        if (set.Platform.Dex.Logins == LoginStore.Passwords)
        {
            text.Append("# The tenants file asks for Password objects (platform.dex.logins: passwords); they hold hashes, so only kftenants apply makes them.\n");
        }

        text.Append("staticPasswords:\n");
        foreach (var user in people)
        {
            var declared = DexUser.Of(user);
            var entry = declared with
            {
                Hash = null,
                HashFromEnv = declared.HashFromEnv ?? DexEnvName.For(user.Email),
                UserId = declared.UserId ?? UserId.For(user.Email),
            };
            text.Append("# ").Append(SourceOf(user.Login!)).Append('\n').Append(DexFields.Block(entry));
        }

        return text.ToString();
    }

    private static string SourceOf(Login login) => login switch
    {
        Login.PasswordHash => "its hash: passwordHash in the tenants file",
        Login.PasswordHashFrom => $"its hash: {login.Source!.Text} (passwordHashFrom)",
        Login.PasswordFrom => $"its hash: made from the password in {login.Source!.Text} (passwordFrom; kftenants hash-password makes one)",
        _ => "its hash: in Dex's environment already",
    };
}
