using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Logins.Dex;
using KfTenants.Tenants;
using KfTenants.Tenants.Rules;

namespace KfTenants.Importing;

/// <summary>
/// The people who sign in with Dex's own passwords. Where there are any, the file lists all people, because then each must be in it. A hash that Dex has is
/// written as it is; one that the file's rules refuse, because its password is published or its cost is low, is not, and said.
/// </summary>
internal static class LoginImport
{
    /// <param name="sources">By e-mail, as JSON: how this set's file last named the source of each login.</param>
    /// <param name="isScoped">Only the logins of people in these tenants.</param>
    public static ImportedSet Into(ImportedSet set, LiveState live, DexPlatform dex, ImmutableSortedDictionary<string, string> sources, bool isScoped)
    {
        var configMap = live.Find(LoginResolver.ConfigMapOf(dex));
        if (configMap is null)
        {
            return set.Saying(
                $"{LoginResolver.ConfigMapOf(dex)} is not there, so that logins are not imported: people sign in elsewhere, or Dex is in another place (platform.dex)");
        }

        var logins = KnownLogins.Read(dex, live);
        var unread = live.Unread.FirstOrDefault(u => u.Kind == ObjectKind.Password);
        set = unread is null ? set : set.Saying($"Password objects of Dex are not imported, if there are any: {unread.Why}");
        var problem = logins.Flaw is { } flaw ? $"{configMap.Key}: {flaw}" : unread is null ? logins.Unknown : null;
        set = problem is null ? set : set.Saying($"logins are not imported: {problem}");
        ImmutableArray<KnownLogin> found = [.. logins.Logins.Where(l => l.Email.Length > 0)];
        var people = set.Tenants.SelectMany(t => t.Contributors.Where(c => !c.IsGroup).Select(c => c.Who).Append(t.Owner)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        found = isScoped ? [.. found.Where(f => people.Contains(f.Email))] : found;
        if (found.IsEmpty)
        {
            return set;
        }

        var record = RecordOf(set.Name, configMap);
        var store = StoreOf(set, found, record);
        if (store == LoginStore.Passwords && !set.Platform.ContainsKey("dex/logins"))
        {
            set = set with { Platform = set.Platform.SetItem("dex/logins", "\"passwords\"") };
        }

        var others = OtherSets(set.Name, configMap);
        var (handles, variables) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var users = ImmutableArray.CreateBuilder<ImportedUser>();
        foreach (var entry in found)
        {
            var (login, why) = others.TryGetValue(DexPasswordName.KeyOf(entry.User.Email), out var other)
                ? (null, $"it is a login of set {other}")
                : LoginOf(entry, store, record, sources, variables);
            if (login is not null || people.Contains(entry.User.Email))
            {
                users.Add(UserOf(entry, login, handles));
            }

            set = why is null ? set : set.Saying($"the login of {QuotedText.Of(entry.User.Email)} in Dex is not in the file: {why}");
            if (login is { NeedsSecret: true })
            {
                set = set.Saying($"the login of {QuotedText.Of(entry.User.Email)} is read from {login.From} {QuotedText.Of(login.Value)}: give it there before the plan");
            }

            if (login is not null && !people.Contains(entry.User.Email))
            {
                set = set.Saying($"{QuotedText.Of(entry.User.Email)} can sign in with Dex and has no tenant");
            }
        }

        if (users.All(u => u.Login is null))
        {
            return set;
        }

        var listed = users.Select(u => u.Email).ToHashSet(StringComparer.Ordinal);
        users.AddRange(people.Where(p => !listed.Contains(p)).Order(StringComparer.Ordinal).Select(p => new ImportedUser(Handles.Of(p, null, handles), p)));
        return set with { Users = users.ToImmutable() };
    }

    private static bool IsObject(KnownLogin login) => login.Object.Kind == ObjectKind.Password;

    // A set has one place for all its logins.
    private static LoginStore StoreOf(ImportedSet set, ImmutableArray<KnownLogin> found, DexRecord record) =>
        set.Platform.GetValueOrDefault("dex/logins") switch
        {
            "\"passwords\"" => LoginStore.Passwords,
            "\"secret\"" => LoginStore.Secret,
            "\"config\"" => LoginStore.Config,
            _ => record.Passwords || (found.Any(IsObject) && found.All(f => IsObject(f) || string.IsNullOrEmpty(f.User.Hash)))
                ? LoginStore.Passwords
                : LoginStore.Config,
        };

    private static (ImportedLogin? Login, string? Why) LoginOf(
        KnownLogin entry, LoginStore store, DexRecord record, ImmutableSortedDictionary<string, string> sources, HashSet<string> variables)
    {
        var user = entry.User;
        if (sources.TryGetValue(JsonPointer.Escape(user.Email), out var json) && SourceOf(json) is { } known)
        {
            return (known, null);
        }

        if (IsObject(entry) != (store == LoginStore.Passwords) && (IsObject(entry) || !string.IsNullOrEmpty(user.Hash)))
        {
            var place = IsObject(entry) ? "a Password object" : "an entry of Dex's configuration";
            return (null, $"it is {place}, and others are not; the logins of a set are all in one place (platform.dex.logins)");
        }

        if (string.IsNullOrEmpty(user.Hash))
        {
            return user.HashFromEnv is not { Length: > 0 } variable ? (null, "it has no hash")
                : record.Variables.Contains(variable, StringComparer.Ordinal)
                    ? (new ImportedLogin("passwordHashFrom", "env", Handles.Variable(user.Email, variables)), null)
                    : NameRules.IsVariable(variable) ? (new ImportedLogin("dexEnv", null, variable), null)
                    : (null, "its hashFromEnv is not the name of a variable");
        }

        if (entry.Hash is not { } hash)
        {
            return (null, "a snapshot holds no hash of it, only the cluster does: import from there");
        }

        return BcryptHash.Check(hash, default) is { } problem
            ? (null, $"{problem.Message.TrimEnd('.')}; give the person another password (login: {{passwordFrom: {{env: {Handles.Variable(user.Email, variables)}}}}})")
            : (new ImportedLogin("passwordHash", null, hash), null);
    }

    // "passwordFrom env KFT_ANA", as the record of approved settings has it.
    private static ImportedLogin? SourceOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.String && document.RootElement.GetString()!.Split(' ', 3) is [var form, var from, var value] &&
            form is "passwordFrom" or "passwordHashFrom" && from is "env" or "file"
            ? new ImportedLogin(form, from, value)
            : null;
    }

