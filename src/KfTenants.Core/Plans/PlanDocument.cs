using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using KfTenants.Access;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>
/// The one document of a plan (schemas/plan.schema.json): every output renders it, <c>plan --out</c> writes it, <c>show</c> and
/// <c>apply PLAN.json</c> read it back. It holds no secret, because the planner hides them.
/// </summary>
public sealed record PlanDocument
{
    /// <summary>Readers refuse another one.</summary>
    public const string Version = "kftenants.io/plan/v1";


    public string ApiVersion { get; } = Version;

    /// <summary>Name and version of what made it.</summary>
    public required string Tool { get; init; }

    /// <summary>The one value that two equal plans of one commit do not share, but for the seal.</summary>
    [JsonConverter(typeof(WholeSeconds))]
    public required DateTimeOffset CreatedAt { get; init; }

    public required string Set { get; init; }

    /// <summary>One of <see cref="PlanFidelity"/>.</summary>
    public required string Fidelity { get; init; }

    /// <summary>No guard refuses, the server rejects nothing, and it is not of a snapshot; null for a plan that was read from a file, which no guard has judged since.</summary>
    public bool? Applyable => IsSaved ? null : GuardsAllow && !HasRejections && !IsOfSnapshot;

    public required ConfigDocument Config { get; init; }

    public required ClusterDocument Cluster { get; init; }

    public required ScopeDocument Scope { get; init; }

    /// <summary>What the command line added; null when it added nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OptionsDocument? Options { get; init; }

    /// <summary>The file that this change of the tenants file begins from; null when none was given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BaseDocument? Base { get; init; }

    public string FieldManager { get; } = Ownership.FieldManager;

    /// <summary>None in a plan that was read from a file: they are judged again when it is applied.</summary>
    public required ImmutableArray<GuardResult> Guards { get; init; }

    /// <summary>What has power over every tenant and changes.</summary>
    public ImmutableArray<SettingDocument> Settings { get; init; } = [];

    public required SummaryDocument Summary { get; init; }

    /// <summary>Who becomes owner or admin first.</summary>
    public required ImmutableArray<AccessChange> Access { get; init; }

    /// <summary>In the order of execution, without those that keep an object.</summary>
    public required ImmutableArray<ChangeDocument> Changes { get; init; }

    /// <summary>The fields of changes that were changed outside kftenants, once more.</summary>
    public IEnumerable<DriftDocument> Drift => Changes.SelectMany(c => c.Drift.Select(f => DriftDocument.Of(c, f)));

    /// <summary>Fields that are not as the documents say and that their rules leave alone.</summary>
    public ImmutableArray<IgnoredDocument> Ignored { get; init; } = [];

    /// <summary>What is no change and must be said.</summary>
    public ImmutableArray<PlanNotice> Notices { get; init; } = [];

    public required ImmutableArray<UnmanagedDocument> Unmanaged { get; init; }

    public required ImmutableArray<MissingTenant> MissingTenants { get; init; }

    /// <summary>Of what the plan does (<see cref="PlanChecksum"/>); made once.</summary>
    public required string Checksum { get; init; }

    /// <summary>The sum over the file that it was read from (<see cref="PlanSeal"/>); null for a plan that was made here.</summary>
    [JsonIgnore]
    public string? Seal { get; init; }

    /// <summary>It was read from a file: what its changes do not show is the word of who wrote it.</summary>
    [JsonIgnore]
    public bool IsSaved => Seal is not null;

    /// <summary>Its parts say which of them a change of the file brings. Of a plan that was read from a file that would be its writer's word.</summary>
    [JsonIgnore]
    public bool IsAttributed => Base is { Problem: null } && !IsSaved;

    /// <summary>It was made on a snapshot: it may be read, and never applied.</summary>
    [JsonIgnore]
    public bool IsOfSnapshot => Fidelity == PlanFidelity.Snapshot;

    [JsonIgnore]
    public bool GuardsAllow => Guards.All(g => g.Allows);

    [JsonIgnore]
    public bool HasConflicts => Changes.Any(c => c.Action == "conflict");

    /// <summary>Something would be written, if only that these settings are approved.</summary>
    [JsonIgnore]
    public bool HasWrites => !Settings.IsEmpty || Changes.Any(c => c.Action != "conflict");

    [JsonIgnore]
    public bool HasRejections => Changes.Any(c => c.Validation is { Outcome: ValidationDocument.Rejected });

    public int Count(string action) => Changes.Count(c => c.Action == action);

    /// <summary>What was pending before this change of the file, or what this change brings. Of a change with both it is the fields.</summary>
    public PlanDocument Part(bool pending) => this with
    {
        Changes = [.. Changes.Select(c => c.Part(pending)).OfType<ChangeDocument>()],
        Access = [.. Access.Where(a => a.Pending == pending)],
        Settings = [.. Settings.Where(s => s.Pending == pending)],
    };

    /// <summary>What of a whole plan is one shard's to do; for null all of it.</summary>
    public PlanDocument Within(Shard? shard) => shard is null ? this : this with { Changes = [.. Changes.Where(c => shard.Includes(c.Tenant))] };

    public static PlanDocument Of(Plan plan, PlanSource source, DateTimeOffset createdAt)
    {
        ImmutableArray<ChangeDocument> changes = [.. plan.Pending.Select(ChangeDocument.Of)];
        var document = new PlanDocument
        {
            Tool = source.Tool,
            CreatedAt = createdAt,
            Set = plan.Set,
            Fidelity = plan.Cluster.Snapshot is not null ? PlanFidelity.Snapshot : plan.Cluster.IsDirectory ? PlanFidelity.Directory : PlanFidelity.Live,
            Config = new ConfigDocument(ConfigDocument.HexOf(plan.ConfigDigest), source.Files)
            {
                Git = source.Commit is { } commit ? new GitDocument(commit) : null,
            },
            Cluster = new ClusterDocument(plan.Cluster.Uid, plan.Cluster.Address)
            {
                Name = plan.Cluster.Name,
                Source = plan.Cluster.Source,
                Snapshot = plan.Cluster.Snapshot is { } snapshot ? new SnapshotDocument(snapshot.Server, snapshot.TakenAt, snapshot.Checksum) : null,
            },
            Scope = new ScopeDocument(plan.Scope) { Shard = plan.Shard?.ToString() },
            Options = OptionsDocument.Of(source.Options),
            Guards = plan.Guards,
            Summary = SummaryDocument.Of(changes, plan.Changes.Count(c => c is Change.NoOp)),
            Access = plan.Access,
            Changes = changes,
            Ignored = [.. plan.Changes.SelectMany(c => c.Ignored.Select(f => IgnoredDocument.Of(c, f)))],
            Notices = plan.Notices,
            Unmanaged = [.. plan.Unmanaged.Select(g => new UnmanagedDocument(g.Tenant, ObjectDocument.Of(g.Key), g.Subject, g.Grants))],
            MissingTenants = plan.MissingTenants,
            Settings = plan.Settings,
            Checksum = "",
        };
        return document with { Checksum = PlanChecksum.Of(document) };
    }

    /// <summary>Canonical JSON, with its seal: equal documents give equal text.</summary>
    public string ToJson()
    {
        var json = JsonObject.Create(JsonSerializer.SerializeToElement(this, PlanJsonContext.Default.PlanDocument))!;
        json[PlanSeal.Key] = PlanSeal.Of(json);
        return CanonicalJson.Of(json);
    }
}
