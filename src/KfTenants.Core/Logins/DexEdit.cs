using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Plans;

namespace KfTenants.Logins;

/// <summary>What the ConfigMap with Dex's configuration becomes: the same result for its change, the restart and the write.</summary>
/// <param name="Kept">What is kept until Dex runs with the new text; null when nothing is written that Dex must read.</param>
/// <param name="IsEffective">Dex must restart for it.</param>
internal sealed record DexEdit(string Text, DexRecord Record, DexKept? Kept, ImmutableArray<FieldChange> Fields, bool IsEffective)
{
    /// <summary>The entries that come and go.</summary>
    public required ImmutableArray<SignIn> SignIns { get; init; }

    /// <summary>All that it does is to put back entries that another writer took away.</summary>
    public bool OnlyRestores => SignIns.Any(s => s.IsRestored) && SignIns.All(s => s.IsRestored) &&
        Fields.All(f => SignIns.Any(s => JsonPointer.IsBelow(f.Pointer, EntriesPointer + JsonPointer.Escape(s.Person))));

    private const string EntriesPointer = "/staticPasswords/";

    // data and binaryData of a ConfigMap may have 1 MiB together (kubernetes core/v1 MaxSecretSize, used for ConfigMaps too).
    private const int MaximumBytes = 1 << 20;

    /// <exception cref="KfTenantsException">The ConfigMap would be too large.</exception>
    public static DexEdit Of(DexLogins logins, DexPresent present, LiveState live)
    {
        var (config, record) = (present.Config, present.Record);
        var wanted = logins.Users.Select(u => u.Email).ToHashSet(StringComparer.OrdinalIgnoreCase);

        // A static entry hides the Password object of the same e-mail.
        var moved = logins.Passwords.Select(u => u.Email).Where(e => config.Find(e) is not null).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var removed = (logins.OnlyAdd ? [] : record.Managed.Where(m => !wanted.Contains(m)))
            .Concat(moved).Distinct(StringComparer.OrdinalIgnoreCase).ToImmutableArray();
        var fields = FieldsOf(logins, present, removed);
        var managed = logins.OnlyAdd
            ? record.Managed.Where(m => !wanted.Contains(m) && !moved.Contains(m)).Concat(logins.Users.Select(u => u.Email))
            : logins.Users.Select(u => u.Email);
        var next = record with { Managed = [.. managed.Order(StringComparer.Ordinal)], Hashes = HashesOf(logins, present), Parked = ParkedLogins.After(logins, present, live) };
        var isEffective = fields.Any(f => f.Pointer.StartsWith(EntriesPointer, StringComparison.Ordinal)) ||
            logins.SecretChanges || next.Hashes != (next.Hashes is null ? null : record.Hashes ?? next.Hashes);
        if (isEffective)
        {
            next = next with { Checksum = ChecksumOf(logins, present, next.Managed) };
            if (fields.All(f => !f.Pointer.StartsWith(EntriesPointer, StringComparison.Ordinal)))
            {
                fields.Add(new FieldChange($"/data/{JsonPointer.Escape(logins.RecordKey)}/checksum", FieldChange.Hidden, FieldChange.Hidden));
            }
        }

        next = WithPlaces(next, logins, present, live);
        var text = config.With(logins.Users, removed);

        // What was last confirmed stays what can be gone back to, however often it was tried to get on.
        var kept = !isEffective ? null : (present.Kept ?? new DexKept(config.Text, present.RecordText, "")) with { Written = DexKept.SumOf(text) };
        var edit = new DexEdit(text, next, kept, [.. fields.OrderBy(f => f.Pointer, StringComparer.Ordinal)], isEffective)
        {
            SignIns =
            [
                .. logins.Users.Where(u => config.Find(u.Email) is null)
                    .Select(u => new SignIn(u.Email, IsGained: true) { IsRestored = record.Managed.Contains(u.Email, StringComparer.Ordinal) }),
                .. removed.Where(e => config.Find(e) is not null).Select(e => new SignIn(e, IsGained: false)),
            ],
        };
        edit.CheckSize(logins, present);
        return edit;
    }

    /// <summary>The ConfigMap is so already.</summary>
    public bool IsDone(DexPresent present) =>
        Text == present.Config.Text && Record.ToJson() == (present.RecordText ?? DexRecord.Empty.ToJson()) && !IsEffective;

    /// <summary>The merge patch: the text, our record and what is kept, in one write.</summary>
    public JsonObject Patch(DexLogins logins)
    {
        var patch = new JsonObject
        {
            ["data"] = new JsonObject { [logins.Key] = Text, [logins.RecordKey] = Record.ToJson() },
        };
        if (Kept is not null)
        {
            patch["binaryData"] = new JsonObject { [logins.KeptKey] = Convert.ToBase64String(Kept.ToBytes()) };
        }

        return patch;
    }

