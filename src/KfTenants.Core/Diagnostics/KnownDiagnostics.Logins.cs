using System.Globalization;

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

    /// <summary>Does not quote it: it may be the secret itself.</summary>
    public static Diagnostic BadVariableName(SourceLocation at) =>
        Make("KFT0404", at, "This cannot be the name of an environment variable: letters, digits and \"_\" are allowed, and no digit at the start.");

    public static Diagnostic LoginWithoutTenant(SourceLocation at, string handle) =>
        Make("KFT0405", at, $"The user {Quote(handle)} has a login but no tenant; Kubeflow shows an empty page after the sign-in.");

    public static Diagnostic SecretMissing(SourceLocation at, string variable) =>
        Make("KFT0406", at, $"The environment variable {variable} is missing or empty; it must hold the secret when the plan is made.");

    public static Diagnostic SecretFileMissing(SourceLocation at, string path, int mostBytes) =>
        Make("KFT0406", at, string.Create(CultureInfo.InvariantCulture,
            $"The file {Quote(path)} holds no secret: when the plan is made it must be a regular file with 1 to {mostBytes:N0} bytes of UTF-8 text."));

    public static Diagnostic UpperCasePasswordEmail(SourceLocation at, string email) =>
        Make("KFT0407", at, $"{Quote(email)} has capital letters; with platform.dex.logins: passwords, Dex finds a user only by an address in lower case.");

    public static Diagnostic LongPasswordEmail(SourceLocation at, string email, int bytes, int most) =>
        Make("KFT0408", at, $"{Quote(email)} has {bytes} bytes; with platform.dex.logins: passwords an address may have at most {most}, because the object's name holds it.");

    public static Diagnostic SecretVariableElsewhere(SourceLocation at, string variable, string prefix) =>
        Make("KFT0409", at, $"The environment variable {Quote(variable)} may not be read: its name must begin with {Quote(prefix)}, or with what --secrets-prefix says.");

    /// <param name="isNamed">The command line names the directory.</param>
    public static Diagnostic SecretFileElsewhere(SourceLocation at, string path, bool isNamed) =>
        Make("KFT0409", at, isNamed
            ? $"The file {Quote(path)} may not be read: it is not below the directory that --secrets-dir names, or a link leads out of it."
            : $"The file {Quote(path)} may not be read: it is not below the directory of this tenants file, or a link leads out of it; " +
                "another directory needs --secrets-dir.");

    /// <param name="source">The kind of the source and its name.</param>
    public static Diagnostic SecretIsNoHash(SourceLocation at, string source) =>
        Make("KFT0410", at, $"The {source} does not hold a bcrypt hash that Dex accepts: 60 characters with a cost from 10 to 16, of a password that is not public. " +
            "Make one with \"kftenants hash-password\".");

    /// <param name="source">The kind of the source and its name.</param>
    public static Diagnostic SecretIsNoPassword(SourceLocation at, string source, int least, int most) =>
        Make("KFT0410", at, $"The {source} does not hold a usable password: it must have {least} to {most} bytes and no NUL character.");

    public static Diagnostic PasswordInFile(SourceLocation at) =>
        Make("KFT0411", at, "Passwords do not belong in the file: name the variable or file that holds it with passwordFrom, or write passwordHash, made with " +
            "\"kftenants hash-password\".");
}
