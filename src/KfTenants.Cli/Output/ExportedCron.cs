using System.Collections.Immutable;
using System.Text;
using KfTenants.Kube;
using KfTenants.Reaping;
using KfTenants.Tenants;

namespace KfTenants.Cli.Output;

/// <summary>What should run by the clock, as lines of a crontab or as CronJobs: a look at drift, and the reapers that the file asks for.</summary>
internal static class ExportedCron
{
    private const string File = "/etc/kftenants/tenants.yaml";

    private sealed record Job(string Name, string Schedule, string Why, ImmutableArray<string> Words, string Rights);

    /// <param name="paths">The tenants file, as it was named.</param>
    public static RawText Lines(TenantSet set, ImmutableArray<string> paths, string? prometheus)
    {
        var text = new StringBuilder().Append($"# Lines of a crontab for set {set.Name}, by {VersionAction.Tool}.\n")
            .Append("# cron mails what they say; exit code 2 means that there is something to do.\n");
        foreach (var job in Jobs(set, prometheus).Concat(Rotation(set, isPod: false)))
        {
            // A percent sign ends the line of a crontab.
            var command = PasteText.Command(["kftenants", .. job.Words, .. paths.SelectMany(p => (string[])["-f", p])]).Replace("%", "\\%", StringComparison.Ordinal);
            text.Append($"# {job.Why}\n{job.Schedule} {command}\n");
        }

        return new RawText(text.ToString());
    }

    /// <param name="image">The image of kftenants.</param>
    public static RawText CronJobs(TenantSet set, string image, string? prometheus)
    {
        var text = new StringBuilder().Append($"# CronJobs for set {set.Name}, by {VersionAction.Tool}. The tenants file comes from a ConfigMap:\n#\n")
            .Append($"#   kubectl -n {Ownership.SystemNamespace} create configmap kftenants-file --from-file=tenants.yaml\n#\n")
            .Append("# and the rights of each service account from bootstrap.\n");
        foreach (var job in Jobs(set, prometheus).Concat(Rotation(set, isPod: true)))
        {
            var name = $"kftenants-{job.Name}";
            text.Append($"---\n# {job.Why}\n#\n")
                .Append($"#   kftenants bootstrap {job.Rights} --bind-serviceaccount {Ownership.SystemNamespace}:{name} | kubectl apply -f -\n")
                .Append($"apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {name}\n  namespace: {Ownership.SystemNamespace}\n")
                .Append($"---\napiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: {name}\n  namespace: {Ownership.SystemNamespace}\n")
                .Append($"spec:\n  schedule: \"{job.Schedule}\"\n  concurrencyPolicy: Forbid\n  jobTemplate:\n    spec:\n      backoffLimit: 0\n      activeDeadlineSeconds: 900\n")
                .Append("      template:\n        metadata:\n          annotations:\n            # The API server is outside of the mesh.\n")
                .Append("            sidecar.istio.io/inject: \"false\"\n")
                .Append($"        spec:\n          serviceAccountName: {name}\n          restartPolicy: Never\n")
                .Append("          securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}\n          containers:\n          - name: kftenants\n")
                .Append($"            image: {PasteText.Yaml(image)}\n            args: [{string.Join(", ", job.Words.AddRange("-f", File).Select(PasteText.Yaml))}]\n")
                .Append("            securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [\"ALL\"]}}\n")
                .Append("            resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 512Mi}}\n")
                .Append("            volumeMounts:\n            - {name: file, mountPath: /etc/kftenants, readOnly: true}\n")
                .Append("          volumes:\n          - {name: file, configMap: {name: kftenants-file}}\n");
        }

        return new RawText(text.ToString());
    }

    // A pod's files are gone with it, and how it would reach Vault is not known here: in the cluster only what is kept there is rotated.
    private static IEnumerable<Job> Rotation(TenantSet set, bool isPod)
    {
        TokenSink[] sinks = [.. set.Tenants.Where(t => !t.IsSuspended).SelectMany(t => t.Credentials).Select(c => c.Sink).OfType<TokenSink>()];
        if (sinks.Length > 0 && (!isPod || sinks.All(s => s is TokenSink.Secret)))
        {
            yield return new Job("rotate", "7 * * * *", "Tokens that are due: a new one in its place, then the old one ends.", ["token", "rotate", "--all"], "--credentials");
        }
    }

    private static IEnumerable<Job> Jobs(TenantSet set, string? prometheus)
    {
        yield return new Job("drift", "17 3 * * *", "Has the cluster moved away from the file?", ["plan", "--detailed-exitcode", "--summary"], "--plan-only");
        if (set.Tenants.Any(TenantReaping.IsJudged))
        {
            yield return new Job(
                "reap-tenants", "37 3 * * *", "Whom does no one use? It proposes; the edit is a person's or a pipeline's.",
                ["reap", "tenants", "--detailed-exitcode", .. prometheus is null ? [] : (string[])["--prometheus", prometheus]], "--reaper tenants");
        }

        if (!set.Tenants.IsEmpty)
        {
            yield return new Job("reap-pods", "*/10 * * * *", "Pods that have outlived their lifetime.", ["reap", "pods", "--apply", "--max", "30"], "--reaper pods");
        }
    }
}
