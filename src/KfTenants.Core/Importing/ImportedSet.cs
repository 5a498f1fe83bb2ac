using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Importing;

/// <summary>What an import found, before it is written: everything that the file can say, and what must be said beside it.</summary>
/// <param name="Name">The set's name.</param>
public sealed record ImportedSet(string Name)
{
    /// <summary>Empty: people are named by their addresses.</summary>
    public ImmutableArray<ImportedUser> Users { get; init; } = [];

    public ImmutableArray<ImportedGroup> Groups { get; init; } = [];

    /// <summary>Where something is not as in the Kubeflow manifests: path below <c>platform</c> and <c>guards</c> (<c>dex/namespace</c>) to JSON.</summary>
    public ImmutableSortedDictionary<string, string> Platform { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>What <see cref="Platform"/> says of it.</summary>
    public Flavor Flavor => Platform.GetValueOrDefault("flavor") == CanonicalJson.OfText("kubernetes") ? Flavor.Kubernetes : Flavor.Kubeflow;

    /// <summary>Stands before every tenant's name here and, by <see cref="Platform"/>, in the cluster; the file has the names without it.</summary>
    public string NamespacePrefix { get; init; } = "";

    /// <summary>The same of people.</summary>
    public string UsernamePrefix { get; init; } = "";

    public ImmutableSortedDictionary<string, string> Guards { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>What holds for every tenant: key below <c>defaults</c> to JSON.</summary>
    public ImmutableSortedDictionary<string, string> Defaults { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public ImmutableArray<ImportedTier> Tiers { get; init; } = [];

    /// <summary>In the order of their names, those that are left out too.</summary>
    public ImmutableArray<ImportedTenant> Tenants { get; init; } = [];

    /// <summary>Of no tenant.</summary>
    public ImmutableArray<ImportFinding> Findings { get; init; } = [];

    /// <summary>Everything to be said, in the order of the file: of the set, then of each tenant.</summary>
    public IEnumerable<ImportFinding> AllFindings =>
        Findings.Concat(Tenants.SelectMany(t => (t.LeftOut is { } why ? [new ImportFinding(t.Name, "left out: " + why)] : Array.Empty<ImportFinding>()).Concat(t.Findings)));

    public ImportedSet Saying(string text) => this with { Findings = Findings.Add(new ImportFinding(null, text)) };

    /// <summary>The same with one tenant changed.</summary>
    public ImportedSet With(string tenant, Func<ImportedTenant, ImportedTenant> change) =>
        Tenants.FirstOrDefault(t => t.Name == tenant) is { } found ? this with { Tenants = Tenants.Replace(found, change(found), ReferenceEqualityComparer.Instance) } : this;

    /// <summary>The same with one user changed.</summary>
    public ImportedSet WithUser(string handle, Func<ImportedUser, ImportedUser> change) =>
        this with { Users = [.. Users.Select(u => u.Handle == handle ? change(u) : u)] };

    /// <summary>The same without a user, and without what only that user stands for.</summary>
    public ImportedSet WithoutUser(ImportedUser user, string why)
    {
        var kept = this with
        {
            Users = [.. Users.Where(u => u.Handle != user.Handle)],
            Groups = [.. Groups.Select(g => g with { Members = [.. g.Members.Where(m => m != user.Email)] })],
        };
        return kept with
        {
            Tenants =
            [
                .. kept.Tenants.Select(t =>
                    t.Owner == user.Email ? t.Without($"its owner cannot stand in the file: {why}")
                    : t.Contributors.Any(c => !c.IsGroup && c.Who == user.Email)
                        ? (t with { Contributors = [.. t.Contributors.Where(c => c.IsGroup || c.Who != user.Email)] }).Saying($"a contributor is left out: {why}")
                        : t),
            ],
        };
    }
}

/// <param name="Members">E-mails.</param>
public sealed record ImportedGroup(string Name, ImmutableArray<string> Members);

/// <summary>A quota and a limit range that several tenants have.</summary>
public sealed record ImportedTier(string Name, ImmutableSortedDictionary<string, string> Quota, LimitRangeItem? LimitRange);

/// <summary>A person with a handle: what Dex has of one, or another system's list of people.</summary>
public sealed record ImportedUser(string Handle, string Email)
{
    /// <summary>Null: the handle.</summary>
    public string? Username { get; init; }

    /// <summary>Null: what Dex has now.</summary>
    public string? UserId { get; init; }

    /// <summary>Null: signs in elsewhere.</summary>
    public ImportedLogin? Login { get; init; }

    public ImmutableArray<string>? Groups { get; init; }

    public string? PreferredUsername { get; init; }

    public string? DisplayName { get; init; }

    public bool? EmailVerified { get; init; }

    /// <summary>Where it came from, for a comment.</summary>
    public string? Source { get; init; }
}

/// <summary>One of the forms of <c>login</c>.</summary>
/// <param name="Form">The key: <c>passwordHash</c>, <c>dexEnv</c>, <c>passwordFrom</c> or <c>passwordHashFrom</c>.</param>
/// <param name="From"><c>env</c> or <c>file</c>, for the last two.</param>
public sealed record ImportedLogin(string Form, string? From, string Value)
{
    /// <summary>The secret is not in the file: who plans must give it.</summary>
    public bool NeedsSecret => From is not null;

    /// <summary>Without the value: it may be a hash.</summary>
    public override string ToString() => $"ImportedLogin {{ Form = {Form} }}";
}
