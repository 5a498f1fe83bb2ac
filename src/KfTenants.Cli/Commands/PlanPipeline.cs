using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using KfTenants.Diagnostics;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Kubernetes;
using KfTenants.Kubernetes.Reading;
using KfTenants.Kubernetes.Running;
using KfTenants.Logins;
using KfTenants.Logins.Dex;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Runs;
using KfTenants.Tenants;
using KfTenants.Tenants.Reading;
using KfTenants.Yaml;

namespace KfTenants.Cli.Commands;

/// <summary>The line, on one screen: documents, set, live state, desired objects, plan.</summary>
internal static class PlanPipeline
{
    private const int SaltLength = 16;

    /// <summary>Documents to set; all findings of every document, whatever any of them is.</summary>
    /// <param name="now">Access that has ended by then is not in the set.</param>
    public static ParseResult<TenantSet> Read(ImmutableArray<DocumentFile> documents, DateTimeOffset now)
    {
        // Beside the parsing; should it fail, so does the check that needs it.
        _ = Task.Run(TenantsSchema.Load);
        var parsed = new List<YamlDocument>();
        var findings = new List<Diagnostic>();
        foreach (var document in documents)
        {
            if (YamlDocument.Parse(document.Name, ImmutableCollectionsMarshal.AsArray(document.Bytes) ?? [], TenantsSchema.Fits).TryGet(out var tree, out var diagnostics))
            {
                parsed.Add(tree);
            }

            findings.AddRange(diagnostics);
        }

        if (findings.Any(f => f.Severity == Severity.Error))
        {
            return new ParseResult<TenantSet>(null, findings);
        }

        var read = TenantReader.Read(parsed, TenantResources.Rules, now);
        read.TryGet(out var set, out var rules);
        return new ParseResult<TenantSet>(set, [.. findings, .. rules]);
    }

    /// <summary>Set and live state to plan, with the guards evaluated.</summary>
    public static Task<PlanResult> PlanAsync(
        TenantSet set, DocumentSecrets secrets, IClusterReader cluster, PlanOptions options, CancellationToken cancellationToken) =>
        PlanAsync(set, (user, present) => HashOf(user, present, secrets), cluster, options, cancellationToken);

    /// <param name="hashOf">A person's hash, given the one that Dex has.</param>
    /// <inheritdoc cref="PlanAsync(TenantSet, DocumentSecrets, IClusterReader, PlanOptions, CancellationToken)"/>
    public static async Task<PlanResult> PlanAsync(
        TenantSet set, Func<User, string?, string?> hashOf, IClusterReader cluster, PlanOptions options, CancellationToken cancellationToken)
    {
        // A guard must know who runs this: one request more, which stores nothing.
        var self = set.Guards.RequireSelf ? cluster.WhoAmIAsync(cancellationToken) : Task.FromResult(options.Self);
        var live = await LiveStateReader.ReadAsync(cluster, ReadScope.For(set, options), cancellationToken);
        options = options with { Self = await self };
        SetRecord.Read(set.Name, live.Find(Ownership.ParentOf(set.Name)));
        set = live.Cluster.Snapshot is null ? set : set.With(secret => secret.Marked(HashMark.Of));
        var desired = DesiredState.For(set, ClusterIstio.Read(set.Platform.Istio, live));
        var logins = LoginResolver.Resolve(set, live, options, hashOf);
        return new PlanResult(Planner.Plan(desired, logins, live, options), live);
    }

    /// <summary>The hash of a person's login; a new one gets a new salt.</summary>
    public static string? HashOf(User user, string? present, DocumentSecrets secrets) =>
        LoginResolver.HashOf(user, present, secrets.ValueOf, () => RandomNumberGenerator.GetBytes(SaltLength));
}
