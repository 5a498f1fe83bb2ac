using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Logins.Dex;

namespace KfTenants.Logins;

/// <summary>Dex's objects as they are, read once for a plan of them.</summary>
/// <param name="Kept">The previous configuration a change that is not confirmed; null when all is.</param>
/// <param name="Secret">Where this set's hashes are, or were; null when there is none.</param>
/// <param name="OurVariables">Keys of it that this set put there.</param>
/// <param name="Annotation">The checksum on the pod template.</param>
internal sealed record DexPresent(
    KubeObject ConfigMap,
    DexConfig Config,
    DexRecord Record,
    DexKept? Kept,
    ObjectKey? SecretKey,
    KubeObject? Secret,
    ImmutableArray<string> OurVariables,
    string? Annotation)
{
    /// <summary>Our record as it is written; null when there is none.</summary>
    public required string? RecordText { get; init; }

    /// <summary>The record is gone; what it said of the entries is not known.</summary>
    public required bool HasLostRecord { get; init; }

    /// <summary>Dex was seen to run with what this set has written last.</summary>
    public bool IsSettled => Kept is null && Record.Checksum is not null && Record.Checksum == Annotation;

    /// <summary>Who wrote the configuration last, besides us; null when we did, or when the server does not say.</summary>
    public FieldManagerEntry? OtherWriterOf(string dataKey) => ConfigMap.Managers.OwnersOf("/data/" + JsonPointer.Escape(dataKey)).OrderBy(e => e.Time)
        .LastOrDefault(e => e.Manager != Ownership.FieldManager);

    /// <exception cref="KfTenantsException">The ConfigMap or its key is missing, or what it holds cannot be read.</exception>
    public static DexPresent Read(DexLogins logins, LiveState live)
    {
        var configMap = DexTextPlanner.Present(logins.ConfigMap, live);
        var record = DexTextPlanner.ReadRecord(logins.ConfigMap, logins.RecordKey, configMap);
        var recordText = configMap.Text("data", logins.RecordKey);
        var annotation = live.Find(logins.Deployment)?.Text(JsonPointer.Segments(logins.ChecksumPointer));
        var isLost = IsRecordLost(configMap, logins.Set, annotation);
        record = isLost ? record with { Checksum = annotation } : record;
        var key = logins.Secret?.Key ?? SecretOf(logins.ConfigMap, record);
        var secret = key is { } named ? live.Find(named) : null;
        return new DexPresent(
            configMap,
            DexTextPlanner.ReadConfig(logins.ConfigMap, logins.Key, live),
            record,
            ReadKept(logins.Set, configMap),
            key,
            secret,
            secret is null ? [] : OursIn(secret, record),
            annotation)
        {
            RecordText = recordText,
            HasLostRecord = isLost,
        };
    }

    /// <summary>
    /// The pod template of Dex bears this set's checksum, so that there was a record, and it is gone: the ConfigMap was made again from a file. On
    /// the way back of the very first change there is none either, but what was kept.
    /// </summary>
    public static bool IsRecordLost(KubeObject? configMap, string set, string? annotation) => annotation is not null &&
        string.IsNullOrWhiteSpace(configMap?.Text("data", DexLogins.RecordKeyOf(set))) && configMap?.At("binaryData", DexLogins.KeptKeyOf(set)) is null;

    /// <summary>The Secret that a record speaks of.</summary>
    public static ObjectKey? SecretOf(ObjectKey configMap, DexRecord record) =>
        record.Secret is { } name ? new ObjectKey(ObjectKind.Secret, configMap.Namespace, name) : null;

    public static DexKept? ReadKept(string set, KubeObject configMap)
    {
        var key = DexLogins.KeptKeyOf(set);
        if (configMap.Text("binaryData", key) is not { } text)
        {
            return null;
        }

        try
        {
            return DexKept.Parse(text);
        }
        catch (FormatException e)
        {
            throw new KfTenantsException($"{configMap.Key}: binaryData {key} is not a copy that kftenants wrote; remove that key once Dex runs correctly", e);
        }
    }

    // The others in it are other sets', or a person's.
    private static ImmutableArray<string> OursIn(KubeObject secret, DexRecord record)
    {
        var known = record.Variables.Concat(record.Managed.Select(DexEnvName.For)).ToHashSet(StringComparer.Ordinal);
        return [.. SharedObject.KeptFields(secret, "/data/", []).Select(f => f.Key).Where(known.Contains).Order(StringComparer.Ordinal)];
    }
}
