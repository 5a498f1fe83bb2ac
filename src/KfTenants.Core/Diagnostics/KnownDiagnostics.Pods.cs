using System.Globalization;

namespace KfTenants.Diagnostics;

/// <content>KFT11: who pods run as, and how long they live.</content>
public static partial class KnownDiagnostics
{
    /// <param name="what">The word for the number: <c>uid</c>.</param>
    public static Diagnostic RootIdentity(SourceLocation at, string what) =>
        Make("KFT1101", at, $"The {what} 0 is root, to whom file permissions say nothing; write the number of a person or of a group.");

    public static Diagnostic SharedUid(SourceLocation at, int uid, string other, SourceLocation otherPlace) =>
        Make("KFT1102", at,
            $"The uid {uid.ToString(CultureInfo.InvariantCulture)} is also that of {Quote(other)} (line {otherPlace.Line.ToString(CultureInfo.InvariantCulture)}): " +
            "pods of the two can read and change each other's files.");

    public static Diagnostic IdentityOfNotebooks(SourceLocation at) =>
        Make("KFT1103", at,
            "Notebooks and pipelines that Kubeflow makes name no user of their own (their images run as 1000 or as root), so that the policy rejects them; " +
            "use it for tenants whose pods say whom they run as.");

    public static Diagnostic NotAHome(SourceLocation at, string text) =>
        Make("KFT1104", at, $"{Quote(text)} is not an absolute path without \".\" and \"..\"; write the path of the home directory, as /users/ana.");

    public static Diagnostic NotADuration(SourceLocation at, string text) =>
        Make("KFT1105", at, $"{Quote(text)} is not a duration above zero with units of h, m and s, as 24h or 1h30m (there are no days); a reaper would never delete the pod.");

    public static Diagnostic RequiredWithoutMax(SourceLocation at) =>
        Make("KFT1106", at, "\"require\" has no effect without max; add it, or remove this key.");

    /// <param name="what">The rest of the sentence.</param>
    public static Diagnostic LdifLine(SourceLocation at, string what) => Make("KFT1111", at, $"The line {what}.");
}
