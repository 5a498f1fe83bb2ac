using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KfTenants.Dex;
using KfTenants.Objects;

namespace KfTenants.Planning;

/// <summary>The fate of the ConfigMap with Dex's configuration: our entries of <c>staticPasswords</c>, and our record beside the text.</summary>
public static class DexTextPlanner
{
    private const string EntriesPointer = "/staticPasswords/";

    // A ConfigMap's data may have 1 MiB (kubernetes core/v1 MaxSecretSize, used for ConfigMaps too).
    private const int MaximumBytes = 1 << 20;

    /// <summary>Dex's configuration as it is.</summary>
    /// <exception cref="KfTenantsException">The ConfigMap or the key is missing, or its text is no Dex configuration.</exception>
    public static DexConfig ReadConfig(ObjectKey key, string dataKey, LiveState live)
    {
        var configMap = Present(key, live);
        if (configMap.Text("data", dataKey) is not { } text)
        {
            throw new KfTenantsException($"{key}: has no key {dataKey}; platform.dex.key in the file names the key of Dex's configuration");
        }

        try
        {
            return DexConfig.Parse(text);
        }
        catch (FormatException e)
        {
            throw new KfTenantsException($"{key}: {dataKey} is not a configuration that can be edited: {e.Message}", e);
        }
    }

    /// <summary>Also asked by the executor when it moved between plan and write.</summary>
    public static Change Plan(DexLogins logins, LiveState live)
    {
        var key = logins.ConfigMap;
        var configMap = Present(key, live);
        var wanted = logins.Users.Select(u => u.Email).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (OtherSetOf(logins, configMap, wanted) is { } other)
        {
            return Refuse(logins, ChangeReason.OtherSet, $"{other.Email} is a login of set {other.Set} in the same configuration; one set only may manage it");
        }

        var edit = Edit(logins, live);
        if (edit.Text == configMap.Text("data", logins.Key) && edit.Record.ToJson() == configMap.Text("data", logins.RecordKey))
        {
            return new Change.Keep { Key = key, Tenant = null, Reason = ChangeReason.Unchanged, Origin = logins.Origin };
        }

        return new Change.Update(new Write.DexText(logins), ObjectPlanner.PreconditionOf(configMap))
        {
            Key = key,
            Tenant = null,
            Reason = ChangeReason.Logins,
            Origin = logins.Origin,
            Fields = edit.Fields,
            Risk = edit.Fields.Any(IsLoginLost) ? Risk.AccessRevoked : edit.Fields.Any(IsLoginGained) ? Risk.AccessGranted : Risk.None,
        };
    }

    /// <summary>The merge patch that makes the ConfigMap as planned: the text and our record, nothing else.</summary>
    /// <param name="live">Holds the ConfigMap as it is now, and the Secret.</param>
    public static JsonObject Patch(DexLogins logins, LiveState live)
    {
        var edit = Edit(logins, live);
        return new JsonObject
        {
            ["data"] = new JsonObject { [logins.Key] = edit.Text, [logins.RecordKey] = edit.Record.ToJson() },
        };
    }

    /// <summary>Who can sign in after this change, and who no more.</summary>
    public static IEnumerable<AccessChange> AccessChanges(Change change) =>
        from field in change.Fields
        where change is Change.Update { Write: Write.DexText }
        where IsLoginGained(field) || IsLoginLost(field)
        let person = FieldSet.Segments(field.Pointer).ElementAt(1)
        select new AccessChange(null, person, field.Before is null ? null : Grants.SignIn, field.After is null ? null : Grants.SignIn);

    private static bool IsLoginGained(FieldChange field) => IsEmail(field) && field.Before is null;

    private static bool IsLoginLost(FieldChange field) => IsEmail(field) && field.After is null;

    private static bool IsEmail(FieldChange field) =>
        field.Pointer.StartsWith(EntriesPointer, StringComparison.Ordinal) && field.Pointer.EndsWith("/email", StringComparison.Ordinal);

    /// <summary>Our record once this change is carried out.</summary>
    internal static DexRecord RecordAfter(DexLogins logins, LiveState live, Change change) =>
        change is Change.Update ? Edit(logins, live).Record : ReadRecord(logins, Present(logins.ConfigMap, live));

    internal static Change.Conflict Refuse(DexLogins logins, ChangeReason reason, string detail) => new(detail)
    {
        Key = logins.ConfigMap,
        Tenant = null,
        Reason = reason,
        Origin = logins.Origin,
    };

    private static DexEdit Edit(DexLogins logins, LiveState live)
    {
        var configMap = Present(logins.ConfigMap, live);
        var config = ReadConfig(logins.ConfigMap, logins.Key, live);
        var record = ReadRecord(logins, configMap);
        var wanted = logins.Users.Select(u => u.Email).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var removed = logins.OnlyAdd ? [] : record.Managed.Where(m => !wanted.Contains(m)).ToImmutableArray();
        var fields = new List<FieldChange>();
        foreach (var user in logins.Users)
        {
            var present = config.Find(user.Email);
            fields.AddRange(Differences(user, present));
            if (present is not null && !record.Managed.Contains(user.Email, StringComparer.Ordinal))
            {
                fields.Add(new FieldChange($"/data/{FieldSet.Escape(logins.RecordKey)}/{FieldSet.Escape(user.Email)}", null, "\"managed\""));
            }
        }

        fields.AddRange(removed.Where(e => config.Find(e) is not null).Select(e =>
            new FieldChange($"{EntriesPointer}{FieldSet.Escape(e)}/email", CanonicalJson.OfText(e), null)));
        var isEffective = fields.Any(f => f.Pointer.StartsWith(EntriesPointer, StringComparison.Ordinal)) || DexSecretPlanner.SetsKeys(logins, live);
        var managed = logins.OnlyAdd ? record.Managed.Where(m => !wanted.Contains(m)).Concat(logins.Users.Select(u => u.Email)) : logins.Users.Select(u => u.Email);
        var next = record with { Managed = [.. managed.Order(StringComparer.Ordinal)], Parked = ParkedLogins.After(logins, config, record) };
        if (isEffective)
        {
            next = next with { Checksum = ChecksumOf(logins, config, live, next.Managed, record.Checksum) };
            if (next.Checksum != record.Checksum && fields.All(f => !f.Pointer.StartsWith(EntriesPointer, StringComparison.Ordinal)))
            {
                fields.Add(new FieldChange($"/data/{FieldSet.Escape(logins.RecordKey)}/checksum", FieldChange.Hidden, FieldChange.Hidden));
            }
        }

        var text = config.With(logins.Users, removed);
        CheckSize(logins, configMap, text);
        return new DexEdit(text, next, [.. fields.OrderBy(f => f.Pointer, StringComparer.Ordinal)]);
    }