    private static ImportedUser UserOf(KnownLogin entry, ImportedLogin? login, HashSet<string> handles)
    {
        var user = entry.User;
        var handle = Handles.Of(user.Email, user.Username, handles);
        return login is null
            ? new ImportedUser(handle, user.Email)
            : new ImportedUser(handle, user.Email)
            {
                Username = user.Username is { } username && username != handle ? username : null,
                Login = login,
                Groups = user.Groups is { IsDefaultOrEmpty: false } groups ? groups : null,
                PreferredUsername = user.PreferredUsername,
                DisplayName = user.Name,
                EmailVerified = user.EmailVerified,
                Source = entry.Object.ToString(),
            };
    }

    private static DexRecord RecordOf(string set, KubeObject configMap) => Parse(configMap.Text("data", DexLogins.RecordKeyOf(set)));

    private static Dictionary<string, string> OtherSets(string set, KubeObject configMap)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var other in DexLogins.SetsOf(configMap).Where(s => s != set))
        {
            foreach (var email in RecordOf(other, configMap).Managed)
            {
                found.TryAdd(DexPasswordName.KeyOf(email), other);
            }
        }

        return found;
    }

    private static DexRecord Parse(string? text)
    {
        try
        {
            return DexRecord.Parse(text);
        }
        catch (FormatException)
        {
            // What the plan says of a damaged record is said there.
            return DexRecord.Empty;
        }
    }
}
