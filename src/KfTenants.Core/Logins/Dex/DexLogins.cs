using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Logins.Dex;

/// <summary>The logins of a set as they should stand in Dex's configuration.</summary>
/// <param name="Set">The set's name.</param>
/// <param name="ConfigMap">The ConfigMap that holds the configuration.</param>
/// <param name="Key">Its key whose text is the configuration.</param>
/// <param name="Deployment">Dex's Deployment: it reads its configuration only at start.</param>
/// <param name="Users">The entries, in the order of their e-mails; hashes are concrete.</param>
/// <param name="Secret">Where hashes are kept outside the configuration; null when they stand in it.</param>
/// <param name="OnlyAdd">The run is limited to some tenants: entries of others are neither known nor removed.</param>
/// <param name="Origin">Where the document speaks of Dex.</param>
public sealed record DexLogins(
    string Set,
    ObjectKey ConfigMap,
    string Key,
    ObjectKey Deployment,
    ImmutableArray<DexUser> Users,
    DexSecret? Secret,
    bool OnlyAdd,
    SourceLocation Origin)
{
    /// <summary>The people whose logins are Password objects instead, in the order of their e-mails; hashes are concrete.</summary>
    public ImmutableArray<DexUser> Passwords { get; init; } = [];

    /// <summary>The Secret changes, so that Dex must start again whatever its configuration says.</summary>
    public bool SecretChanges { get; init; }

    /// <summary>People whose logins are away only while their tenants are suspended: what Dex alone knew of them is kept for their return.</summary>
    public ImmutableArray<string> Parked { get; init; } = [];

    /// <summary>People whose passwords a snapshot cannot be compared with: the plan takes them for unchanged.</summary>
    public ImmutableArray<string> Unproven { get; init; } = [];

    /// <summary>People whose logins in Dex may become this set's although another made them.</summary>
    public ImmutableHashSet<string> Adoptable { get; init; } = ImmutableHashSet.Create<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>People of the document whose entries in the configuration are not this set's and may not become so; in none of the other lists.</summary>
    public ImmutableArray<string> Foreign { get; init; } = [];

    /// <summary>The ConfigMap's key that records which entries are this set's. Dex mounts only its own key and does not see it.</summary>
    public string RecordKey => RecordKeyOf(Set);

    /// <summary>The pod template's annotation that makes Dex restart when what it must read has changed.</summary>
    public string ChecksumAnnotation => ChecksumAnnotationOf(Set);

    /// <summary>Where on the Deployment that annotation is.</summary>
    public string ChecksumPointer => ChecksumPointerOf(Set);

    /// <summary>The ConfigMap's binary key that keeps the previous configuration a change until Dex runs with the changed one.</summary>
    public string KeptKey => KeptKeyOf(Set);

    /// <summary>Every hash that this set knows, to be kept out of anything that is said.</summary>
    public IEnumerable<string> Hashes =>
        Users.Concat(Passwords).Select(u => u.Hash).OfType<string>().Concat(Secret?.Hashes.Values ?? []);

    /// <summary>The Password object of this person, in Dex's own namespace.</summary>
    public ObjectKey PasswordOf(string email) => new(ObjectKind.Password, ConfigMap.Namespace, DexPasswordName.For(email));

    public static string ChecksumPointerOf(string set) => "/spec/template/metadata/annotations/" + JsonPointer.Escape(ChecksumAnnotationOf(set));

    private static string ChecksumAnnotationOf(string set) => $"kftenants.io/logins-{set}";

    public static string RecordKeyOf(string set) => RecordPrefix + set + RecordSuffix;

    public static string KeptKeyOf(string set) => RecordPrefix + set + KeptSuffix;

    /// <summary>The key, of <c>data</c>, is a set's record.</summary>
    public static bool IsRecordKey(string key) => SetIn(key, RecordSuffix) is not null;

    /// <summary>The key, of <c>binaryData</c>, is what a set keeps of the configuration before.</summary>
    public static bool IsKeptKey(string key) => SetIn(key, KeptSuffix) is not null;

    /// <summary>The sets that keep something beside the configuration, in the order of their names.</summary>
    public static IEnumerable<string> SetsOf(KubeObject configMap) =>
        configMap.At("data").Members().Select(p => SetIn(p.Name, RecordSuffix))
            .Concat(configMap.At("binaryData").Members().Select(p => SetIn(p.Name, KeptSuffix)))
            .OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private const string RecordPrefix = "kftenants.";
    private const string RecordSuffix = ".json";
    private const string KeptSuffix = ".previous";

    private static string? SetIn(string key, string suffix) =>
        key.StartsWith(RecordPrefix, StringComparison.Ordinal) && key.EndsWith(suffix, StringComparison.Ordinal) && key.Length > RecordPrefix.Length + suffix.Length
            ? key[RecordPrefix.Length..^suffix.Length]
            : null;
}
