namespace KfTenants.Yaml;

/// <summary>In what the texts differ that <see cref="YamlReader"/> reads; the scalars of the YAML 1.2 core schema they share.</summary>
public sealed record YamlDialect(YamlLimits Limits)
{
    /// <summary>Which documents of a text are read.</summary>
    public YamlDocuments Documents { get; init; }

    /// <summary>
    /// A person approves the text, so that it must say what it shows: the tags of the core schema only, no merge keys, no characters
    /// that cannot be seen, no tabs for indentation.
    /// </summary>
    public bool IsReviewed { get; init; }

    /// <summary>Of equal keys in a map the last one counts; otherwise the second is an error.</summary>
    public bool LastKeyCounts { get; init; }

    public static YamlDialect TenantsFile { get; } = new(YamlLimits.TenantsFile) { Documents = YamlDocuments.One, IsReviewed = true };

    /// <summary>What kubectl prints and takes.</summary>
    public static YamlDialect Manifest { get; } = new(YamlLimits.Manifest) { Documents = YamlDocuments.All };

    /// <summary>As kubectl reads it.</summary>
    public static YamlDialect Kubeconfig { get; } = new(YamlLimits.Kubeconfig) { Documents = YamlDocuments.First, LastKeyCounts = true };
}
