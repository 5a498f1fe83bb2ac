using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>
/// A plan as every output shows it: made from a <see cref="Plan"/>, or read back from a saved one, with the same text and the
/// same JSON either way.
/// </summary>
/// <param name="Files">The documents, as they were named on the command line.</param>
/// <param name="Changes">In the order of execution, without those that keep an object.</param>
/// <param name="Unchanged">How many objects are kept.</param>
internal sealed record PlanView(
    string Set,
    string ConfigDigest,
    ImmutableArray<string> Files,
    ClusterIdentity Cluster,
    ImmutableArray<string>? Scope,
    ImmutableArray<ChangeView> Changes,
    int Unchanged,
    ImmutableArray<AccessChange> Access,
    ImmutableArray<UnmanagedView> Unmanaged,
    ImmutableArray<MissingTenant> MissingTenants,
    ImmutableArray<GuardResult> Guards)
{
    /// <summary>The writes were tried on the server, which stored none of them.</summary>
    public bool IsServerChecked { get; init; }

    public bool HasRejections => Changes.Any(c => c.Validation is Validation.Rejected);

    /// <summary>Fields that are not as the documents say and that their rules leave alone.</summary>
    public ImmutableArray<IgnoredView> Ignored { get; init; } = [];

    /// <summary>Of what the pipeline checked out; null when none said so.</summary>
    public string? Commit { get; init; }

    public bool GuardsPassed => Guards.All(g => g.Allows);

    public bool HasConflicts => Changes.Any(c => c.Action == "conflict");

    /// <summary>Something would be written.</summary>
    public bool HasWrites => Changes.Any(c => c.Action != "conflict");

    public string Checksum => PlanChecksum.Of(Set, Cluster.Uid, Scope, Changes.Select(c => (c.Id, c.Action, c.Fields)));

    /// <summary>What the text calls the document.</summary>
    public string FileName => Files is [var only] ? only : "the tenants files";

    public int Count(string action) => Changes.Count(c => c.Action == action);

    public static PlanView Of(Plan plan, ImmutableArray<string> files) => new(
        plan.Set,
        plan.ConfigDigest,
        files,
        plan.Cluster,
        plan.Scope,
        [.. plan.Pending.Select(ChangeView.Of)],
        plan.Counts.NoOp,
        plan.Access,
        [.. plan.Unmanaged.Select(g => new UnmanagedView(g.Tenant, ObjectRef.Of(g.Key), g.Subject, g.Grants))],
        plan.MissingTenants,
        plan.Guards)
    {
        Ignored = [.. plan.Changes.SelectMany(c => c.Ignored.Select(f => new IgnoredView(c.Id, c.Tenant, ObjectRef.Of(c.Key), f)))],
    };
}

/// <summary>A grant in a managed tenant that the document does not know.</summary>
internal sealed record UnmanagedView(string Tenant, ObjectRef Object, string Subject, string Grants);

/// <summary>A field that a rule leaves alone.</summary>
/// <param name="Id">Of the object, as in a change.</param>
internal sealed record IgnoredView(string Id, string? Tenant, ObjectRef Object, IgnoredField Field);
