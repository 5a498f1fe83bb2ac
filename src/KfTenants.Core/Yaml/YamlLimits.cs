namespace KfTenants.Yaml;

/// <summary>What a text may cost its reader: one instance for each kind of text, and docs/hostile-input.md has the same numbers.</summary>
/// <param name="Size">Bytes of UTF-8; of a text inside an object, characters.</param>
/// <param name="Depth">How many lists and maps may stand inside each other. What reads a tree may be recursive.</param>
/// <param name="Values">
/// How many values a walk of one document may visit, each alias counted as all that it stands for; beyond those that <paramref name="FittingValues"/> speaks of.
/// </param>
/// <param name="Keys">How many keys one map may have.</param>
/// <param name="Properties">How many values of one document may carry an anchor or a tag.</param>
/// <param name="FittingValues">
/// How many values may stand in a text while all that was read of it has the form that is asked for (<see cref="ValueBudget"/>); 0: there is no such form.
/// </param>
public sealed record YamlLimits(int Size, int Depth, int Values, int Keys, int Properties, int FittingValues = 0)
{
    /// <summary>30,000 tenants of 10 contributors, with quota and limit range, have 2,800,000 values in 25 MB; tiers, labels and quotas have some dozens of keys.</summary>
    public static YamlLimits TenantsFile { get; } = new(64 * 1024 * 1024, Depth: 100, Values: 750_000, Keys: 10_000, Properties: 10_000, FittingValues: 4_000_000);

    /// <summary>An object nests a few levels, a CRD's schema some dozens; a folder of manifests is as large as the cluster it shows.</summary>
    public static YamlLimits Manifest { get; } = new(int.MaxValue, Depth: 500, Values: 1_000_000, Keys: 1_000_000, Properties: 1_000_000);

    /// <summary>Kubeconfigs of hundreds of clusters have a tenth of it.</summary>
    public static YamlLimits Kubeconfig { get; } = new(4 * 1024 * 1024, Depth: 64, Values: 200_000, Keys: 200_000, Properties: 200_000);

    /// <summary>Kubernetes keeps no ConfigMap of more than 1 MiB; values are those that its reader visits, which goes to few of them.</summary>
    public static YamlLimits DexConfig { get; } = new(2 * 1024 * 1024, Depth: 200, Values: 1_000_000, Keys: 1_000_000, Properties: 1_000_000);
}
