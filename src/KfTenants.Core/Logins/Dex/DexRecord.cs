using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KfTenants.Logins.Dex;

/// <summary>
/// What <c>kftenants.SET.json</c> beside Dex's configuration holds: which of its entries are this set's. Dex mounts only its own
/// key, so it never sees this.
/// </summary>
/// <param name="Managed">E-mails of this set's entries, exactly as written there.</param>
/// <param name="Checksum">What the pod template of Dex must carry so that the pods run with these entries; null until an entry was written.</param>
public sealed record DexRecord(ImmutableArray<string> Managed, string? Checksum)
{
    /// <summary>Over the hashes in the Secret that Dex must have read at its last start; null when none is there.</summary>
    public string? Hashes { get; init; }

    /// <summary>The name of the Secret that holds <see cref="Variables"/>; null when there are none.</summary>
    public string? Secret { get; init; }

    /// <summary>Keys of the Secret that are this set's, those that are to go too: nothing else says whose they are.</summary>
    public ImmutableArray<string> Variables { get; init; } = [];

    /// <summary>This set has Password objects: what no longer wants them must look for them.</summary>
    public bool Passwords { get; init; }

    /// <summary>
    /// The <c>userID</c> of entries that went with a suspended tenant, by e-mail, where it is not the one that we would compute: Dex puts it
    /// into <c>sub</c>, so that a person who comes back with another one has another identity.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Parked { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static DexRecord Empty { get; } = new([], null);

    /// <param name="text">Null or blank: no record yet.</param>
    /// <exception cref="FormatException">kftenants did not write it.</exception>
    public static DexRecord Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Empty;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException("the record of managed entries is not a JSON object.");
            }

            return new DexRecord(Texts(root, "managed"), Text(root, "checksum"))
            {
                Hashes = Text(root, "hashes"),
                Secret = Text(root, "secret"),
                Variables = Texts(root, "variables"),
                Passwords = Flag(root, "passwords"),
                Parked = UserIds(root, "parked"),
            };
        }
        catch (JsonException e)
        {
            throw new FormatException($"line {(e.LineNumber ?? 0) + 1}, column {(e.BytePositionInLine ?? 0) + 1}: the record of managed entries is not JSON.", e);
        }
    }

    /// <summary>Compact, e-mails sorted: equal records are equal texts.</summary>
    public string ToJson() => Write(writer =>
    {
        writer.WriteStartObject();
        WriteTexts(writer, "managed", Managed);
        foreach (var (name, text) in new[] { ("checksum", Checksum), ("hashes", Hashes), ("secret", Secret) })
        {
            if (text is not null)
            {
                writer.WriteString(name, text);
            }
        }

        if (!Variables.IsEmpty)
        {
            WriteTexts(writer, "variables", Variables);
        }

        if (Passwords)
        {
            writer.WriteBoolean("passwords", true);
        }

        if (!Parked.IsEmpty)
        {
            writer.WriteStartObject("parked");
            foreach (var (email, userId) in Parked)
            {
                writer.WriteString(email, userId);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    });

    /// <summary>The same record that also knows of everything that another one knows of: nothing of either may be lost sight of.</summary>
    public DexRecord KnowingOf(DexRecord other) => this with
    {
        Secret = Secret ?? other.Secret,
        Variables = [.. Variables.Union(other.Variables, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        Passwords = Passwords || other.Passwords,
    };

    /// <summary><c>sha256:</c> over hashes by their variables; of a snapshot, which has only their marks, the same.</summary>
    public static string SumOf(IEnumerable<(string Variable, string? Hash)> hashes)
    {
        var json = Write(writer =>
        {
            writer.WriteStartArray();
            foreach (var (variable, hash) in hashes.OrderBy(h => h.Variable, StringComparer.Ordinal))
            {
                writer.WriteStringValue(variable);
                writer.WriteStringValue(hash is null ? null : HashMark.Of(hash));
            }

            writer.WriteEndArray();
        });
        return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))}";
    }

    /// <summary><c>sha256:</c> over the covered entries with their effective hashes, whatever their order.</summary>
    /// <param name="covered">The entries whose change needs new pods.</param>
    /// <param name="secretHash">The hash that a variable carries; null where it is not there.</param>
    public static string ChecksumOf(IEnumerable<DexUser> covered, Func<string, string?> secretHash)
    {
        var json = Write(writer =>
        {
            writer.WriteStartArray();
            foreach (var user in covered.OrderBy(user => user.Email, StringComparer.Ordinal))
            {
                WriteEntry(writer, user, secretHash);
            }

            writer.WriteEndArray();
        });
        return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))}";
    }

    private static void WriteEntry(Utf8JsonWriter writer, DexUser user, Func<string, string?> secretHash)
    {
        writer.WriteStartObject();
        writer.WriteString("email", user.Email);
        if (string.IsNullOrEmpty(user.Hash) && user.HashFromEnv is { } variable)
        {
            writer.WriteString("hash", secretHash(variable));
            writer.WriteString("hashFromEnv", variable);
        }
        else
        {
            writer.WriteString("hash", user.Hash);
        }

        writer.WriteString("username", user.Username);
        writer.WriteString("userID", user.UserId);
        writer.WriteString("name", user.Name);
        writer.WriteString("preferredUsername", user.PreferredUsername);
        if (user.EmailVerified is { } verified)
        {
            writer.WriteBoolean("emailVerified", verified);
        }

        if (user.Groups is { IsDefault: false } groups)
        {
            writer.WriteStartArray("groups");
            foreach (var group in groups)
            {
                writer.WriteStringValue(group);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, ImmutableArray<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Compact))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static ImmutableArray<string> Texts(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var list))
        {
            return [];
        }

        return list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(e => e.GetString() ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]
            : throw new FormatException($"'{name}' in the record of managed entries is not a list of texts.");
    }

    private static ImmutableSortedDictionary<string, string> UserIds(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var map))
        {
            return Empty.Parked;
        }

        return map.ValueKind == JsonValueKind.Object && map.EnumerateObject().All(e => e.Value.ValueKind == JsonValueKind.String)
            ? map.EnumerateObject().DistinctBy(e => e.Name).ToImmutableSortedDictionary(e => e.Name, e => e.Value.GetString() ?? "", StringComparer.Ordinal)
            : throw new FormatException($"'{name}' in the record of managed entries is not a map of e-mails to user ids.");
    }

    private static string? Text(JsonElement root, string name) =>
        !root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
            : value.ValueKind == JsonValueKind.String ? value.GetString()
            : throw new FormatException($"'{name}' in the record of managed entries is not text.");

    private static bool Flag(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && (value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw new FormatException($"'{name}' in the record of managed entries is neither true nor false."));
}
