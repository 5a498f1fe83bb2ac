using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Resources;
using KfTenants.Tenants;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Importing;

/// <summary>
/// The values of deployKF that make profiles and logins (generator/default_values.yaml, generator/helpers/deploykf-profiles.tpl): the profiles generator and Dex's
/// static passwords. Everything else in a values file is not looked at.
/// </summary>
public sealed class DeployKfImport
{
    // Keys of the profiles generator that make objects of their own.
    private static readonly string[] Unknown = ["valuesOverrides", "extraManifests"];

    private const string AdminEmail = "admin@example.com";

    private static readonly string[] Roles = ["edit", "view"];

    private readonly DiagnosticBag _findings = new();
    private readonly Dictionary<string, (string Email, SourceLocation Place)> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ImmutableArray<string> Members, SourceLocation Place)> _groups = new(StringComparer.Ordinal);
    private readonly HashSet<string> _handles = new(StringComparer.Ordinal);
    private readonly HashSet<string> _variables = new(StringComparer.Ordinal);
    private readonly List<ImportedUser> _people = [];
    private ImportedSet _set = new(ImportOptions.DefaultName);

    private DeployKfImport()
    {
    }

    private sealed record Defaults(
        string Prefix, string Owner, Role Role, bool Notebooks, ImmutableSortedDictionary<string, string> Quota, bool HasScopes, ImmutableArray<Plugin> Plugins);

    private sealed record Route(string Id, bool IsGroup, Role Role, bool Notebooks, YamlNode.Scalar Place);

    public static ParseResult<ImportedSet> Read(string file, byte[] bytes)
    {
        var import = new DeployKfImport();
        if (ForeignValues.Root(file, bytes, import._findings)?.Map("deploykf_core", isRequired: true) is { } core)
        {
            import.ReadCore(core);
        }

        return new ParseResult<ImportedSet>(import._set, import._findings.All());
    }

    private void ReadCore(ForeignMap core)
    {
        if (!core.Has("deploykf_profiles_generator") && !core.Has("deploykf_auth"))
        {
            _findings.Add(KnownDiagnostics.MissingKey(core.Location, "deploykf_profiles_generator"));
        }

        var tenants = core.Map("deploykf_profiles_generator") is { } generator ? ReadGenerator(generator) : [];
        var logins = core.Map("deploykf_auth")?.Map("dex")?.Maps("staticPasswords") ?? [];
        _set = _set with { Tenants = [.. tenants.OrderBy(t => t.Name, StringComparer.Ordinal)] };
        foreach (var login in logins)
        {
            ReadLogin(login);
        }

        // All who sign in, own or are listed must be among the users, once there are any.
        if (_people.Count > 0)
        {
            foreach (var owner in tenants.Select(t => t.Owner).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                Person(owner);
            }
        }

        _set = _set with
        {
            Users = [.. _people.OrderBy(u => u.Email, StringComparer.Ordinal)],
            Groups = [.. _groups.OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new ImportedGroup(g.Key, g.Value.Members))],
        };
    }

    private List<ImportedTenant> ReadGenerator(ForeignMap generator)
    {
        generator.Only("enabled", "valuesOverrides", "extraManifests", "profileDefaults", "users", "groups", "profiles");
        foreach (var key in Unknown.Where(generator.Says))
        {
            _set = _set.Saying($"{key} of the profiles generator makes objects that a tenants file does not know: not in the file");
        }

        var defaults = ReadDefaults(generator.Map("profileDefaults"));
        ReadUsers(generator.Maps("users") ?? []);
        ReadGroups(generator.Maps("groups") ?? []);
        var first = new Dictionary<string, SourceLocation>(StringComparer.Ordinal);
        var tenants = new List<ImportedTenant>();
        foreach (var profile in generator.Maps("profiles") ?? [])
        {
            if (profile.Only("name", "members", "ownerEmail", "plugins", "resourceQuotaSpec", "tools").Text("name", isRequired: true) is not { } name)
            {
                continue;
            }

            ForeignValues.CheckTenant(new YamlNode.Scalar(defaults.Prefix + name.Text, ScalarKind.Text, name.Location), _findings);
            if (!first.TryAdd(name.Text, name.Location))
            {
                _findings.Add(KnownDiagnostics.DefinedTwice(name.Location, "profile", name.Text, first[name.Text]));
            }

            tenants.Add(ReadProfile(profile, name, defaults));
        }

        return tenants;
    }

    private Defaults ReadDefaults(ForeignMap? map)
    {
        map?.Only("profileNamePrefix", "ownerEmail", "memberAccess", "plugins", "resourceQuotaSpec", "tools");
        var access = map?.Map("memberAccess")?.Only("role", "notebooksAccess");
        var owner = map?.Text("ownerEmail", isRequired: false);
        if (owner is not null)
        {
            ForeignValues.IsEmail(owner, _findings);
        }

        var (quota, hasScopes) = ForeignValues.QuotaOf(map?.Map("resourceQuotaSpec"), _findings);
        if (map?.Map("tools") is not null && map.Says("tools"))
        {
            _set = _set.Saying("profileDefaults.tools (object stores of pipelines) are not in the file: kftenants does not manage them");
        }

        return new Defaults(
            map?.Text("profileNamePrefix", isRequired: false)?.Text ?? "",
            owner?.Text ?? AdminEmail,
            access?.Text("role", isRequired: false) is { } role ? ForeignValues.RoleOf(role, Roles, _findings) ?? Role.View : Role.View,
            access?.Flag("notebooksAccess") ?? false,
            quota,
            hasScopes,
            PluginsOf(map) ?? []);
    }

    private void ReadUsers(IReadOnlyList<ForeignMap> users)
    {
        var emails = new Dictionary<string, (string Email, SourceLocation Place)>(StringComparer.OrdinalIgnoreCase);
        foreach (var user in users)
        {
            var (id, email) = (user.Only("id", "email").Text("id", isRequired: true), user.Text("email", isRequired: true));
            if (id is null || email is null || !ForeignValues.IsEmail(email, _findings))
            {
                continue;
            }

            if (!_users.TryAdd(id.Text, (email.Text, id.Location)))
            {
                _findings.Add(KnownDiagnostics.DefinedTwice(id.Location, "user", id.Text, _users[id.Text].Place));
            }
            else if (!emails.TryAdd(email.Text, (email.Text, email.Location)))
            {
                _findings.Add(KnownDiagnostics.EmailTwice(email.Location, email.Text, emails[email.Text].Email, emails[email.Text].Place));
            }
            else
            {
                _people.Add(new ImportedUser(Handles.Of(email.Text, id.Text, _handles), email.Text) { Source = ForeignValues.Place(id.Location) });
            }
        }
    }

    private void ReadGroups(IReadOnlyList<ForeignMap> groups)
    {
        foreach (var group in groups)
        {
            if (group.Only("id", "users").Text("id", isRequired: true) is not { } id)
            {
                continue;
            }

            if (!NameRules.IsHandle(id.Text))
            {
                _findings.Add(KnownDiagnostics.BadName(id.Location, "group name", id.Text, NameRules.Handle));
            }

            // The same id twice in one group is one member there, too.
            ImmutableArray<string> members = [.. group.Texts("users").Select(u => EmailOf(u)).OfType<string>().Distinct(StringComparer.Ordinal)];
            if (!_groups.TryAdd(id.Text, (members, id.Location)))
            {
                _findings.Add(KnownDiagnostics.DefinedTwice(id.Location, "group", id.Text, _groups[id.Text].Place));
            }
        }
    }

    private string? EmailOf(YamlNode.Scalar id)
    {
        if (_users.TryGetValue(id.Text, out var user))
        {
            return user.Email;
        }

        _findings.Add(KnownDiagnostics.UnknownUser(id.Location, id.Text, _findings.Hint(id.Text, _users.Keys), asEmail: false));
        return null;
    }

    private ImportedTenant ReadProfile(ForeignMap profile, YamlNode.Scalar name, Defaults defaults)
    {
        var owner = profile.Text("ownerEmail", isRequired: false);
        if (owner is not null)
        {
            ForeignValues.IsEmail(owner, _findings);
        }

        // An empty map or list means none; absent means the default.
        var (quota, hasScopes) = profile.Has("resourceQuotaSpec") ? ForeignValues.QuotaOf(profile.Map("resourceQuotaSpec"), _findings) : (defaults.Quota, defaults.HasScopes);
        var tenant = new ImportedTenant(defaults.Prefix + name.Text)
        {
            Owner = owner?.Text ?? defaults.Owner,
            Quota = quota,
            Plugins = PluginsOf(profile) ?? defaults.Plugins,
            Sources = [ForeignValues.Place(name.Location)],
        }.WithScopes(hasScopes);
        if (profile.Says("tools"))
        {
            tenant = tenant.Saying("tools (object stores of pipelines) are not in the file: kftenants does not manage them");
        }

        return WithMembers(tenant, [.. (profile.Maps("members") ?? []).Select(m => ReadMember(m, defaults)).OfType<Route>()]);
    }

    private Route? ReadMember(ForeignMap member, Defaults defaults)
    {
        var (user, group) = (member.Only("user", "group", "access").Text("user", isRequired: false), member.Text("group", isRequired: false));
        var access = member.Map("access")?.Only("role", "notebooksAccess");
        var role = access?.Text("role", isRequired: false) is { } word ? ForeignValues.RoleOf(word, Roles, _findings) : defaults.Role;
        if (user is null == group is null)
        {
            _findings.Add(KnownDiagnostics.NotExactlyOne(member.Location, "A member", ["user", "group"]));
            return null;
        }

        if (group is not null && !_groups.ContainsKey(group.Text))
        {
            _findings.Add(KnownDiagnostics.UnknownGroup(group.Location, group.Text, _findings.Hint(group.Text, _groups.Keys)));
            return null;
        }

        return role is { } known && (group is not null || EmailOf(user!) is not null)
            ? new Route((group ?? user)!.Text, group is not null, known, access?.Flag("notebooksAccess") ?? defaults.Notebooks, (group ?? user)!)
            : null;
    }

    // Role and notebooks are merged upwards over all routes, each by itself; groups stay groups, because the strongest role counts here, too.
    private ImportedTenant WithMembers(ImportedTenant tenant, ImmutableArray<Route> routes)
    {
        var contributors = ImmutableArray.CreateBuilder<ImportedContributor>();
        foreach (var same in routes.GroupBy(r => (r.IsGroup, Who: r.IsGroup ? r.Id : _users[r.Id].Email)))
        {
            if (!same.Key.IsGroup && string.Equals(same.Key.Who, tenant.Owner, StringComparison.OrdinalIgnoreCase))
            {
                _findings.Add(KnownDiagnostics.OwnerIsContributor(same.First().Place.Location, tenant.Name, same.Key.Who));
                continue;
            }

            contributors.Add(new ImportedContributor(same.Key.Who, same.Max(r => r.Role), Source: null) { IsGroup = same.Key.IsGroup });
        }

        var notebooks = routes.SelectMany(r => (r.IsGroup ? _groups[r.Id].Members : [_users[r.Id].Email]).Select(e => (Email: e, r.Notebooks)))
            .GroupBy(r => r.Email, StringComparer.Ordinal).Where(g => g.All(r => !r.Notebooks)).Select(g => g.Key).Order(StringComparer.Ordinal).ToList();
        tenant = tenant with { Contributors = [.. contributors.OrderBy(c => c.Who, StringComparer.Ordinal)] };
        return notebooks.Count == 0 ? tenant : tenant.Saying(
            $"deployKF kept {NameList.Of([.. notebooks.Select(QuotedText.Of)], 12)} from connecting to notebooks (notebooksAccess: false); in Kubeflow every contributor can");
    }

    private static ImmutableArray<Plugin>? PluginsOf(ForeignMap? map) => map is null || !map.Has("plugins") ? null :
    [
        .. from plugin in map.Maps("plugins") ?? []
           let kind = plugin.Only("kind", "spec").Text("kind", isRequired: true)
           where kind is not null
           select new Plugin(kind.Text, plugin.Map("spec") is { } spec ? CanonicalJson.Of(spec.ToJson()) : "{}"),
    ];

    private void ReadLogin(ForeignMap entry)
    {
        var email = entry.Only("email", "password").Text("email", isRequired: true);
        var password = entry.Map("password", isRequired: true)?.Only("value", "existingSecret", "existingSecretKey", "type");
        if (email is null || password is null || !ForeignValues.IsEmail(email, _findings))
        {
            return;
        }

        var user = Person(email.Text);
        if (user.Login is not null)
        {
            _findings.Add(KnownDiagnostics.ListedTwice(email.Location, "login", email.Text, email.Location));
            return;
        }

        var (login, text) = LoginOf(user, password);
        if (text is not null)
        {
            _set = _set.Saying($"the login of {QuotedText.Of(email.Text)}: {text}");
        }

        // Both are the address there (deploykf-auth/templates/dex/Secret-config.yaml): another userID would be another person to what reads tokens.
        _people[_people.FindIndex(u => u.Handle == user.Handle)] = login is null ? user : user with { Login = login, Username = email.Text, UserId = email.Text };
    }

    // A password in clear text is never copied: it has been in a file that many can read.
    private (ImportedLogin? Login, string? Text) LoginOf(ImportedUser user, ForeignMap password)
    {
        var isHash = password.Text("type", isRequired: false)?.Text == "hash";
        var variable = Handles.Variable(user.Email, _variables);
        if (password.Text("existingSecret", isRequired: false) is { } secret)
        {
            var key = password.Text("existingSecretKey", isRequired: false)?.Text ?? "";
            return (new ImportedLogin(isHash ? "passwordHashFrom" : "passwordFrom", "env", variable),
                $"the {(isHash ? "hash" : "password")} is in the Secret {QuotedText.Of(secret.Text)}, key {QuotedText.Of(key)}: " +
                $"put it into the variable {variable} before the plan");
        }

        if (!isHash)
        {
            return (new ImportedLogin("passwordFrom", "env", variable),
                $"deployKF has the password in clear text, and it is not copied: put a new one into the variable {variable} before the plan");
        }

        return password.Text("value", isRequired: true) is not { } hash ? (null, null)
            : BcryptHash.Check(hash.Text, hash.Location) is { } problem ? (null, $"not in the file: {problem.Message.TrimEnd('.')}")
            : (new ImportedLogin("passwordHash", null, hash.Text), null);
    }

    private ImportedUser Person(string email)
    {
        if (_people.Find(u => u.Email == email) is { } known)
        {
            return known;
        }

        var user = new ImportedUser(Handles.Of(email, null, _handles), email);
        _people.Add(user);
        return user;
    }
}
