using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>Who is meant by a handle, an e-mail address or a group's name.</summary>
/// <param name="platform">Where there is no Kubeflow, people are called as the API server calls them.</param>
internal sealed class People(Declarations declarations, Platform platform, DiagnosticBag findings)
{
    private readonly Dictionary<string, User> _byHandle = new(StringComparer.Ordinal);
    private readonly Dictionary<string, User> _byEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (ImmutableArray<string> Members, SourceLocation Place)> _groups = new(StringComparer.Ordinal);
    private readonly HashSet<string> _groupNames = [.. declarations.Groups.Select(g => g.Text("name")?.Text).OfType<string>()];
    private readonly HashSet<string> _doubtful = new(StringComparer.Ordinal);
    private readonly HashSet<string> _withCapitals = new(StringComparer.Ordinal);

    /// <summary>In the order of their e-mails.</summary>
    public IEnumerable<User> Users => _byEmail.Values.OrderBy(u => u.Email, StringComparer.Ordinal);

    /// <summary>Each handle and each e-mail (ignoring case) once; the second is reported with the place of the first, a copied user once.</summary>
    public void Add(User user, SourceLocation emailPlace)
    {
        if (!_byHandle.TryAdd(user.Handle, user))
        {
            var same = _byHandle[user.Handle];
            findings.Add(KnownDiagnostics.DefinedTwice(user.Origin, "user", user.Handle, same.Origin));
            if (same.Email == user.Email)
            {
                return;
            }
        }

        if (!_byEmail.TryAdd(user.Email, user))
        {
            var first = _byEmail[user.Email];
            findings.Add(KnownDiagnostics.EmailTwice(emailPlace, user.Email, first.Email, first.Origin));
            _doubtful.Add(user.Handle);
        }
    }

    /// <summary>Reads the groups; all users must be known before.</summary>
    public void AddGroups()
    {
        foreach (var group in declarations.Groups)
        {
            if (group.Text("name") is not { } name)
            {
                continue;
            }

            if (!NameRules.IsHandle(name.Text))
            {
                findings.Add(KnownDiagnostics.BadName(name.Location, "group name", name.Text, NameRules.Handle));
            }

            var members = MembersOf(group);
            if (!_groups.TryAdd(name.Text, (members, name.Location)))
            {
                findings.Add(KnownDiagnostics.DefinedTwice(name.Location, "group", name.Text, _groups[name.Text].Place));
            }
        }
    }

    /// <summary>The e-mail of a reference, as the cluster has it; null when no user has it, which is then reported.</summary>
    public string? Resolve(YamlNode.Scalar reference) => Resolve(reference, isContributor: false);

    /// <param name="isContributor">A group could stand there as well.</param>
    public string? Resolve(YamlNode.Scalar reference, bool isContributor) =>
        Find(reference, isContributor) is { } person ? platform.UsernamePrefix + person : null;

    private string? Find(YamlNode.Scalar reference, bool isContributor)
    {
        var text = reference.Text;
        if (!declarations.HasUsers)
        {
            return platform.Flavor == Flavor.Kubernetes ? FindByUserName(reference, isContributor) : ResolveAsEmail(reference, isContributor);
        }

        // Who that is, another finding asks already.
        if (_doubtful.Contains(text))
        {
            return null;
        }

        if (_byHandle.TryGetValue(text, out var user) || (_byEmail.TryGetValue(text, out user) && user.Email == text))
        {
            return user.Email;
        }

        if (declarations.IsClear("users") && text.Length > 0)
        {
            // An e-mail in another case is another identity for Kubernetes: the nearest one is it, as a hint only.
            findings.Add(_groupNames.Contains(text)
                ? KnownDiagnostics.GroupAsUser(reference.Location, text, isContributor)
                : KnownDiagnostics.UnknownUser(reference.Location, text, findings.Hint(text, _byHandle.Keys.Concat(_byEmail.Values.Select(u => u.Email))), asEmail: false));
        }

        return null;
    }

    /// <summary>The file has a group of this name.</summary>
    public bool HasGroup(string name) => _groupNames.Contains(name);

    /// <summary>The e-mails of a group's members; null when there is no such group, which is then reported.</summary>
    public ImmutableArray<string>? MembersOf(YamlNode.Scalar group)
    {
        if (_groups.TryGetValue(group.Text, out var known))
        {
            return known.Members;
        }

        if (declarations.IsClear("groups") && group.Text.Length > 0)
        {
            findings.Add(_byHandle.ContainsKey(group.Text) || _byEmail.ContainsKey(group.Text) || (!declarations.HasUsers && EmailAddress.Problem(group.Text) is null)
                ? KnownDiagnostics.UserAsGroup(group.Location, group.Text)
                : KnownDiagnostics.UnknownGroup(group.Location, group.Text, findings.Hint(group.Text, _groups.Keys)));
        }

        return null;
    }

    private ImmutableArray<string> MembersOf(YamlNode.Mapping group)
    {
        var members = new Dictionary<string, SourceLocation>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in group.List("members").Texts())
        {
            if (Resolve(member) is { } email && !members.TryAdd(email, member.Location))
            {
                findings.Add(KnownDiagnostics.ListedTwice(member.Location, "person", email, members[email]));
            }
        }

        return [.. members.Keys];
    }

    private string? FindByUserName(YamlNode.Scalar reference, bool isContributor)
    {
        if (_groupNames.Contains(reference.Text) || UserName.Problem(reference.Text) is not null)
        {
            if (declarations.IsClear("users") && reference.Text.Length > 0)
            {
                findings.Add(_groupNames.Contains(reference.Text)
                    ? KnownDiagnostics.GroupAsUser(reference.Location, reference.Text, isContributor)
                    : KnownDiagnostics.BadUserName(reference.Location, reference.Text, UserName.Problem(reference.Text)!));
            }

            return null;
        }

        return reference.Text;
    }

    private string? ResolveAsEmail(YamlNode.Scalar reference, bool isContributor)
    {
        var text = reference.Text;
        if (EmailAddress.Problem(text) is { } problem)
        {
            if (declarations.IsClear("users") && text.Length > 0)
            {
                findings.Add(text.Contains('@', StringComparison.Ordinal)
                    ? KnownDiagnostics.BadEmail(reference.Location, text, problem)
                    : _groupNames.Contains(text) ? KnownDiagnostics.GroupAsUser(reference.Location, text, isContributor)
                    : KnownDiagnostics.UnknownUser(reference.Location, text, hint: "", asEmail: true));
            }

            return null;
        }

        // Once, wherever the person stands.
        if (EmailAddress.HasUpperCase(text) && _withCapitals.Add(text))
        {
            findings.Add(KnownDiagnostics.UpperCaseEmail(reference.Location, text));
        }

        return text;
    }
}
