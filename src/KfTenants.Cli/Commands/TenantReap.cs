using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using KfTenants.Cli.Output;
using KfTenants.Kubernetes.Reading;
using KfTenants.Reaping;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary><c>reap tenants</c>: looks, answers, and with <c>--write</c> edits the file; the cluster is changed by a later apply alone.</summary>
internal static class TenantReap
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="prometheus">Null: it is not asked.</param>
    /// <param name="allowEmpty">An answer without any series counts.</param>
    public static async Task<ExitCode> RunAsync(
        ReapRequest request, Uri? prometheus, bool allowEmpty, bool write, Terminal terminal, CancellationToken cancellationToken)
    {
        if (write && DocumentFile.IsInput(request.Paths))
        {
            throw new RefusedException(ExitCode.Usage, "reap tenants --write edits files: standard input is none");
        }

        if (allowEmpty && prometheus is null)
        {
            throw new RefusedException(ExitCode.Usage, "--allow-empty-activity is about the answer of --prometheus, which is not there");
        }

        var documents = await DocumentFile.ReadAsync(PlanRequest.PathsOf(request.Paths), terminal, cancellationToken);
        var (set, choice) = ClusterTargets.One(CheckedInput.SetOf(documents, terminal), request.Cluster, terminal);
        CheckedInput.RequireTenants([.. set!.Tenants.Select(t => t.Name)], request.Tenants, set.Cluster);
        ImmutableArray<Tenant> judged = [.. set.Tenants.Where(t => TenantReaping.IsJudged(t) && request.Includes(t.Name))];
        var cluster = await Clusters.OpenAsync(choice, request.Verbose, terminal, set.SecretVariables, cancellationToken);
        using var connection = cluster as IDisposable;
        var now = terminal.Time.GetUtcNow();
        var activity = prometheus is null ? null : await AskAsync(prometheus, ActivityQuery.Of(judged), allowEmpty, cancellationToken);
        var use = await ReapReader.UseAsync(cluster, judged.Select(t => t.Name), activity, now, cancellationToken);
        var verdicts = TenantReaping.Judge(judged, t => use[t.Name], activity is not null, now, request.Most);
        ImmutableArray<string>? written = write ? await WriteAsync(documents, verdicts, now, terminal, cancellationToken) : null;
        var answer = new IdleAnswer(set.Name, cluster.Address, now, activity is not null, verdicts, written, request.IsDetailed);
        await Answer.WriteAsync(terminal, request.Targets, f => f.Idle, answer, cancellationToken);
        return answer.Code;
    }

    private static async Task<Activity> AskAsync(Uri prometheus, ImmutableArray<ActivityQuery> queries, bool allowEmpty, CancellationToken cancellationToken)
    {
        try
        {
            var activity = await PrometheusReader.ReadAsync(prometheus, queries, handler: null, cancellationToken);
            return activity.LastSeen.IsEmpty && !queries.IsEmpty && !allowEmpty
                ? throw new RefusedException(
                    ExitCode.Guarded,
                    $"{prometheus}: Prometheus knows of no container anywhere, not even in {ActivityQuery.Witness}, so that every tenant would look unused: is " +
                    "kube-state-metrics scraped? --allow-empty-activity accepts it")
                : activity;
        }
        catch (FormatException e)
        {
            throw new RefusedException(ExitCode.Guarded, e.Message);
        }
    }

    // All edits are made and proven before the first file is written.
    private static async Task<ImmutableArray<string>> WriteAsync(
        ImmutableArray<DocumentFile> documents, ImmutableArray<TenantVerdict> verdicts, DateTimeOffset now, Terminal terminal, CancellationToken cancellationToken)
    {
        var changed = new List<(DocumentFile Document, string Text)>();
        foreach (var group in verdicts.Where(v => v.Edit(now) is not null).GroupBy(v => v.Tenant.Origin.File, StringComparer.Ordinal))
        {
            var document = documents.Single(d => d.Name == group.Key);
            if (!StateEdits.TryApply(document.Name, Utf8.GetString(document.Bytes.AsSpan()), [.. group.Select(v => v.Edit(now)!)], out var text, out var problem))
            {
                throw new KfTenantsException(problem);
            }

            changed.Add((document, text));
        }

        var texts = changed.ToDictionary(c => c.Document, c => c.Text);
        var edited = documents.Select(d => texts.TryGetValue(d, out var text) ? d with { Bytes = ImmutableCollectionsMarshal.AsImmutableArray(Utf8.GetBytes(text)) } : d);
        if (!PlanPipeline.Read([.. edited], now).TryGet(out _, out var findings))
        {
            throw new KfTenantsException($"{findings[0].Location}: cannot be edited safely: {findings[0].Message}");
        }

        foreach (var (document, text) in changed)
        {
            await TextFiles.ReplaceAsync(terminal.FullPath(document.Name), document.Name, document.Bytes, text, cancellationToken);
        }

        return [.. changed.Select(c => c.Document.Name)];
    }
}
