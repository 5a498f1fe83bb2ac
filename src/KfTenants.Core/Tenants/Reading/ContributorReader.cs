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
    /// <summary>A short file can put a long group into many tenants: 5,000 tenants of 20 contributors are 100,000.</summary>
    public const int MaxFromGroups = 250_000;

    private int _fromGroups;

    private sealed record Route(string Email, Role Role, SourceLocation Place, string? Group, DateTimeOffset? Until);

    /// <param name="owner">The owner's e-mail; null when it is not known.</param>
    /// <returns>Who has access, and who had it until a moment that is over.</returns>
    public (ImmutableArray<Contributor> Contributors, ImmutableArray<Contributor> Ended) Read(YamlNode.Sequence? list, string tenant, string? owner)
    {
        var routes = new List<Route>();
        var direct = new Dictionary<string, SourceLocation>(StringComparer.OrdinalIgnoreCase);
        var groups = new Dictionary<string, SourceLocation>(StringComparer.Ordinal);
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
                ReadUser(user, role, until, tenant, owner, direct, routes);
            }
            else if (entry.Text("group") is { } group)
            {
                ReadGroup(group, role, until, owner, groups, routes);
            }
        }

        var over = routes.FindAll(r => IsOver(r.Until));
        var contributors = Strongest(routes.Where(r => !IsOver(r.Until)));
        CheckBindings(contributors, tenant);
        if (over.Count == 0)
        {
            return (contributors, []);
        }

        var present = contributors.Select(c => c.Email).ToHashSet(StringComparer.Ordinal);
        return (contributors, Strongest(over.Where(r => !present.Contains(r.Email))));
    }

    // Of two equal routes the one that lasts longer counts, then the direct one is told; which of several groups, is decided by their place.
    private ImmutableArray<Contributor> Strongest(IEnumerable<Route> routes) => [.. routes
        .GroupBy(r => r.Email, StringComparer.Ordinal)
        .Select(g => g.OrderByDescending(r => r.Role).ThenByDescending(r => r.Until ?? DateTimeOffset.MaxValue).ThenByDescending(r => r.Group is null).ThenBy(r => r.Place).First())
        .OrderBy(r => r.Email, StringComparer.Ordinal)
        .Select(r => new Contributor(r.Email, r.Role, r.Place) { Until = r.Until, Group = r.Group, ClusterRole = ClusterRoleOf(r.Role) })];

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

    private void ReadUser(
        YamlNode.Scalar user, Role? role, DateTimeOffset? until, string tenant, string? owner, Dictionary<string, SourceLocation> direct, List<Route> routes)
    {
        if (people.Resolve(user, isContributor: true) is not { } email)
        {
            return;
        }

        if (string.Equals(email, owner, StringComparison.OrdinalIgnoreCase))
        {
            findings.Add(KnownDiagnostics.OwnerIsContributor(user.Location, tenant, email));
        }
        else if (!direct.TryAdd(email, user.Location))
        {
            findings.Add(KnownDiagnostics.ListedTwice(user.Location, "person", email, direct[email]));
        }
        else if (role is { } known)
        {
            routes.Add(new Route(email, known, user.Location, Group: null, until));
        }
    }

    private void ReadGroup(YamlNode.Scalar group, Role? role, DateTimeOffset? until, string? owner, Dictionary<string, SourceLocation> groups, List<Route> routes)
    {
        var members = people.MembersOf(group);
        if (!groups.TryAdd(group.Text, group.Location))
        {
            findings.Add(KnownDiagnostics.ListedTwice(group.Location, "group", group.Text, groups[group.Text]));
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
            routes.AddRange(emails
                .Where(e => !string.Equals(e, owner, StringComparison.OrdinalIgnoreCase))
                .Select(e => new Route(e, known, group.Location, group.Text, until)));
        }
    }

    private void CheckBindings(ImmutableArray<Contributor> contributors, string tenant)
    {
        var names = new Dictionary<string, Contributor>(StringComparer.Ordinal);
        var emails = new Dictionary<string, Contributor>(StringComparer.OrdinalIgnoreCase);
        foreach (var contributor in contributors)
        {
            var name = KfamName.For(contributor.Email, contributor.Role);
            if (name.Length > KfamName.MaxLength)
            {
                findings.Add(KnownDiagnostics.BindingNameTooLong(contributor.Origin, contributor.Email, name.Length, KfamName.MaxLength));
            }

            if (!emails.TryAdd(contributor.Email, contributor))
            {
                var same = emails[contributor.Email];
                findings.Add(KnownDiagnostics.EmailTwice(contributor.Origin, contributor.Email, same.Email, same.Origin));
            }
            else if (!names.TryAdd(name, contributor))
            {
                var other = names[name];
                findings.Add(KnownDiagnostics.BindingCollision(contributor.Origin, tenant, contributor.Email, other.Email, other.Origin, name));
            }
        }
    }
}
