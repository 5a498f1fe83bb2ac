using System.Collections.Immutable;
using System.Text;
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
    private const string RecordPrefix = "kftenants.";
    private const string RecordSuffix = ".json";

    private sealed record Found(DexUser User, string Source, bool IsObject);

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

        var (found, problem) = Entries(configMap, dex, live);
        set = problem is null ? set : set.Saying(problem);
        var people = set.Tenants.SelectMany(t => t.Contributors.Where(c => !c.IsGroup).Select(c => c.Who).Append(t.Owner)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        found = isScoped ? [.. found.Where(f => people.Contains(f.User.Email))] : found;
        if (found.IsEmpty)
        {
            return set;
        }

        var store = StoreOf(set, found, configMap);
        if (store == LoginStore.Passwords && !set.Platform.ContainsKey("dex/logins"))
        {
            set = set with { Platform = set.Platform.SetItem("dex/logins", "\"passwords\"") };
        }

        var others = OtherSets(set.Name, configMap);
        var (handles, variables) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var users = ImmutableArray.CreateBuilder<ImportedUser>();
        foreach (var entry in found.OrderBy(f => f.User.Email, StringComparer.Ordinal))
        {
            var (login, why) = others.TryGetValue(DexPasswordName.KeyOf(entry.User.Email), out var other)
                ? (null, $"it is a login of set {other}")
                : LoginOf(entry, store, RecordOf(set.Name, configMap), sources, variables);
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

    private static (ImmutableArray<Found> Found, string? Problem) Entries(KubeObject configMap, DexPlatform dex, LiveState live)
    {
        DexConfig config;
        try
        {
            config = DexTextPlanner.ReadConfig(configMap.Key, dex.Key, live);
        }
        catch (KfTenantsException e)
        {
            return ([], $"logins are not imported: {e.Message}");
        }

        return (
        [
            .. config.EffectiveUsers.Where(u => u.Email.Length > 0).Select(u => new Found(u, $"{configMap.Key}", IsObject: false)),
            .. from password in live.In(dex.Namespace, ObjectKind.Password)
               let email = password.Text("email")
               where !string.IsNullOrEmpty(email) && config.Find(email) is null
               select new Found(UserOf(password, email), password.Key.ToString(), IsObject: true),
        ], null);
    }

    private static DexUser UserOf(KubeObject password, string email) => new(
        email,
        PasswordObject.HashOf(password),
        null,
        password.Text("username"),
        password.Text("userID"),
        password.Text("name"),
        password.Text("preferredUsername"),
        password.At("emailVerified") is { ValueKind: JsonValueKind.True or JsonValueKind.False } verified ? verified.GetBoolean() : null,
        password.At("groups") is { ValueKind: JsonValueKind.Array } groups ? [.. groups.EnumerateArray().Select(g => g.ToString())] : null);

    // A set has one place for all its logins.
    private static LoginStore StoreOf(ImportedSet set, ImmutableArray<Found> found, KubeObject configMap) =>
        set.Platform.GetValueOrDefault("dex/logins") switch
        {
            "\"passwords\"" => LoginStore.Passwords,
            "\"secret\"" => LoginStore.Secret,
            "\"config\"" => LoginStore.Config,
            _ => RecordOf(set.Name, configMap).Passwords || (found.Any(f => f.IsObject) && found.All(f => f.IsObject || string.IsNullOrEmpty(f.User.Hash)))
                ? LoginStore.Passwords
                : LoginStore.Config,
        };

    private static (ImportedLogin? Login, string? Why) LoginOf(
        Found entry, LoginStore store, DexRecord record, ImmutableSortedDictionary<string, string> sources, HashSet<string> variables)
    {
        var user = entry.User;
        if (sources.TryGetValue(JsonPointer.Escape(user.Email), out var json) && SourceOf(json) is { } known)
        {
            return (known, null);
        }

        if (entry.IsObject != (store == LoginStore.Passwords) && (entry.IsObject || !string.IsNullOrEmpty(user.Hash)))
        {
            var place = entry.IsObject ? "a Password object" : "an entry of Dex's configuration";
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

        var hash = Plain(user.Hash);
        return BcryptHash.Check(hash, default) is { } problem
            ? (null, $"{problem.Message.TrimEnd('.')}; give the person another password (login: {{passwordFrom: {{env: {Handles.Variable(user.Email, variables)}}}}})")
            : (new ImportedLogin("passwordHash", null, hash), null);
    }

    // Dex takes base64 of the bcrypt text, too.
    private static string Plain(string hash)
    {
        if (hash.StartsWith('$'))
        {
            return hash;
        }

        var bytes = new byte[hash.Length];
        return Convert.TryFromBase64String(hash, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length) is ['$', ..] text ? text : hash;
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

    private static ImportedUser UserOf(Found entry, ImportedLogin? login, HashSet<string> handles)
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
                Source = entry.Source,
            };
    }

    private static DexRecord RecordOf(string set, KubeObject configMap) => Parse(configMap.Text("data", DexLogins.RecordKeyOf(set)));

    private static Dictionary<string, string> OtherSets(string set, KubeObject configMap)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in configMap.At("data")?.EnumerateObject().ToArray() ?? [])
        {
            if (entry.Name.StartsWith(RecordPrefix, StringComparison.Ordinal) && entry.Name.EndsWith(RecordSuffix, StringComparison.Ordinal) &&
                entry.Name != DexLogins.RecordKeyOf(set) && entry.Value.ValueKind == JsonValueKind.String && entry.Name.Length > RecordPrefix.Length + RecordSuffix.Length)
            {
                foreach (var email in Parse(entry.Value.GetString()).Managed)
                {
                    found.TryAdd(DexPasswordName.KeyOf(email), entry.Name[RecordPrefix.Length..^RecordSuffix.Length]);
                }
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
