using System.Collections.Immutable;
using System.Text.Json.Serialization;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Plans;

/// <summary>A grant in a managed tenant that the document does not know; reported and kept.</summary>
/// <param name="Subject">As in the binding: an e-mail, or <c>Group NAME</c>, or <c>ServiceAccount NAMESPACE/NAME</c>.</param>
/// <param name="Grants">The roleRef: <c>ClusterRole kubeflow-edit</c>.</param>
public sealed record UnmanagedGrant(string Tenant, ObjectKey Key, string Subject, string Grants);

/// <summary>A tenant of this set that the document no longer has: reported and kept.</summary>
/// <param name="Contributors">How many people still have access besides the owner.</param>
public sealed record MissingTenant(string Name, int Contributors)
{
    /// <summary>The new tenant that it seems to have been renamed to; null when none is like it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LooksLike { get; init; }
}

/// <summary>
/// Everything that one run would do, decided: a value, sorted, counted, able to refuse itself. Equal inputs give equal plans.
/// </summary>
/// <param name="Set">The set's name.</param>
/// <param name="ConfigDigest">Of the document: <c>sha256:hex</c>.</param>
/// <param name="Scope">The tenants this run is limited to; null for all.</param>
/// <param name="Changes">In the order of execution: tenants by name, then the set's own, each by <see cref="ApplyPhase"/>; with every <see cref="Change.NoOp"/>.</param>
/// <param name="Access">Who gains and loses what: who becomes owner or admin first.</param>
public sealed record Plan(
    string Set,
    string ConfigDigest,
    ClusterIdentity Cluster,
    ImmutableArray<string>? Scope,
    ImmutableArray<Change> Changes,
    ImmutableArray<AccessChange> Access,
    ImmutableArray<UnmanagedGrant> Unmanaged,
    ImmutableArray<MissingTenant> MissingTenants,
    ImmutableArray<GuardResult> Guards)
{
    /// <summary>What its tenants are made from.</summary>
    public Flavor Flavor { get; init; }

    /// <summary>What has power over every tenant and is not as a run last approved it.</summary>
    public ImmutableArray<SettingDocument> Settings { get; init; } = [];

    /// <summary>What is no change and must be said: by tenant, then in the order in which it was found; the set's own last.</summary>
    public ImmutableArray<PlanNotice> Notices { get; init; } = [];

    /// <summary>The record of grants, before and after.</summary>
    public PlannedRecord Record { get; init; } = PlannedRecord.None;

    /// <summary>Whose part of the whole plan this is; null: it is the whole. Guards and the record are the whole plan's in any case.</summary>
    public Shard? Shard { get; init; }

    /// <summary>What would be written or needs a person: everything but <see cref="Change.NoOp"/>.</summary>
    public IEnumerable<Change> Pending => Changes.Where(c => c is not Change.NoOp);

    /// <summary>The part of one shard; for null the plan itself. Settings are approved with the last change, whosever it is, and where there is none by the first shard.</summary>
    public Plan Within(Shard? shard) => shard is null ? this : this with
    {
        Shard = shard,
        Changes = [.. Changes.Where(c => shard.Includes(c.Tenant))],
        Settings = shard.Includes(null) && !Pending.Any() ? Settings : [],
        Access = [.. Access.Where(a => shard.Includes(a.Tenant))],
        Unmanaged = [.. Unmanaged.Where(u => shard.Includes(u.Tenant))],
        MissingTenants = [.. MissingTenants.Where(m => shard.Includes(m.Name))],
        Notices = [.. Notices.Where(n => shard.Includes(n.Tenant))],
    };
}
