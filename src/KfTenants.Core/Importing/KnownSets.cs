using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Runs;

namespace KfTenants.Importing;

/// <summary>The sets that a cluster knows: by the parents of their objects, by their locks, and by their records beside Dex's configuration.</summary>
public static class KnownSets
{
    /// <summary>In the order of their names. A name counts when the labels that are derived from it are in use: names alone can be anyone's.</summary>
    public static ImmutableArray<string> In(LiveState live)
    {
        var used = live.All.Select(o => o.Label(Ownership.PartOfLabel) ?? o.Label(SetRecord.IdLabel)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var beside = live.Of(ObjectKind.ConfigMap).SelectMany(DexLogins.SetsOf);
        return
        [
            .. Ownership.SetsIn(live).Concat(beside).Where(n => ImportOptions.IsName(n) && used.Contains(Ownership.SetId(n)))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The labels of sets of which nothing in the cluster tells the name.</summary>
    public static int Nameless(LiveState live)
    {
        var known = In(live).Select(Ownership.SetId).ToHashSet(StringComparer.Ordinal);
        return live.Of(ObjectKind.Profile).Select(p => p.Label(Ownership.PartOfLabel)).OfType<string>().Distinct(StringComparer.Ordinal).Count(id => !known.Contains(id));
    }
}
