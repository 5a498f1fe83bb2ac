using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Runs;

namespace KfTenants.Importing;

/// <summary>The sets that a cluster knows: by the parents of their objects, by their locks, and by their records beside Dex's configuration.</summary>
public static class KnownSets
{
    private const string RecordPrefix = "kftenants.";
    private const string RecordSuffix = ".json";

    /// <summary>In the order of their names. A name counts when the labels that are derived from it are in use: names alone can be anyone's.</summary>
    public static ImmutableArray<string> In(LiveState live)
    {
        var prefix = Ownership.ParentOf("").Name;
        var used = live.All.Select(o => o.Label(Ownership.PartOfLabel) ?? o.Label(SetRecord.IdLabel)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var kept = from kind in new[] { ObjectKind.ConfigMap, ObjectKind.Lease }
                   from o in live.In(Ownership.SystemNamespace, kind)
                   where o.Key.Name.StartsWith(prefix, StringComparison.Ordinal)
                   select o.Key.Name[prefix.Length..];
        var beside = from configMap in live.Of(ObjectKind.ConfigMap)
                     from entry in configMap.At("data")?.EnumerateObject().ToArray() ?? []
                     where entry.Name.StartsWith(RecordPrefix, StringComparison.Ordinal) && entry.Name.EndsWith(RecordSuffix, StringComparison.Ordinal) &&
                         entry.Name.Length > RecordPrefix.Length + RecordSuffix.Length
                     select entry.Name[RecordPrefix.Length..^RecordSuffix.Length];
        return [.. kept.Concat(beside).Where(n => ImportOptions.IsName(n) && used.Contains(Ownership.SetId(n))).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>The labels of sets of which nothing in the cluster tells the name.</summary>
    public static int Nameless(LiveState live)
    {
        var known = In(live).Select(Ownership.SetId).ToHashSet(StringComparer.Ordinal);
        return live.Of(ObjectKind.Profile).Select(p => p.Label(Ownership.PartOfLabel)).OfType<string>().Distinct(StringComparer.Ordinal).Count(id => !known.Contains(id));
    }
}
