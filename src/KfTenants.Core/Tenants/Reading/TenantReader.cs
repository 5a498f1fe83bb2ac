using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using KfTenants.Diagnostics;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>The third step of the line: from the documents of one set to the one <see cref="TenantSet"/> they declare together.</summary>
public sealed class TenantReader
{
    private static readonly ImmutableSortedDictionary<string, string> Nothing = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private readonly Declarations _declarations;
    private readonly Func<Flavor, ImmutableArray<RuleScope>> _rules;
    private readonly DiagnosticBag _findings;
    private readonly Platform _platform;
    private readonly People _people;
    private readonly ContributorReader _contributors;
    private readonly NamespaceAccessReader _access;
    private readonly ClusterReader _clusters;
    private readonly CredentialReader _credentials;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<SourceLocation, HashSet<string>> _toldOfQuotas = [];
    private readonly Dictionary<string, (Limits Limits, SourceLocation Place)> _tiers = new(StringComparer.Ordinal);

    private TenantReader(Declarations declarations, Func<Flavor, ImmutableArray<RuleScope>> rules, SourceLocation start, DateTimeOffset now, DiagnosticBag findings)
    {
        _rules = rules;
        _declarations = declarations;
        _findings = findings;
        _platform = PlatformReader.Read(declarations.Platform, start, findings);
        _people = new People(declarations, _platform, findings);
        _now = now;
        _contributors = new ContributorReader(_people, _platform, now, findings);
        _access = new NamespaceAccessReader(_people, _platform, findings);
        _clusters = ClusterReader.Read(declarations, findings);
        _credentials = new CredentialReader(_platform, findings);
    }

    /// <summary>Checks form and rules of all documents at once. The order in which they are given does not matter.</summary>
    /// <param name="rules">The fields that <c>fieldRules</c> may speak of, kind by kind, in each flavour.</param>
    /// <param name="now">Access that has ended by then is not in the set.</param>
    public static ParseResult<TenantSet> Read(IReadOnlyList<YamlDocument> documents, Func<Flavor, ImmutableArray<RuleScope>> rules, DateTimeOffset now)
    {
        var ordered = documents.OrderBy(d => d.FileName, StringComparer.Ordinal).ThenBy(d => d.Digest, StringComparer.Ordinal).ToArray();
        var start = new SourceLocation(ordered.Length == 0 ? "" : ordered[0].FileName, 1, 1);
        var findings = new DiagnosticBag();
        var declarations = Declarations.Of(ordered, start, findings);
        var set = new TenantReader(declarations, rules, start, now, findings).Read(DigestOf(ordered));

        // Where a rule says what is wrong with a value, the schema's pattern or bound says it again and worse.
        Diagnostic[] ofSchema = findings.IsFull ? [] : [.. ordered.SelectMany(TenantsSchema.Check)];
        var ofRules = findings.All();
        var told = ofRules.Where(d => d.Severity == Severity.Error).Select(d => d.Location).ToHashSet();
        var isWrong = told.Count > 0 || ofSchema.Length > 0;
        return new ParseResult<TenantSet>(set, ofSchema.Where(d => !KnownDiagnostics.IsOfForm(d) || !told.Contains(d.Location))
            .Concat(ofRules.Where(d => !(KnownDiagnostics.IsOfCapitals(d) && told.Contains(d.Location)) && !(KnownDiagnostics.IsOfAbsence(d) && isWrong))));
    }

    private TenantSet Read(string digest)
    {
        UserReader.Read(_declarations.Users, _platform.Dex.Logins, _people, _findings);
        _people.AddGroups();
        ReadTiers();
        var defaults = TenantDefaults.Read(_declarations.Defaults, _platform.Flavor, _findings);
        CheckTier(defaults.Tier);
        var everywhere = _clusters.PlacesOf(_declarations.Defaults);
        var (tenants, tombstones) = ReadTenants(defaults, _access.Read(_declarations.Defaults), everywhere);
        if (_declarations.Tenants.IsEmpty && _declarations.IsClear("tenants"))
        {
            _findings.Add(KnownDiagnostics.NoTenants(_declarations.TenantsPlace));
        }

        ImmutableArray<User> users = [.. _people.Users];
        if (_declarations.Unclear.IsEmpty && tenants.Length + tombstones.Length == _declarations.Tenants.Length)
        {
            TenantRules.CheckLogins(users, tenants, _findings);
            TenantRules.CheckTombstones(tenants, tombstones, _declarations.TenantsPlace, _findings);
        }

        _clusters.CheckUse([.. tenants.Select(t => (t.Name, t.Clusters, t.Origin)), .. tombstones.Select(t => (t.Name, t.Clusters, t.Origin))]);
        _clusters.CheckTokens(SecretsOf(users, tenants));
        PodIdentityRules.Check(tenants, _findings);
        FlavorRules.Check(_declarations, _platform, _findings);
        IdentityRules.Check(
            [.. users.Select(u => (u.Email, u.Origin)), .. tenants.SelectMany(t => t.People)],
            _findings);
        return new TenantSet(_declarations.SetName?.Text ?? "", digest, _platform, users, tenants, PlatformReader.ReadGuards(_declarations.Guards, _people))
        {
            Defaults = _declarations.Defaults is { } section
                ? section.Entries.ToImmutableSortedDictionary(e => e.Key, e => CanonicalJson.Of(e.Value.ToJson()), StringComparer.Ordinal)
                : Nothing,
            FieldRules = FieldRuleReader.Read(_declarations.FieldRules, _rules(_platform.Flavor), _findings),
            Tombstones = tombstones,
            Clusters = _clusters.Clusters,
            Time = _now,
        };
    }

