namespace KfTenants.Tenants;

/// <summary>How Dex learns of logins.</summary>
public enum LoginStore
{
    /// <summary><c>staticPasswords</c> in the ConfigMap, with the hash in it.</summary>
    Config,

    /// <summary><c>staticPasswords</c> with <c>hashFromEnv</c>; the hash is in a Secret that the Deployment reads with <c>envFrom</c>.</summary>
    Secret,

    /// <summary>Password objects, which Dex reads at every sign-in: no restart.</summary>
    Passwords,
}
