using System.Collections.Concurrent;
using System.Collections.Immutable;
using KfTenants.Cli.Output;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Cli.Commands;

/// <summary>Finds out that two names of a file lead to one cluster, however differently they are reached.</summary>
internal sealed class ClusterClaims
{
    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <exception cref="RefusedException">Another name has it; nothing was written for this one.</exception>
    public void Claim(string name, ClusterIdentity cluster)
    {
        // Copies of one directory are different clusters.
        if (!cluster.IsDirectory && cluster.Uid.Length > 0 && _names.GetOrAdd(cluster.Uid, name) is var first && first != name)
        {
            throw new RefusedException(ExitCode.Invalid, Problem($"{first} and {name}", cluster.Uid));
        }
    }

    /// <summary>Of plans that are all there: for clusters that are one there is none.</summary>
    public static ImmutableArray<ClusterPart<PlanAnswer>> Check(ImmutableArray<ClusterPart<PlanAnswer>> parts, Terminal terminal)
    {
        var twice = parts.Where(p => p.Answer is { Plan: { Fidelity: PlanFidelity.Live or PlanFidelity.Server, Cluster.Uid.Length: > 0 } })
            .GroupBy(p => p.Answer!.Plan.Cluster.Uid, StringComparer.Ordinal).Where(g => g.Count() > 1)
            .Select(g => (Names: g.Select(p => p.Name).ToArray(), Failure: FailureAnswer.Of(ExitCode.Invalid, Problem(NameList.And([.. g.Select(p => p.Name)]), g.Key)))).ToArray();
        foreach (var (_, failure) in twice)
        {
            failure.ToText().WriteTo(terminal.Error, terminal.ColorsError);
        }

        return
        [
            .. parts.Select(p => twice.FirstOrDefault(t => t.Names.Contains(p.Name)).Failure is { } failure
                ? ClusterPart<PlanAnswer>.Of(p.Name, failure with { Cluster = p.Name, At = terminal.Time.GetUtcNow() })
                : p),
        ];
    }

    private static string Problem(string names, string uid) =>
        $"clusters {names} of the file are one (uid {uid}): what one is for, the other would report as left over; keep one";
}