    // What Dex must have read at its last start. It differs from the last one whenever something effective changed, also when an
    // entry that was only adopted goes away again.
    private static string ChecksumOf(DexLogins logins, DexConfig config, LiveState live, IEnumerable<string> managed, string? last)
    {
        var secret = logins.Secret is { } s ? live.Find(s.Key) : null;
        var entries = managed.Select(e => logins.Users.FirstOrDefault(u => u.Email == e) ?? config.Find(e)).OfType<DexUser>();
        var sum = DexRecord.ChecksumOf(entries, variable =>
            logins.Secret?.Hashes.GetValueOrDefault(variable) ?? LoginResolver.SecretText(secret, variable));
        return sum == last ? "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sum))) : sum;
    }

    private static IEnumerable<FieldChange> Differences(DexUser wanted, DexUser? present)
    {
        var prefix = EntriesPointer + FieldSet.Escape(wanted.Email) + "/";
        return new[]
        {
            Field("email", present?.Email, wanted.Email),
            Field("hash", present?.Hash, wanted.Hash) is { } hash
                ? hash with { Before = hash.Before is null ? null : FieldChange.Hidden, After = hash.After is null ? null : FieldChange.Hidden }
                : null,
            Field("hashFromEnv", present?.HashFromEnv, wanted.HashFromEnv),
            Field("username", present?.Username, wanted.Username),
            Field("userID", present?.UserId, wanted.UserId),
            Field("name", present?.Name, wanted.Name),
            Field("preferredUsername", present?.PreferredUsername, wanted.PreferredUsername),
            Field("emailVerified", Flag(present?.EmailVerified), Flag(wanted.EmailVerified)),
            Field("groups", List(present?.Groups), List(wanted.Groups)),
        }.OfType<FieldChange>();

        FieldChange? Field(string name, string? before, string? after) => before == after
            ? null
            : new FieldChange(prefix + name, before is null ? null : CanonicalJson.OfText(before), after is null ? null : CanonicalJson.OfText(after));

        static string? Flag(bool? flag) => flag?.ToString(CultureInfo.InvariantCulture).ToLowerInvariant();

        static string? List(ImmutableArray<string>? list) => list is { } items ? string.Join(", ", items) : null;
    }

    /// <exception cref="KfTenantsException">There is no such ConfigMap.</exception>
    internal static KubeObject Present(ObjectKey key, LiveState live) => live.Find(key)
        ?? throw new KfTenantsException($"{key}: does not exist, and people in the file have logins; platform.dex in the file says where Dex's configuration is");

    internal static DexRecord ReadRecord(DexLogins logins, KubeObject configMap) => ReadRecord(logins.ConfigMap, logins.RecordKey, configMap);

    internal static DexRecord ReadRecord(ObjectKey key, string recordKey, KubeObject configMap)
    {
        try
        {
            return DexRecord.Parse(configMap.Text("data", recordKey));
        }
        catch (FormatException e)
        {
            throw new KfTenantsException($"{key}: {recordKey} is not what kftenants wrote there: {e.Message}", e);
        }
    }

    private static (string Set, string Email)? OtherSetOf(DexLogins logins, KubeObject configMap, HashSet<string> wanted)
    {
        const string Prefix = "kftenants.";
        const string Suffix = ".json";
        var records = from entry in configMap.At("data")?.EnumerateObject().ToArray() ?? []
                      where entry.Name.StartsWith(Prefix, StringComparison.Ordinal) && entry.Name.EndsWith(Suffix, StringComparison.Ordinal)
                      where entry.Name != logins.RecordKey && entry.Name.Length > Prefix.Length + Suffix.Length
                      from email in ReadRecord(logins.ConfigMap, entry.Name, configMap).Managed
                      where wanted.Contains(email)
                      select (entry.Name[Prefix.Length..^Suffix.Length], email);
        return records.Select(r => ((string, string)?)r).FirstOrDefault();
    }

    private static void CheckSize(DexLogins logins, KubeObject configMap, string text)
    {
        var others = configMap.At("data")?.EnumerateObject().Where(e => e.Name != logins.Key).Sum(e => e.Name.Length + Encoding.UTF8.GetByteCount(e.Value.GetString() ?? "")) ?? 0;
        if (others + Encoding.UTF8.GetByteCount(text) > MaximumBytes)
        {
            throw new KfTenantsException($"{logins.ConfigMap}: would grow over 1 MiB, the most a ConfigMap can hold; give fewer people logins of their own");
        }
    }

    private sealed record DexEdit(string Text, DexRecord Record, ImmutableArray<FieldChange> Fields);
}
