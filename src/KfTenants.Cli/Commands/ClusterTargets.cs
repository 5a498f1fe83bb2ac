using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>
/// Decides which cluster, or clusters, of the file a command is for. Never by a guess: <c>--cluster</c> names them, or the connection of the command line and the
/// environment leads to exactly one of them.
/// </summary>
internal static class ClusterTargets
{
    /// <param name="set">Null: no file was given, and none is needed.</param>
    /// <exception cref="RefusedException">The file does not have the cluster, or has several and none is meant.</exception>
    public static ClusterTarget One(TenantSet? set, ClusterChoice choice, Terminal terminal)
    {
        if (choice.Names is not [])
        {
            return choice.IsOfSeveral
                ? throw new RefusedException(ExitCode.Usage, $"--cluster {string.Join(',', choice.Names)}: this command is for one cluster; name one")
                : Named(set, choice, choice.Names[0]);
        }

        return set is null || set.Clusters.IsEmpty ? new ClusterTarget(set, choice) : new ClusterTarget(set.For(Meant(set, choice, terminal).Name), choice);
    }

    /// <summary>All that <c>--cluster</c> names, in the order of their names.</summary>
    /// <exception cref="RefusedException">The file does not have one of them, or two lead to one cluster.</exception>
    public static ImmutableArray<ClusterTarget> Several(TenantSet? set, ClusterChoice choice, Terminal terminal)
    {
        ImmutableArray<ClusterTarget> targets = [.. NamesOf(set, choice.Names).Select(n => Named(set, choice, n))];
        var same = targets.Select(t => (t.Name, Address: Clusters.AddressOf(t.Choice, terminal))).Where(t => t.Address is not null)
            .GroupBy(t => t.Address, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        return same is null
            ? targets
            : throw new RefusedException(
                ExitCode.Invalid,
                $"clusters {NameList.And([.. same.Select(t => t.Name)])} of the file are one, {same.Key}: what one is for, the other would report as left over; keep one");
    }

    /// <summary>The clusters that <c>--cluster</c> names, in the order of their names; none when it is not given.</summary>
    /// <exception cref="RefusedException">The file does not have one of them.</exception>
    public static ImmutableArray<string> NamesOf(TenantSet? set, ImmutableArray<string> written)
    {
        if (written is not [ClusterEntry.Every])
        {
            return [.. written.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(n => EntryOf(set, n).Name)];
        }

        return set is { Clusters.IsEmpty: false } ? [.. set.Clusters.Select(c => c.Name)] : throw WithoutClusters(set, ClusterEntry.Every);
    }

    private static ClusterTarget Named(TenantSet? set, ClusterChoice choice, string name)
    {
        var entry = EntryOf(set, name);
        return new ClusterTarget(set!.For(name), choice with { Entry = entry });
    }

    private static ClusterEntry EntryOf(TenantSet? set, string name)
    {
        if (set is null || set.Clusters.IsEmpty)
        {
            throw WithoutClusters(set, name);
        }

        ImmutableArray<string> known = [.. set.Clusters.Select(c => c.Name)];
        var hint = name == ClusterEntry.Every ? "; write all alone" : SpellingHints.Of(new SpellingHints().Nearest(name, known));
        return set.Clusters.FirstOrDefault(c => c.Name == name)
            ?? throw new RefusedException(ExitCode.Usage, $"--cluster {name}: the file has no such cluster{(hint.Length == 0 ? $"; it has {NameList.And(known)}" : hint)}");
    }

    private static ClusterEntry Meant(TenantSet set, ClusterChoice choice, Terminal terminal)
    {
        var address = Clusters.AddressOf(choice, terminal);
        ClusterEntry[] same = address is null ? [] : [.. set.Clusters.Where(c => Clusters.AddressOf(choice with { Entry = c }, terminal) == address)];
        if (same is [var only])
        {
            return only;
        }

        var found = address is null ? "no cluster is configured besides" : same.Length == 0 ? $"{address} is none of them" : $"{address} is more than one of them";
        var names = NameList.Or([.. set.Clusters.Select(c => c.Name)]);
        throw new RefusedException(ExitCode.Usage, $"the file has clusters of its own, and {found}: give --cluster with {names}");
    }

    private static RefusedException WithoutClusters(TenantSet? set, string name) => new(
        ExitCode.Usage, $"--cluster {name}: {(set is null ? "there is no tenants file here that could say what that is; name it with -f" : "the file has no clusters")}");
}
