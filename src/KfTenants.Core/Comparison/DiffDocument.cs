using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Comparison;

/// <summary>
/// The one document of <c>diff</c> (schemas/diff.schema.json), which every output renders: two tenants files, or two clusters, as if the first were to become the second.
/// It holds no secret: a hash that differs is <see cref="Diff.FieldChange.Hidden"/>.
/// </summary>
public sealed record DiffDocument
{
    public const string Version = "kftenants.io/diff/v1";

    public string ApiVersion { get; } = Version;

    /// <summary>Name and version of what made it.</summary>
    public required string Tool { get; init; }

    /// <summary>One of <see cref="DiffSubject"/>.</summary>
    public required string Subject { get; init; }

    public required SideDocument From { get; init; }

    public required SideDocument To { get; init; }

    /// <summary>Both sides could be read; else nothing was compared, and they differ.</summary>
    public bool Compared => From.Valid && To.Valid;

    /// <summary>Anything below but <see cref="Notices"/> is not empty, or nothing could be compared.</summary>
    public bool Differs => !Compared || !(Settings.IsEmpty && Tenants.IsEmpty && Access.IsEmpty && Ends.IsEmpty && Logins.IsEmpty && Changes.IsEmpty);

    /// <summary>Of two files: what has power over every tenant; rules about fields are among them.</summary>
    public ImmutableArray<SettingDocument> Settings { get; init; } = [];

    /// <summary>Tenants that come, go, or change their state, by name.</summary>
    public ImmutableArray<TenantDifference> Tenants { get; init; } = [];

    /// <summary>Who gains and loses what; who becomes owner or admin first.</summary>
    public ImmutableArray<AccessChange> Access { get; init; } = [];

    /// <summary>Of two files: access that ends at another time.</summary>
    public ImmutableArray<EndDifference> Ends { get; init; } = [];

    /// <summary>Logins that both sides have; one that comes or goes is access.</summary>
    public ImmutableArray<LoginDifference> Logins { get; init; } = [];

    /// <summary>Objects by tenant, as a plan shows its changes; what all tenants share last.</summary>
    public ImmutableArray<ChangeDocument> Changes { get; init; } = [];

    /// <summary>What is no difference and must be said, or could not be looked at.</summary>
    public ImmutableArray<PlanNotice> Notices { get; init; } = [];

    /// <summary>Canonical JSON: equal documents give equal text.</summary>
    public string ToJson() => CanonicalJson.Of(JsonSerializer.SerializeToElement(this, DiffJsonContext.Default.DiffDocument));
}

/// <summary>The words for what a <see cref="DiffDocument"/> compares.</summary>
public static class DiffSubject
{
    public const string Files = "files";

    public const string Clusters = "clusters";
}

/// <summary>One side of a <see cref="DiffDocument"/>.</summary>
/// <param name="Names">The documents, or the directory of the cluster, as they were named.</param>
/// <param name="Valid">False for a document with errors.</param>
public sealed record SideDocument(ImmutableArray<string> Names, bool Valid)
{
    /// <summary>Of the texts of the documents, in hex; null for a cluster.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sha256 { get; init; }

    /// <summary>The set's name; null for a cluster.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Set { get; init; }

    /// <summary>Of namespace kube-system; null for a document, empty for a directory without it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Uid { get; init; }

    /// <summary>How many it has; null for a document with errors.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Tenants { get; init; }
}

/// <summary>A tenant that only one side has, or that has another state on each.</summary>
/// <param name="Before">One of <see cref="SideStates"/>; null: the first side does not have it.</param>
/// <param name="After">The same of the second side.</param>
public sealed record TenantDifference(string Name, string? Before, string? After)
{
    /// <summary>Who owns it on the second side, else on the first; null for a tombstone that was one before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Owner { get; init; }

    /// <summary>Of a tenant that leaves the file: who keeps access, because an omission takes nothing away.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<KeptAccess>? Keep { get; init; }

    /// <summary>What exists already becomes managed (true), or does so no more; null where both sides say the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Adopts { get; init; }

    /// <summary>Of two files: it is for other clusters now; null where it is for the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PlacementDifference? Clusters { get; init; }
}

/// <summary>Which clusters a tenant is for.</summary>
/// <param name="Before">Names; null: all.</param>
/// <param name="After">The same of the second side.</param>
public sealed record PlacementDifference(ImmutableArray<string>? Before, ImmutableArray<string>? After);

/// <summary>The words for the state of a tenant.</summary>
public static class SideStates
{
    public const string Active = "active";

    public const string Suspended = "suspended";

    /// <summary>A tombstone in a file.</summary>
    public const string Absent = "absent";

    /// <summary>A Profile that is being deleted.</summary>
    public const string Deleting = "deleting";
}

/// <summary>A person with a role.</summary>
public sealed record KeptAccess(string Person, string Role);

/// <summary>Access of a contributor that ends at another time, or now at all, or no more.</summary>
/// <param name="Before">Canonical time; null: it does not end.</param>
/// <param name="After">The same on the second side.</param>
public sealed record EndDifference(string Tenant, string Person, string Role, string? Before, string? After);

/// <summary>A login that both sides have, and what of it differs.</summary>
/// <param name="Person">The e-mail.</param>
/// <param name="Fields">As a plan shows them: <c>/staticPasswords/E-MAIL/username</c>.</param>
public sealed record LoginDifference(string Person, ImmutableArray<FieldDocument> Fields);
