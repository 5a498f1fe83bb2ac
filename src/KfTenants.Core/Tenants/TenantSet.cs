using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>
/// The whole document, read and checked: references resolved, groups expanded, tiers and defaults merged. Only valid values exist.
/// </summary>
/// <param name="Name">The set: what this document manages, apart from other sets in the same cluster.</param>
/// <param name="Digest">SHA-256 (<c>sha256:hex</c>) of the documents' texts in the order of their names.</param>
/// <param name="Users">The people of <c>users:</c>, in the order of their e-mails.</param>
/// <param name="Tenants">In the order of their names.</param>
public sealed record TenantSet(
    string Name,
    string Digest,
    Platform Platform,
    ImmutableArray<User> Users,
    ImmutableArray<Tenant> Tenants,
    GuardLimits Guards);

/// <summary>Where Dex and Istio are, with the defaults of the Kubeflow manifests filled in.</summary>
public sealed record Platform(DexPlatform Dex, IstioPlatform Istio);

/// <summary>How Dex learns of logins.</summary>
public enum LoginStore
{
    /// <summary><c>staticPasswords</c> in the ConfigMap, with the hash in it.</summary>
    Config,

    /// <summary><c>staticPasswords</c> with <c>hashFromEnv</c>; the hash is in a Secret that the Deployment reads with <c>envFrom</c>.</summary>
    Secret,
}

/// <param name="Key">The key of the ConfigMap whose text is Dex's configuration.</param>
/// <param name="Secret">The Secret of <see cref="LoginStore.Secret"/>.</param>
/// <param name="Origin">Where <c>platform.dex</c> is written, or the document's start.</param>
public sealed record DexPlatform(string Namespace, string ConfigMap, string Key, string Deployment, LoginStore Logins, string Secret, SourceLocation Origin)
{
    /// <summary>The names in the Kubeflow manifests of every release (common/dex/base).</summary>
    public static DexPlatform Default(SourceLocation origin) =>
        new("auth", "dex", "config.yaml", "dex", LoginStore.Config, "dex-passwords", origin);
}

/// <summary>What the document says of Istio; null where the cluster's own answer is to be used.</summary>
/// <param name="Principals">Empty list: no principals in the policies; null: as the cluster shows them.</param>
public sealed record IstioPlatform(string? UserIdHeader, string? UserIdPrefix, ImmutableArray<string>? Principals);

/// <summary>Limits above which a plan is refused, see design/plan-and-apply section 6.</summary>
/// <param name="MaxDeletes">Objects that one plan may delete.</param>
/// <param name="MaxAccessRevokedPercent">Share of the present grants (person and tenant) that one plan may revoke, 0 to 100.</param>
public sealed record GuardLimits(int MaxDeletes, int MaxAccessRevokedPercent)
{
    public static readonly GuardLimits Default = new(10, 25);
}

/// <summary>A person, known by e-mail.</summary>
/// <param name="Handle">The name used inside the document.</param>
/// <param name="Email">The identity, byte for byte: RBAC and Istio compare it case-sensitively.</param>
/// <param name="Username">Dex's <c>username</c>, the <c>name</c> claim.</param>
/// <param name="UserId">Dex's <c>userID</c> when the document fixes it; null: keep what is there, else derive it from the e-mail.</param>
/// <param name="Login">Null: signs in elsewhere.</param>
public sealed record User(
    string Handle,
    string Email,
    string Username,
    string? UserId,
    Login? Login,
    ImmutableArray<string>? Groups,
    string? PreferredUsername,
    string? DisplayName,
    bool? EmailVerified,
    SourceLocation Origin);

/// <summary>How a person's password is known; a closed set.</summary>
public abstract record Login
{
    private Login(SourceLocation origin) => Origin = origin;

    public SourceLocation Origin { get; }

    /// <summary>A bcrypt hash in the document.</summary>
    public sealed record PasswordHash(string Hash, SourceLocation Place) : Login(Place);

    /// <summary>A bcrypt hash, read at plan time.</summary>
    public sealed record PasswordHashFrom(SecretSource Source, SourceLocation Place) : Login(Place);

    /// <summary>A password, read at plan time; the present hash is kept while it verifies.</summary>
    public sealed record PasswordFrom(SecretSource Source, SourceLocation Place) : Login(Place);

    /// <summary>Dex reads the hash from its own environment; the hash is not ours.</summary>
    public sealed record DexEnv(string Variable, SourceLocation Place) : Login(Place);
}

/// <summary>Where a secret is read: an environment variable or a file; a closed set.</summary>
public abstract record SecretSource
{
    private SecretSource()
    {
    }

    public sealed record Env(string Variable) : SecretSource;

    /// <param name="Path">As written; relative to the document's directory.</param>
    /// <param name="DocumentFile">The document that names it.</param>
    public sealed record File(string Path, string DocumentFile) : SecretSource;
}

/// <summary>One Profile and its namespace.</summary>
/// <param name="Owner">The owner's e-mail.</param>
/// <param name="Contributors">One per person, the strongest role of all routes, in the order of e-mails; never the owner.</param>
/// <param name="Quota">Resource name to canonical quantity, tier and tenant merged; empty: none.</param>
/// <param name="LimitRange">Null: none.</param>
/// <param name="Plugins">Profile plugins as written.</param>
/// <param name="NamespaceLabels">The declared keys only.</param>
/// <param name="Origin">Where the tenant's name is written.</param>
public sealed record Tenant(
    string Name,
    string Owner,
    SourceLocation OwnerOrigin,
    ImmutableArray<Contributor> Contributors,
    ImmutableSortedDictionary<string, string> Quota,
    SourceLocation QuotaOrigin,
    LimitRangeItem? LimitRange,
    SourceLocation LimitRangeOrigin,
    ImmutableArray<Plugin> Plugins,
    ImmutableSortedDictionary<string, string> NamespaceLabels,
    ImmutableSortedDictionary<string, string> NamespaceAnnotations,
    SourceLocation NamespaceOrigin,
    SourceLocation Origin);

/// <param name="Origin">Where the winning entry is written.</param>
public sealed record Contributor(string Email, Role Role, SourceLocation Origin);

/// <summary>Container limits of a LimitRange; every map is resource name to canonical quantity, possibly empty.</summary>
public sealed record LimitRangeItem(
    ImmutableSortedDictionary<string, string> Default,
    ImmutableSortedDictionary<string, string> DefaultRequest,
    ImmutableSortedDictionary<string, string> Min,
    ImmutableSortedDictionary<string, string> Max);

/// <summary>A Profile plugin (<c>AwsIamForServiceAccount</c>, <c>WorkloadIdentity</c>).</summary>
/// <param name="SpecJson">The plugin's <c>spec</c> as canonical JSON (sorted keys).</param>
public sealed record Plugin(string Kind, string SpecJson);
