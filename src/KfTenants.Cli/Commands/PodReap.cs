using System.Collections.Immutable;
using KfTenants.Cli.Output;
using KfTenants.Kube;
using KfTenants.Kubernetes.Applying;
using KfTenants.Kubernetes.Reading;
using KfTenants.Reaping;

namespace KfTenants.Cli.Commands;

/// <summary><c>reap pods</c>: looks, answers, and with <c>--apply</c> deletes.</summary>
internal static class PodReap
{
    /// <param name="spaces">Instead of the tenants of the file.</param>
    /// <param name="selectors">Instead of the tenants of the file.</param>
    public static async Task<ExitCode> RunAsync(
        ReapRequest request,
        ImmutableArray<string> spaces,
        ImmutableArray<LabelSelector> selectors,
        PodReapRules rules,
        bool apply,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        var isByFile = spaces.IsEmpty && selectors.IsEmpty;
        if (!isByFile && (request.Paths.Length > 0 || !request.Tenants.IsEmpty))
        {
            throw new RefusedException(ExitCode.Usage, "reap pods looks in the tenants of the file, or where --in and --namespace-label say: leave -f and --tenant out");
        }

        var (set, choice) = ClusterTargets.One(isByFile ? await OptionalSet.ReadAsync(request.Paths, terminal, cancellationToken) : null, request.Cluster, terminal);
        if (set is not null)
        {
            CheckedInput.RequireTenants([.. set.Tenants.Select(t => t.Name)], request.Tenants, set.Cluster);
        }

        var cluster = await Clusters.OpenAsync(choice, request.Verbose, terminal, set?.SecretVariables ?? [], cancellationToken);
        using var connection = cluster as IDisposable;
        if (apply)
        {
            Clusters.RefuseSnapshot(cluster, "nothing can be deleted in it");
        }

        var named = set is not null
            ? set.Tenants.Select(t => t.Name).Where(request.Includes)
            : spaces.Concat(selectors.IsEmpty ? [] : await ReapReader.NamespacesAsync(cluster, selectors, cancellationToken));
        ImmutableArray<string> namespaces = [.. named.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        foreach (var name in namespaces)
        {
            ReservedNamespaces.Refuse(name, set);
        }

        var now = terminal.Time.GetUtcNow();
        var reaping = PodReaping.Of(await ReapReader.PodsAsync(cluster, namespaces, rules, cancellationToken), rules, now, request.Most);
        ImmutableArray<ReapOutcome>? outcomes = apply ? await new JobDeletion(cluster, rules, terminal.Time).RunAsync(reaping.Jobs, cancellationToken) : null;
        var answer = new ExpiredAnswer(cluster.Address, now, namespaces, reaping, outcomes, request.IsDetailed);
        await Answer.WriteAsync(terminal, request.Targets, f => f.Expired, answer, cancellationToken);
        return answer.Code;
    }
}
