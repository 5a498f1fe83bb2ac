namespace KfTenants.Diagnostics;

/// <content>KFT09: what stands in a tenant's namespace for its pods.</content>
public static partial class KnownDiagnostics
{
    /// <param name="owner">Who writes the object of that name.</param>
    public static Diagnostic ReservedObject(SourceLocation at, string kind, string name, string owner) =>
        Make("KFT0901", at, $"{Quote(name)} cannot be the name of a {kind}: {owner} writes the one of that name; choose another.");

    /// <param name="source">The kind of the source and its name.</param>
    public static Diagnostic NotADockerConfig(SourceLocation at, string source) =>
        Make("KFT0902", at, $"The {source} does not hold a Docker configuration: a JSON object with \"auths\", in which each registry has its credentials, as " +
            "~/.docker/config.json has them; where that names a credential helper, write registry, username and passwordFrom.");

    public static Diagnostic OpenSecretFile(SourceLocation at, string path) =>
        Make("KFT0903", at, $"The file {Quote(path)} can be read by other users of this machine; chmod 600 keeps what it holds to its owner.");

    /// <param name="kind">The type of the Secret.</param>
    public static Diagnostic OtherSecretType(SourceLocation at, string kind) =>
        Make("KFT0904", at, $"A Secret of type {Quote(kind)} is not for settings: " + (kind.Contains("docker", StringComparison.Ordinal)
            ? "write it under imagePullSecrets."
            : "it stands for a service account and gives its rights to all who can read it; use a projected token instead."));

    public static Diagnostic IdleRegistry(SourceLocation at, string key) =>
        Make("KFT0905", at, $"{Quote(key)} has no effect beside dockerConfigFrom, which names registries and their accounts itself; remove one of them.");

    public static Diagnostic WideSelector(SourceLocation at, string name) =>
        Make("KFT0906", at, $"The PodDefault {Quote(name)} would be added to every pod of the namespace: name at least one label in selector.matchLabels.");

    public static Diagnostic PodSecurityTwice(SourceLocation at, string label) =>
        Make("KFT0907", at, $"The label {Quote(label)} is also under namespace.labels; write it here alone.");

    public static Diagnostic RestrictedPods(SourceLocation at) =>
        Make("KFT0908", at, "Kubeflow's notebooks, pipelines and sidecars are not made for \"restricted\", and Kubernetes refuses pods that do not comply; " +
            "find out with warn: restricted first.");

    public static Diagnostic IdleVersion(SourceLocation at) =>
        Make("KFT0909", at, "\"version\" has no effect without enforce, warn or audit; add one of them, or remove this key.");
}
