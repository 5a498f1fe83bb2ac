using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Rules;

/// <summary>The labels and annotations of <c>namespace</c> in one tenant or in <c>defaults</c>. A null map is absent; an empty one means none.</summary>
/// <param name="Origin">Where the key <c>namespace</c> stands.</param>
internal sealed record NamespaceMetadata(
    ImmutableSortedDictionary<string, string>? Labels,
    ImmutableSortedDictionary<string, string>? Annotations,
    SourceLocation? Origin)
{
    private const string Kubernetes = "Kubernetes itself";
    private const string ProfileController = "Kubeflow's profile-controller";
    private const string Ourselves = "kftenants itself";
    private const int MaxAnnotationBytes = 256 * 1024;

    public static readonly NamespaceMetadata Absent = new(null, null, null);

    public static NamespaceMetadata Read(YamlNode.Mapping? parent, DiagnosticBag findings)
    {
        if (parent is null || !parent.TryGet("namespace", out var entry) || entry.Value is not YamlNode.Mapping map)
        {
            return Absent;
        }

        return new NamespaceMetadata(
            Read(map, "labels", "label", findings),
            Read(map, "annotations", "annotation", findings),
            entry.KeyLocation);
    }

    /// <summary>The <c>labels</c> of something else, by the same rules; null when the key is absent.</summary>
    public static ImmutableSortedDictionary<string, string>? ReadLabels(YamlNode.Mapping parent, DiagnosticBag findings) => Read(parent, "labels", "label", findings);

    /// <summary>These over those, key by key; an empty map clears.</summary>
    public NamespaceMetadata Over(NamespaceMetadata below) =>
        new(Over(Labels, below.Labels), Over(Annotations, below.Annotations), Origin ?? below.Origin);

    private static ImmutableSortedDictionary<string, string>? Over(ImmutableSortedDictionary<string, string>? above, ImmutableSortedDictionary<string, string>? below) =>
        above is null || above.IsEmpty || below is null ? above ?? below : below.SetItems(above);

    private static ImmutableSortedDictionary<string, string>? Read(YamlNode.Mapping map, string key, string what, DiagnosticBag findings)
    {
        if (map.Map(key) is not { } values)
        {
            return null;
        }

        var read = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var entry in values.Entries)
        {
            CheckKey(entry, what, findings);
            if (YamlAccess.AnyText(entry.Value) is { } value)
            {
                if (what == "label" && !NameRules.IsLabelValue(value.Text))
                {
                    findings.Add(KnownDiagnostics.BadMetadata(value.Location, $"value of the label {QuotedText.Of(entry.Key)}", value.Text, NameRules.LabelValue));
                }

                read[entry.Key] = value.Text;
            }
        }

        if (read.Sum(p => (long)p.Key.Length + p.Value.Length) > MaxAnnotationBytes)
        {
            findings.Add(KnownDiagnostics.WrongCount(values.Location, QuotedText.Of(key), "at most 256 KiB in all"));
        }

        return read.ToImmutable();
    }

    private static void CheckKey(YamlEntry entry, string what, DiagnosticBag findings)
    {
        if (!NameRules.IsQualifiedName(entry.Key))
        {
            findings.Add(KnownDiagnostics.BadMetadata(entry.KeyLocation, $"{what} key", entry.Key, $"it must be {NameRules.QualifiedName}"));
        }
        else if (OwnerOf(entry.Key, what) is { } owner)
        {
            findings.Add(KnownDiagnostics.ReservedMetadata(entry.KeyLocation, what, entry.Key, owner));
        }
    }

    // istio-injection switches the sidecar, and with it every AuthorizationPolicy of the tenant, on and off.
    private static string? OwnerOf(string key, string what) => (what, key) switch
    {
        (_, "kubernetes.io/metadata.name") => Kubernetes,
        (_, "app.kubernetes.io/managed-by") => Ourselves,
        ("label", "istio-injection" or "app.kubernetes.io/part-of") => ProfileController,
        ("annotation", "owner") => ProfileController,
        ("annotation", Ownership.LastAppliedAnnotation) => "kubectl",
        ("annotation", LastUse.Annotation) => Ourselves,
        _ when key.StartsWith("kftenants.io/", StringComparison.Ordinal) => Ourselves,
        _ when key.StartsWith("applyset.kubernetes.io/", StringComparison.Ordinal) => Ourselves,
        _ => null,
    };
}