    private static IEnumerable<(SecretSource Source, SourceLocation Origin)> SecretsOf(ImmutableArray<User> users, ImmutableArray<Tenant> tenants) =>
        users.Select(u => u.Login).OfType<Login>().Where(l => l.Source is not null).Select(l => (l.Source!, l.Origin))
            .Concat(tenants.SelectMany(t => t.References).Select(r => (r.Source, r.Origin)));

    private void ReadTiers()
    {
        foreach (var entry in _declarations.Tiers)
        {
            if (!NameRules.IsHandle(entry.Key))
            {
                _findings.Add(KnownDiagnostics.BadName(entry.KeyLocation, "tier name", entry.Key, NameRules.Handle));
            }

            var limits = Limits.Read(entry.Value as YamlNode.Mapping, _findings);
            if (!_tiers.TryAdd(entry.Key, (limits, entry.KeyLocation)))
            {
                _findings.Add(KnownDiagnostics.DefinedTwice(entry.KeyLocation, "tier", entry.Key, _tiers[entry.Key].Place));
            }
        }
    }

    private (ImmutableArray<Tenant> Tenants, ImmutableArray<Tombstone> Tombstones) ReadTenants(
        TenantDefaults defaults, NamespaceAccess access, ImmutableArray<string>? places)
    {
        var known = new Dictionary<string, SourceLocation>(StringComparer.Ordinal);
        var tenants = new List<Tenant>();
        var tombstones = new List<Tombstone>();
        foreach (var entry in _declarations.Tenants)
        {
            if (_findings.IsFull)
            {
                break;
            }

            var isFirst = entry.Text("name") is not { } name || IsFirst(name.Text, name.Location);
            if (TenantStates.Of(entry) == TenantState.Absent)
            {
                if (ReadTombstone(entry) is { } tombstone && isFirst)
                {
                    tombstones.Add(tombstone with { Clusters = _clusters.PlacesOf(entry) ?? places });
                }
            }
            else if (ReadTenant(entry, defaults, access) is { } tenant && isFirst)
            {
                tenants.Add(tenant with { Clusters = _clusters.PlacesOf(entry) ?? places });
            }
        }

        return ([.. tenants.OrderBy(t => t.Name, StringComparer.Ordinal)], [.. tombstones.OrderBy(t => t.Name, StringComparer.Ordinal)]);

        bool IsFirst(string name, SourceLocation place)
        {
            if (known.TryAdd(name, place))
            {
                return true;
            }

            _findings.Add(KnownDiagnostics.DefinedTwice(place, "tenant", name, known[name]));
            return false;
        }
    }

    // Everything but the name and the clusters stands there as it stood before, or not at all: nothing of it is looked at, so that the people
    // it names may be gone from the file already.
    private Tombstone? ReadTombstone(YamlNode.Mapping entry)
    {
        if (entry.Text("name") is not { } name)
        {
            return null;
        }

        TenantRules.CheckName(name, _platform, _findings);
        return new Tombstone(_platform.NamespacePrefix + name.Text, name.Location);
    }