    private static List<FieldChange> FieldsOf(DexLogins logins, DexPresent present, ImmutableArray<string> removed)
    {
        var fields = new List<FieldChange>();
        var managed = present.Record.Managed.ToHashSet(StringComparer.Ordinal);
        foreach (var user in logins.Users)
        {
            var entry = present.Config.Find(user.Email);
            var writer = entry is null && managed.Contains(user.Email) ? present.OtherWriterOf(logins.Key) : null;
            fields.AddRange(Differences(user, entry).Select(f => writer is null ? f : f with { TakenFrom = writer.Manager, TakenFromTime = writer.Time }));
            if (entry is not null && !managed.Contains(user.Email))
            {
                fields.Add(new FieldChange($"/data/{JsonPointer.Escape(logins.RecordKey)}/{JsonPointer.Escape(user.Email)}", null, "\"managed\""));
            }
        }

        fields.AddRange(removed.Where(e => present.Config.Find(e) is not null).Select(e =>
            new FieldChange($"{EntriesPointer}{JsonPointer.Escape(e)}/email", CanonicalJson.OfText(e), null)));
        return fields;
    }

    // In the record, so that it outlives a run that died after the Secret was written and before Dex was restarted.
    private static string? HashesOf(DexLogins logins, DexPresent present) => logins.Secret is not { } secret
        ? null
        : DexRecord.SumOf((logins.OnlyAdd ? present.OurVariables : []).Union(secret.Hashes.Keys, StringComparer.Ordinal)
            .Select(v => (v, secret.Hashes.TryGetValue(v, out var hash) ? hash : LoginResolver.SecretText(present.Secret, v))));

    // Where this set has logins besides the text. It is widened at once and narrowed with the next write: nothing that may exist is
    // lost sight of, and nothing is written for its sake alone.
    private static DexRecord WithPlaces(DexRecord next, DexLogins logins, DexPresent present, LiveState live)
    {
        var variables = (logins.Secret?.Hashes.Keys ?? []).Union(present.OurVariables, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToImmutableArray();
        var narrow = next with
        {
            Variables = variables,
            Secret = variables.IsEmpty ? null : present.SecretKey?.Name,
            Passwords = !logins.Passwords.IsEmpty || PasswordLoginStore.Ours(logins, live).Any(),
        };
        var wide = narrow.KnowingOf(present.Record);
        return wide.ToJson() == present.RecordText ? wide : narrow;
    }

    // What Dex must have read at its last start. It differs from the last one and from what the pods carry whenever something
    // effective changed: also when an entry that was only adopted goes away again, and when a change is tried again that failed.
    private static string ChecksumOf(DexLogins logins, DexPresent present, IEnumerable<string> managed)
    {
        var entries = managed.Select(e => logins.Users.FirstOrDefault(u => u.Email == e) ?? present.Config.Find(e)).OfType<DexUser>();
        var sum = DexRecord.ChecksumOf(entries, variable =>
            logins.Secret?.Hashes.GetValueOrDefault(variable) ?? LoginResolver.SecretText(present.Secret, variable));
        while (sum == present.Record.Checksum || sum == present.Annotation)
        {
            sum = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sum)));
        }

        return sum;
    }

    /// <summary>What differs between two entries of one person; hashes are hidden.</summary>
    internal static IEnumerable<FieldChange> Differences(DexUser wanted, DexUser? present)
    {
        var prefix = EntriesPointer + JsonPointer.Escape(wanted.Email) + "/";
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
            : new FieldChange(prefix + name, CanonicalJson.OfText(before), CanonicalJson.OfText(after));

        static string? Flag(bool? flag) => flag?.ToString(CultureInfo.InvariantCulture).ToLowerInvariant();

        static string? List(ImmutableArray<string>? list) => list is { } items ? string.Join(", ", items) : null;
    }

    private void CheckSize(DexLogins logins, DexPresent present)
    {
        var others = Sizes("data", Encoding.UTF8.GetByteCount, logins.Key, logins.RecordKey) + Sizes("binaryData", base64 => base64.Length / 4 * 3, logins.KeptKey);
        var ours = Encoding.UTF8.GetByteCount(Text) + Encoding.UTF8.GetByteCount(Record.ToJson()) + ((Kept ?? present.Kept)?.ToBytes().Length ?? 0);
        if (others + ours > MaximumBytes)
        {
            throw new KfTenantsException($"{logins.ConfigMap}: would exceed 1 MiB, the limit of a ConfigMap" +
                (Kept is null ? "" : ", with the current configuration kept in it until Dex runs with the new one") +
                "; use platform.dex.logins: passwords, or give fewer people a login");
        }

        int Sizes(string field, Func<string, int> size, params ReadOnlySpan<string> but)
        {
            var sum = 0;
            foreach (var entry in present.ConfigMap.At(field).Members())
            {
                sum += but.Contains(entry.Name) ? 0 : entry.Name.Length + size(entry.Value.GetString() ?? "");
            }

            return sum;
        }
    }
}
