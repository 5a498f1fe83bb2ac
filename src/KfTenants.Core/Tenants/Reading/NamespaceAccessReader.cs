using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary><c>roleBindings</c> and <c>serviceAccounts</c> of a tenant or of <c>defaults</c>; each null when the key is absent.</summary>
internal sealed record NamespaceAccess(ImmutableArray<RoleGrant>? Bindings, ImmutableArray<TenantAccount>? Accounts)
{
    public NamespaceAccess Over(NamespaceAccess below) => new(Bindings ?? below.Bindings, Accounts ?? below.Accounts);
}

/// <summary>Reads who has which role in a tenant's namespace beside contributors.</summary>
internal sealed class NamespaceAccessReader(People people, Platform platform, DiagnosticBag findings)
{
    /// <summary>A short file can put a long list into many tenants.</summary>
    public const int MaxSubjects = 250_000;

    private static readonly ImmutableArray<string> SubjectKeys = ["users", "groups", "serviceAccounts"];

    private int _subjects;

    public NamespaceAccess Read(YamlNode.Mapping? map) => new(
        map.Has("roleBindings") ? ReadBindings(map.List("roleBindings")) : null,
        map.Has("serviceAccounts") ? ReadAccounts(map.List("serviceAccounts")) : null);

    /// <summary>That of a tenant, over that of <c>defaults</c>.</summary>
    public NamespaceAccess Read(YamlNode.Mapping tenant, NamespaceAccess defaults)
    {
        var merged = Read(tenant).Over(defaults);
        var count = (merged.Bindings ?? []).Sum(g => g.Subjects.Length) + (merged.Accounts?.Length ?? 0);
        if (count > MaxSubjects - _subjects)
        {
            findings.Add(KnownDiagnostics.TooManySubjects(tenant.Location, MaxSubjects));
            return new NamespaceAccess(null, null);
        }

        _subjects += count;
        return merged;
    }

    private ImmutableArray<RoleGrant> ReadBindings(YamlNode.Sequence? list)
    {
        var grants = new SortedDictionary<string, RoleGrant>(StringComparer.Ordinal);
        foreach (var entry in list.Maps())
        {
            if (ReadBinding(entry) is { } grant && !grants.TryAdd(grant.Name, grant))
            {
                findings.Add(KnownDiagnostics.BindingTwice(grant.Origin, grant.Name, grants[grant.Name].Origin));
            }
        }

        return [.. grants.Values];
    }

    /// <summary>Null when it names no role; everything else of it is checked all the same.</summary>
    private RoleGrant? ReadBinding(YamlNode.Mapping entry)
    {
        var text = entry.Text("clusterRole") ?? entry.Text("role");
        var role = text is null ? (RoleReference?)null : new RoleReference(entry.Has("clusterRole"), text.Text);
        if (text is not null)
        {
            CheckRole(text);
        }

        var name = entry.Text("name");
        if (name is not null && !NameRules.IsDnsSubdomain(name.Text) && BindingRules.BindingTakenBy(name.Text) is null)
        {
            findings.Add(KnownDiagnostics.BadName(name.Location, "RoleBinding", name.Text, NameRules.DnsSubdomain));
        }
        else if (name is not null && BindingRules.BindingTakenBy(name.Text) is { } whose)
        {
            findings.Add(KnownDiagnostics.NameTaken(name.Location, "RoleBinding", name.Text, whose));
        }

        ImmutableArray<GrantSubject> subjects = [.. Users(entry, role), .. Groups(entry), .. Accounts(entry)];
        if (text is not null && !HasSubjects(entry))
        {
            findings.Add(KnownDiagnostics.BindingForNobody(text.Location, text.Text));
        }

        var hasWildcards = CheckWildcards(entry, text, role is { IsOfCluster: true, Name: var bound } && RoleNames.OfClusterRole(bound) is not null);
        return role is { } known ? new RoleGrant(known, subjects, text!.Location) { OwnName = name?.Text, AllowsWildcards = hasWildcards } : null;
    }

    private static bool HasSubjects(YamlNode.Mapping entry) =>
        SubjectKeys.Any(key => entry.Has(key) && entry.List(key) is null or { Items.IsEmpty: false });

    private IEnumerable<GrantSubject> Users(YamlNode.Mapping entry, RoleReference? role)
    {
        var contributor = role is { IsOfCluster: true, Name: var name } ? RoleNames.OfClusterRole(name) : null;
        var emails = new SortedDictionary<string, SourceLocation>(StringComparer.Ordinal);
        foreach (var user in Texts(entry, "users"))
        {
            if (contributor is { } known)
            {
                findings.Add(KnownDiagnostics.ContributorByBinding(user.Location, user.Text, known.ToText(), role!.Value.Name));
            }
            else if (people.Resolve(user) is { } email && !emails.TryAdd(email, user.Location))
            {
                findings.Add(KnownDiagnostics.ListedTwice(user.Location, "person", email, emails[email]));
            }
        }

        return emails.Keys.Select(email => new GrantSubject(GrantSubjectKind.User, email));
    }

