namespace KfTenants.Diagnostics;

/// <content>KFT10: flavours.</content>
public static partial class KnownDiagnostics
{
    /// <param name="flavor">The file's.</param>
    /// <param name="why">Why the key has no meaning there.</param>
    public static Diagnostic OtherFlavor(SourceLocation at, string key, string flavor, string why) =>
        Make("KFT1001", at, $"{Quote(key)} has no meaning with flavor: {flavor}: {why}. Remove it, or change platform.flavor.");

    /// <param name="problem">What is wrong, as the rest of a sentence.</param>
    public static Diagnostic BadUserName(SourceLocation at, string text, string problem) =>
        Make("KFT1002", at, $"{Quote(text)} cannot name a user of the API server: {problem}.");

    public static Diagnostic RoleOfTheCluster(SourceLocation at, string role) =>
        Make("KFT1003", at, $"The ClusterRole {Quote(role)} is for the cluster's own components and administrators; name one that is made for people of a namespace.");

    /// <param name="inCluster">With the prefix.</param>
    public static Diagnostic BadPrefixedName(SourceLocation at, string name, string inCluster, string rule) =>
        Make("KFT1004", at, $"The tenant {Quote(name)} would be the namespace {Quote(inCluster)}, by platform.namespacePrefix; its name must have {rule}.");
}
