namespace KfTenants.Diagnostics;

/// <content>KFT04: logins. No message quotes a hash or a password.</content>
public static partial class KnownDiagnostics
{
    public static Diagnostic NotBcrypt(SourceLocation at, string why) =>
        Make("KFT0401", at, $"This is not a bcrypt hash: {why}. Make one with \"kftenants hash-password\".");

    public static Diagnostic BcryptCost(SourceLocation at, int cost) =>
        Make("KFT0402", at, $"The hash has bcrypt cost {cost}; Dex rejects hashes with a cost outside 10 to 16.");

    public static Diagnostic WellKnownPassword(SourceLocation at) =>
        Make("KFT0403", at, "This hash is published with Kubeflow or Dex, so its password is public; make another with \"kftenants hash-password\".");

    public static Diagnostic BadVariableName(SourceLocation at, string name) =>
        Make("KFT0404", at, $"{Quote(name)} cannot be the name of an environment variable: letters, digits and \"_\" are allowed, and no digit at the start.");

    public static Diagnostic LoginWithoutTenant(SourceLocation at, string handle) =>
        Make("KFT0405", at, $"The user {Quote(handle)} has a login but no tenant; Kubeflow shows an empty page after the sign-in.");

    /// <param name="source">What was looked for: a variable or a file.</param>
    public static Diagnostic SecretMissing(SourceLocation at, string source) =>
        Make("KFT0406", at, $"The {source} is missing or empty; it must hold this login's secret when the plan is made.");

    public static Diagnostic UpperCasePasswordEmail(SourceLocation at, string email) =>
        Make("KFT0407", at, $"{Quote(email)} has capital letters; with platform.dex.logins: passwords, Dex finds a user only by an address in lower case.");

    public static Diagnostic LongPasswordEmail(SourceLocation at, string email, int bytes, int most) =>
        Make("KFT0408", at, $"{Quote(email)} has {bytes} bytes; with platform.dex.logins: passwords an address may have at most {most}, because the object's name holds it.");
}
