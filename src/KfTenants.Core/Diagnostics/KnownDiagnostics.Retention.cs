namespace KfTenants.Diagnostics;

/// <content>KFT12: how long what no one uses is kept, and what Open OnDemand says of a cluster.</content>
public static partial class KnownDiagnostics
{
    /// <param name="meant">The same in hours; null when it cannot be told.</param>
    public static Diagnostic NotARetention(SourceLocation at, string key, string text, string? meant) =>
        Make("KFT1201", at,
            $"{Quote(key)} cannot be {Quote(text)}: it takes a positive time in hours, minutes and seconds, without days{Ending(SpellingHints.Of(meant), "write it as 168h")}");

    public static Diagnostic ThresholdWithoutReaping(SourceLocation at) =>
        Make("KFT1202", at, "\"lastUsedThreshold\" has no effect without reapAfter; add it, or remove this key.");

    public static Diagnostic SinceWithoutSuspension(SourceLocation at) =>
        Make("KFT1203", at, "\"suspendedSince\" is of a tenant with state: suspended; remove it here.");

    public static Diagnostic NotAVariable(SourceLocation at) =>
        Make("KFT1205", at, "The line is not KEY=VALUE, with a value of one word or in quotes; write it so, or remove it.");

    public static Diagnostic ComputedVariable(SourceLocation at, string key) =>
        Make("KFT1206", at, $"The value of {Quote(key)} is computed by a shell, and no shell runs here; write what it comes to.");

    public static Diagnostic NotADay(SourceLocation at, string text) =>
        Make("KFT1204", at, $"{Quote(text)} is not a day as 2026-11-30: year, month and day.");
}
