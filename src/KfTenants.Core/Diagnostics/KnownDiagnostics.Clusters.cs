namespace KfTenants.Diagnostics;

/// <content>KFT13: several clusters, and which tenant is for which.</content>
public static partial class KnownDiagnostics
{
    /// <param name="hasNone">The file has no clusters at all.</param>
    public static Diagnostic UnknownCluster(SourceLocation at, string name, string hint, bool hasNone) =>
        Make("KFT1301", at, hasNone
            ? $"There is no cluster {Quote(name)}: the file has no \"clusters\". List them, or remove this key."
            : $"No cluster has the name {Quote(name)}{Ending(hint, "add it to \"clusters\"")}");

    public static Diagnostic SelectorWithoutClusters(SourceLocation at) =>
        Make("KFT1301", at, "\"clusterSelector\" chooses among clusters, and the file has no \"clusters\". List them, or remove this key.");

    /// <param name="hasSeveral">Else there is none.</param>
    public static Diagnostic NotOneWay(SourceLocation at, string name, bool hasSeveral) =>
        Make("KFT1302", at, $"The cluster {Quote(name)} needs one way to be reached and has {(hasSeveral ? "several" : "none")}: write context and kubeconfig (or one of them), " +
            "or server with token, or directory.");

    public static Diagnostic OfAServer(SourceLocation at, string key) =>
        Make("KFT1302", at, $"{Quote(key)} goes with \"server\"; a kubeconfig has its own. Remove it.");

    public static Diagnostic ServerWithoutToken(SourceLocation at, string name) =>
        Make("KFT1302", at, $"The cluster {Quote(name)} has a server and no token; write token: {{env: …}} or token: {{file: …}}.");

    public static Diagnostic OneClusterTwice(SourceLocation at, string name, string other, SourceLocation first) =>
        Make("KFT1303", at, $"The cluster {Quote(name)} is reached in the same way as {Quote(other)} at {first}: two names for one cluster would undo each other. Keep one.");

    public static Diagnostic TenantInNoCluster(SourceLocation at, string name) =>
        Make("KFT1304", at, $"The tenant {Quote(name)} is for no cluster, so that nothing is done for it anywhere. Name clusters, or choose them by labels that one has.");

    public static Diagnostic ClusterWithoutTenant(SourceLocation at, string name) =>
        Make("KFT1305", at, $"No tenant is for the cluster {Quote(name)}; a plan there is refused, because an empty set would revoke all access. Give it a tenant, or remove it.");

    public static Diagnostic PlacedTwice(SourceLocation at) =>
        Make("KFT1306", at, "\"clusterSelector\" cannot stand beside \"clusters\": the one chooses by labels, the other by names. Keep one.");

    // The address may hold a password.
    public static Diagnostic NotAServer(SourceLocation at) =>
        Make("KFT1307", at, "The server must be written as https://HOST:PORT, with a path if it has one, and without user, query and fragment.");

    /// <param name="source">Kind and name.</param>
    public static Diagnostic TokenAsSecret(SourceLocation at, string source) =>
        Make("KFT1308", at, $"The {source} holds the token of a cluster, and cannot be a login or a value of a tenant as well. Read this one from somewhere else.");
}
