using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>
/// Reads the contributors of one tenant after the other: every person once, with the strongest role of all the routes that lead there and have not ended.
/// </summary>
internal sealed class ContributorReader(People people, Platform platform, DateTimeOffset now, DiagnosticBag findings)
{
    /// <summary>A short file can put a long group into many tenants: 30,000 tenants with a group of 10 are 300,000.</summary>
    public const int MaxFromGroups = 400_000;

    // Of the tenant that is being read.
    private readonly List<Route> _routes = [];
    private readonly Dictionary<string, SourceLocation> _direct = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, SourceLocation> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Contributor> _byBinding = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Contributor> _byEmail = new(StringComparer.OrdinalIgnoreCase);

    private int _fromGroups;

    private sealed record Route(string Email, Role Role, SourceLocation Place, string? Group, DateTimeOffset? Until);

    /// <param name="owner">The owner's e-mail; null when it is not known.</param>
    /// <returns>Who has access, and who had it until a moment that is over.</returns>
    public (ImmutableArray<Contributor> Contributors, ImmutableArray<Contributor> Ended) Read(YamlNode.Sequence? list, string tenant, string? owner)
    {
        _routes.Clear();
        _direct.Clear();
        _groups.Clear();
        foreach (var entry in list.Maps())
        {
            if (findings.IsFull)
            {
                break;
            }

            var role = RoleNames.Parse(entry.Text("role")?.Text);
            var until = EndOf(entry, tenant);
            if (entry.Text("user") is { } user)
            {
                ReadUser(user, role, until, tenant, owner);
            }
            else if (entry.Text("group") is { } group)
            {
                ReadGroup(group, role, until, owner);
            }
        }

        var over = _routes.FindAll(r => IsOver(r.Until));
        var contributors = Strongest(over.Count == 0 ? _routes : _routes.FindAll(r => !IsOver(r.Until)));
        CheckBindings(contributors, tenant);
        if (over.Count == 0)
        {
            return (contributors, []);
        }

        var present = contributors.Select(c => c.Email).ToHashSet(StringComparer.Ordinal);
        return (contributors, Strongest(over.FindAll(r => !present.Contains(r.Email))));
    }

    // Of two equal routes the one that lasts longer counts, then the direct one is told; which of several groups, is decided by their place.
    private ImmutableArray<Contributor> Strongest(List<Route> routes)
    {
        routes.Sort(ByEmailAndStrength);
        var contributors = ImmutableArray.CreateBuilder<Contributor>(routes.Count);
        foreach (var route in routes)
        {
            if (contributors.Count == 0 || contributors[^1].Email != route.Email)
            {
                contributors.Add(new Contributor(route.Email, route.Role, route.Place) { Until = route.Until, Group = route.Group, ClusterRole = ClusterRoleOf(route.Role) });
            }
        }

        return contributors.DrainToImmutable();
    }

    private static int ByEmailAndStrength(Route a, Route b) =>
        string.CompareOrdinal(a.Email, b.Email) is not 0 and var byEmail ? byEmail
        : a.Role != b.Role ? b.Role.CompareTo(a.Role)
        : a.Until != b.Until ? (b.Until ?? DateTimeOffset.MaxValue).CompareTo(a.Until ?? DateTimeOffset.MaxValue)
        : a.Group is null != b.Group is null ? (a.Group is null ? -1 : 1)
        : a.Place.CompareTo(b.Place);

    private string ClusterRoleOf(Role role) => platform.Flavor == Flavor.Kubernetes ? platform.Roles.Of(role) : role.ToClusterRole();

    private bool IsOver(DateTimeOffset? until) => until <= now;

    private DateTimeOffset? EndOf(YamlNode.Mapping entry, string tenant)
    {
        if (entry.Text("until") is not { } until)
        {
            return null;
        }

        var end = AccessEnd.Parse(until.Text);
        if (end is null)
        {
            findings.Add(KnownDiagnostics.BadAccessEnd(until.Location, until.Text));
        }
        else if (IsOver(end))
        {
            findings.Add(KnownDiagnostics.AccessHasEnded(until.Location, (entry.Text("user") ?? entry.Text("group"))?.Text ?? "", tenant, Times.Seconds(end.Value)));
        }

        return end;
    }

    private void ReadUser(YamlNode.Scalar user, Role? role, DateTimeOffset? until, string tenant, string? owner)
    {
        if (people.Resolve(user, isContributor: true) is not { } email)
        {
            return;
        }

        if (string.Equals(email, owner, StringComparison.OrdinalIgnoreCase))
        {
            findings.Add(KnownDiagnostics.OwnerIsContributor(user.Location, tenant, email));
        }
        else if (!_direct.TryAdd(email, user.Location))
        {
            findings.Add(KnownDiagnostics.ListedTwice(user.Location, "person", email, _direct[email]));
        }
        else if (role is { } known)
        {
            _routes.Add(new Route(email, known, user.Location, Group: null, until));
        }
    }

    private void ReadGroup(YamlNode.Scalar group, Role? role, DateTimeOffset? until, string? owner)
    {
        var members = people.MembersOf(group);
        if (!_groups.TryAdd(group.Text, group.Location))
        {
            findings.Add(KnownDiagnostics.ListedTwice(group.Location, "group", group.Text, _groups[group.Text]));
        }
        else if (members is { } emails && role is { } known)
        {
            if (emails.Length > MaxFromGroups - _fromGroups)
            {
                findings.Add(KnownDiagnostics.TooManyContributors(group.Location, MaxFromGroups));
                return;
            }

            // The owner may well be in the group, and has every right already.
            _fromGroups += emails.Length;
            _routes.AddRange(emails
                .Where(e => !string.Equals(e, owner, StringComparison.OrdinalIgnoreCase))
                .Select(e => new Route(e, known, group.Location, group.Text, until)));
        }
    }

    private void CheckBindings(ImmutableArray<Contributor> contributors, string tenant)
    {
        _byBinding.Clear();
        _byEmail.Clear();
        foreach (var contributor in contributors)
        {
            var name = KfamName.For(contributor.Email, contributor.Role);
            if (name.Length > KfamName.MaxLength)
            {
                findings.Add(KnownDiagnostics.BindingNameTooLong(contributor.Origin, contributor.Email, name.Length, KfamName.MaxLength));
            }

            if (!_byEmail.TryAdd(contributor.Email, contributor))
            {
                var same = _byEmail[contributor.Email];
                findings.Add(KnownDiagnostics.EmailTwice(contributor.Origin, contributor.Email, same.Email, same.Origin));
            }
            else if (!_byBinding.TryAdd(name, contributor))
            {
                var other = _byBinding[name];
                findings.Add(KnownDiagnostics.BindingCollision(contributor.Origin, tenant, contributor.Email, other.Email, other.Origin, name));
            }
        }
    }
}
