namespace KfTenants.Diagnostics;

/// <content>KFT06: networks.</content>
public static partial class KnownDiagnostics
{
    /// <param name="rule">What it must be.</param>
    /// <param name="meant">The range in the spelling of every version of Kubernetes; null when none can be read from it.</param>
    public static Diagnostic NotAnAddressRange(SourceLocation at, string text, string rule, string? meant) =>
        Make("KFT0601", at, $"{Quote(text)} is not {rule}{Ending(SpellingHints.Of(meant), "write the address of the network and the length of its prefix")}");

    public static Diagnostic OpenIsolation(SourceLocation at, string text) =>
        Make("KFT0602", at, $"{Quote(text)} lets every address in, so that the tenant is not isolated; name the ranges that are meant.");

    public static Diagnostic AllowedWithoutIsolation(SourceLocation at, string key) =>
        Make("KFT0603", at, $"{Quote(key)} has no effect without isolate: true; add it, or remove this key.");
}