    private IEnumerable<GrantSubject> Groups(YamlNode.Mapping entry)
    {
        var groups = new SortedDictionary<string, SourceLocation>(StringComparer.Ordinal);
        foreach (var group in Texts(entry, "groups"))
        {
            if (group.Text.StartsWith("system:", StringComparison.Ordinal))
            {
                findings.Add(KnownDiagnostics.SystemGroup(group.Location, group.Text));
            }
            else if (!groups.TryAdd(group.Text, group.Location))
            {
                findings.Add(KnownDiagnostics.ListedTwice(group.Location, "group", group.Text, groups[group.Text]));
            }
            else if (people.HasGroup(group.Text))
            {
                findings.Add(KnownDiagnostics.GroupOfFile(group.Location, group.Text));
            }
        }

        return groups.Keys.Select(group => new GrantSubject(GrantSubjectKind.Group, group));
    }

    // NAME, or NAMESPACE/NAME.
    private IEnumerable<GrantSubject> Accounts(YamlNode.Mapping entry)
    {
        var accounts = new SortedDictionary<string, (GrantSubject Subject, SourceLocation Place)>(StringComparer.Ordinal);
        foreach (var account in Texts(entry, "serviceAccounts"))
        {
            var slash = account.Text.IndexOf('/', StringComparison.Ordinal);
            var (space, name) = slash < 0 ? (null, account.Text) : (account.Text[..slash], account.Text[(slash + 1)..]);
            if (!NameRules.IsDnsSubdomain(name) || (space is not null && !NameRules.IsDnsLabel(space)))
            {
                findings.Add(KnownDiagnostics.BadName(
                    account.Location, "service account", account.Text, $"NAME or NAMESPACE/NAME, of {NameRules.DnsSubdomain}"));
            }
            else if (!accounts.TryAdd(account.Text, (new GrantSubject(GrantSubjectKind.ServiceAccount, name, space), account.Location)))
            {
                findings.Add(KnownDiagnostics.ListedTwice(account.Location, "service account", account.Text, accounts[account.Text].Place));
            }
        }

        return accounts.Values.Select(a => a.Subject);
    }

    private ImmutableArray<TenantAccount> ReadAccounts(YamlNode.Sequence? list)
    {
        var accounts = new SortedDictionary<string, TenantAccount>(StringComparer.Ordinal);
        foreach (var entry in list.Maps())
        {
            if (entry.Text("name") is not { } name)
            {
                continue;
            }

            if (BindingRules.AccountTakenBy(name.Text) is { } whose)
            {
                findings.Add(KnownDiagnostics.NameTaken(name.Location, "ServiceAccount", name.Text, whose));
            }
            else if (!NameRules.IsDnsLabel(name.Text))
            {
                findings.Add(KnownDiagnostics.BadName(name.Location, "service account", name.Text, NameRules.DnsLabel));
            }

            var (preset, role) = (entry.Text("preset"), entry.Text("clusterRole"));
            if (preset is not null && role is not null)
            {
                findings.Add(KnownDiagnostics.PresetAndRole(role.Location, name.Text));
            }

            if (role is not null)
            {
                CheckRole(role);
            }

            var hasWildcards = CheckWildcards(entry, role, role is null || RoleNames.OfClusterRole(role.Text) is not null);
            var account = new TenantAccount(name.Text, role?.Text ?? AccountPreset.ClusterRoleOf(preset?.Text, platform.GivenRoles), name.Location)
            {
                MountsToken = entry.Boolean("automountToken") ?? false,
                AllowsWildcards = hasWildcards,
            };
            if (!accounts.TryAdd(name.Text, account))
            {
                findings.Add(KnownDiagnostics.ListedTwice(name.Location, "service account", name.Text, accounts[name.Text].Origin));
            }
        }

        return [.. accounts.Values];
    }

    private void CheckRole(YamlNode.Scalar role)
    {
        if (!BindingRules.IsRoleName(role.Text))
        {
            findings.Add(KnownDiagnostics.BadName(role.Location, "role", role.Text, BindingRules.RoleName));
        }
        else if (BindingRules.WhyNotBound(role.Text) is { } why)
        {
            findings.Add(KnownDiagnostics.RoleNotBound(role.Location, role.Text, why));
        }
    }

    // Of Kubeflow's roles and of presets everything is known.
    private bool CheckWildcards(YamlNode.Mapping entry, YamlNode.Scalar? role, bool isKnown)
    {
        var allows = entry.Boolean("allowWildcards") ?? false;
        if (allows && (role is null || isKnown) && entry.TryGet("allowWildcards", out var key))
        {
            findings.Add(KnownDiagnostics.IdleWildcards(key.KeyLocation));
        }

        return allows;
    }

    private static IEnumerable<YamlNode.Scalar> Texts(YamlNode.Mapping entry, string key) =>
        entry.List(key).Texts().Where(s => s.Text.Length > 0);
}
