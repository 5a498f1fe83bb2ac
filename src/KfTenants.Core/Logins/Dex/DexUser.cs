using System.Collections.Immutable;
using KfTenants.Tenants;

namespace KfTenants.Logins.Dex;

/// <summary>One entry of <c>staticPasswords</c>, as it is or should be (Dex, cmd/dex/config.go).</summary>
/// <param name="Email">The key; Dex looks it up lower-cased and emits it as written.</param>
/// <param name="Hash">The bcrypt text (or base64 of it, as found); a secret, never printed.</param>
/// <param name="HashFromEnv">Dex reads the hash from this variable when <paramref name="Hash"/> is empty.</param>
/// <param name="Groups">Claim, Dex 2.45 or newer, like the ones after it.</param>
public sealed record DexUser(
    string Email,
    string? Hash,
    string? HashFromEnv,
    string? Username,
    string? UserId,
    string? Name,
    string? PreferredUsername,
    bool? EmailVerified,
    ImmutableArray<string>? Groups)
{
    /// <summary>The entry of a person with a login, with the hash only where the document itself has it.</summary>
    public static DexUser Of(User user) => new(
        user.Email,
        (user.Login as Login.PasswordHash)?.Hash,
        (user.Login as Login.DexEnv)?.Variable,
        user.Username,
        user.UserId,
        user.DisplayName,
        user.PreferredUsername,
        user.EmailVerified,
        user.Groups);

    /// <summary>Without the hash: it must not reach any output.</summary>
    public override string ToString() => $"DexUser {{ Email = {Email} }}";
}