    /// <summary>Null when it has no name or no known owner; everything else of it is checked all the same.</summary>
    private Tenant? ReadTenant(YamlNode.Mapping entry, TenantDefaults defaults, NamespaceAccess defaultAccess)
    {
        var name = entry.Text("name");
        if (name is not null)
        {
            TenantRules.CheckName(name, _platform, _findings);
        }

        var own = TenantDefaults.Read(entry, _platform.Flavor, _findings);
        CheckTier(own.Tier);
        var merged = own.Over(defaults);
        merged.Contents.CheckNames(_findings);
        merged.PodSecurity?.CheckAgainst(merged.Namespace, _findings);
        var tier = merged.Tier is { } tierName && _tiers.TryGetValue(tierName.Text, out var known) ? known.Limits : Limits.Absent;
        var limits = merged.Limits.Over(tier);
        var owner = entry.Text("owner");
        var ownerEmail = owner is null ? null : _people.Resolve(owner);
        var (contributors, ended) = _contributors.Read(entry.List("contributors"), name?.Text ?? "", ownerEmail);
        var since = RetentionReader.Since(entry, _findings);
        var access = _access.Read(entry, defaultAccess);
        CheckQuota([tier, defaults.Limits, own.Limits], limits.LimitRange);
        CheckQuotas(limits);
        var posix = PosixReader.Read(entry, _platform.Flavor, _findings);
        var credentials = _credentials.Read(entry, name?.Text, access.Accounts ?? []);

        return name is null || owner is null || ownerEmail is null
            ? null
            : new Tenant(
                _platform.NamespacePrefix + name.Text,
                ownerEmail,
                owner.Location,
                contributors,
                limits.Quota ?? Nothing,
                limits.QuotaOrigin ?? name.Location,
                limits.LimitRange is { IsEmpty: false } range ? range : null,
                limits.LimitRangeOrigin ?? name.Location,
                merged.Plugins ?? [],
                (merged.Namespace.Labels ?? Nothing).SetItems(merged.PodSecurity?.Labels ?? Nothing),
                merged.Namespace.Annotations ?? Nothing,
                merged.Namespace.Origin ?? merged.PodSecurity?.Origin ?? name.Location,
                name.Location)
            {
                Flavor = _platform.Flavor,
                OwnerGrant = _platform.Flavor == Flavor.Kubernetes
                    ? new Contributor(ownerEmail, Role.Owner, owner.Location) { ClusterRole = _platform.Roles.Owner }
                    : null,
                Ended = ended,
                Tier = merged.Limits is { Quota: null, LimitRange: null, Quotas: null } ? merged.Tier?.Text : null,
                Quotas = limits.Quotas ?? [],
                Queue = merged.Queue?.Queue,
                Network = merged.Network?.Isolation,
                PullSecrets = merged.Contents.PullSecrets ?? [],
                ConfigMaps = merged.Contents.ConfigMaps ?? [],
                Secrets = merged.Contents.Secrets ?? [],
                Posix = posix,
                Walltime = merged.Walltime?.Limit,
                Retention = merged.Retention?.Retention,
                RoleBindings = access.Bindings ?? [],
                ServiceAccounts = access.Accounts ?? [],
                Credentials = credentials,
                PodDefaults = merged.PodDefaults ?? [],
                Adopts = merged.Adopt ?? false,
                IsSuspended = TenantStates.Of(entry) == TenantState.Suspended,
                SuspendedSince = since,
            };
    }

    // What a tier lacks is told there, once, and not again of each of its tenants.
    private void CheckQuota(Limits[] layers, LimitRangeItem? range)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        var cleared = Array.FindLastIndex(layers, l => l.Quota is { IsEmpty: true });
        foreach (var layer in layers.Skip(cleared + 1))
        {
            if (layer is { Quota: { } quota, QuotaOrigin: { } at })
            {
                LimitRangeRules.CheckQuota(quota, range, at, told, _findings);
            }
        }
    }

    // One that bounds a resource makes it a duty of every container that it counts. Of a tier or of defaults it is told there, once.
    private void CheckQuotas(Limits limits)
    {
        foreach (var quota in limits.Quotas ?? [])
        {
            if (!_toldOfQuotas.TryGetValue(quota.Origin, out var told))
            {
                _toldOfQuotas[quota.Origin] = told = new HashSet<string>(StringComparer.Ordinal);
            }

            LimitRangeRules.CheckQuota(quota.Hard, limits.LimitRange, quota.Origin, told, _findings);
        }
    }

    private void CheckTier(YamlNode.Scalar? tier)
    {
        if (tier is { Text.Length: > 0 } && _declarations.IsClear("tiers") && !_tiers.ContainsKey(tier.Text))
        {
            _findings.Add(KnownDiagnostics.UnknownTier(tier.Location, tier.Text, _findings.Hint(tier.Text, _tiers.Keys)));
        }
    }

    /// <summary>Of one document its own digest, what <c>sha256sum</c> prints; of several, the digest of theirs, so that moving text between files changes it.</summary>
    private static string DigestOf(IReadOnlyList<YamlDocument> ordered) => "sha256:" + (ordered is [var only]
        ? only.Digest
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', ordered.Select(d => d.Digest))))));
}
