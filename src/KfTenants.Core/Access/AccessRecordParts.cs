using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Access;

/// <summary>
/// An <see cref="AccessRecord"/> as ConfigMaps: one key for each tenant, one line for each grant and each other binding. What one ConfigMap cannot hold goes on
/// in further ones. Every part may be newer than another, because they are written one after the other: reading takes all of them together.
/// </summary>
public static class AccessRecordParts
{
    /// <summary>The most ConfigMaps of one set: their names stand in the rights, so that they must be known before. Some 70,000 grants.</summary>
    public const int MostParts = 8;

    /// <summary>The key of the parent's data that says in how many parts the record was last written: that there must be one.</summary>
    public const string CountKey = "accessParts";

    // etcd takes 1.5 MiB, the API server 1 MiB of a ConfigMap's data; metadata and managedFields, about as long as the keys, come on top.
    private const int MostBytes = 700_000;

    // What is in a part may grow in it.
    private const int FullBytes = 850_000;

    private const string SettingsKey = "_settings";
    private const string PartsKey = "_parts";
    private const string HeldKey = "_held";
    private const string Unknown = "-";

    // No person: an address has a "@".
    private const string BindingWord = "binding";

    /// <summary>A part's place.</summary>
    public static ObjectKey KeyOf(string setName, int part) =>
        Ownership.ParentOf(setName) is var parent && part == 0
            ? parent with { Name = parent.Name + ".access" }
            : parent with { Name = string.Create(CultureInfo.InvariantCulture, $"{parent.Name}.access-{part}") };

    /// <summary>All places that a set's record can have.</summary>
    public static IEnumerable<ObjectKey> KeysOf(string setName) => Enumerable.Range(0, MostParts).Select(part => KeyOf(setName, part));

    /// <summary>The further parts that the first one speaks of.</summary>
    public static IEnumerable<ObjectKey> FurtherOf(string setName, KubeObject? first) =>
        Enumerable.Range(1, Math.Max(0, CountOf(first) - 1)).Select(part => KeyOf(setName, part));

    /// <param name="live">With every part that exists, and the set's parent.</param>
    public static AccessRecord Read(string setName, LiveState live)
    {
        var first = live.Find(KeyOf(setName, 0));
        var isExpected = first is not null || live.Find(Ownership.ParentOf(setName))?.At("data", CountKey) is not null;
        return Read(setName, [.. FurtherOf(setName, first).Prepend(KeyOf(setName, 0)).Select(live.Find).OfType<KubeObject>()]) ??
            AccessRecord.None with { State = isExpected ? AccessRecordState.Lost : AccessRecordState.None };
    }

    /// <param name="parts">Those that exist; one beyond those that the first one counts may be among them.</param>
    /// <returns>Null when one that is counted is not among them, or one cannot be read.</returns>
    public static AccessRecord? Read(string setName, ImmutableArray<KubeObject> parts)
    {
        var byKey = parts.ToDictionary(p => p.Key);
        if (CountOf(byKey.GetValueOrDefault(KeyOf(setName, 0))) is var count && (count == 0 || Enumerable.Range(0, count).Any(part => !byKey.ContainsKey(KeyOf(setName, part)))))
        {
            return null;
        }

        var first = byKey[KeyOf(setName, 0)];
        var record = AccessRecord.None with { State = AccessRecordState.Kept, Settings = first.Text("data", SettingsKey) };
        record = HeldOf(first).GroupBy(k => k.Namespace!, StringComparer.Ordinal).Aggregate(record, (known, held) => known.Holding(held.Key, held));
        foreach (var (tenant, text) in KeysOf(setName).Select(byKey.GetValueOrDefault).SelectMany(TenantsOf))
        {
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToLookup(IsOfBinding);
            if (ReadGrants(lines[false]) is not { } grants || ReadBindings(lines[true]) is not { } bindings)
            {
                return null;
            }

            record = record.Adding(tenant, grants).AddingBindings(tenant, bindings);
        }

        return record;
    }

    /// <summary>What the first part says of objects that are read by name.</summary>
    public static ImmutableSortedSet<ObjectKey> HeldOf(KubeObject? first) =>
    [
        .. from line in (first?.Text("data", HeldKey) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)
           let words = line.Split(' ')
           let kind = ObjectKind.All.FirstOrDefault(k => k.IdName == words[0] && k.IsNamespaced)
           where kind is not null && words.Length > 2
           from tenant in words[2..]
           select new ObjectKey(kind, tenant, words[1]),
    ];

    /// <summary>
    /// The ConfigMaps, in the order in which they are written: the first part last, because it says how many there are. A tenant stays in the part that it is in, or goes
    /// to a later one, which is written before: whatever write is the last of a run that dies, or of several that write beside each other, none is missing.
    /// </summary>
    /// <param name="there">The parts as they are.</param>
    /// <exception cref="KfTenantsException">They are too many.</exception>
    public static ImmutableArray<KubeObject> ToObjects(string setName, AccessRecord record, ImmutableArray<KubeObject> there = default)
    {
        var parts = new List<Part> { new() };
        if (record.Settings is { } settings)
        {
            parts[0].Put(SettingsKey, settings);
        }

        if (record.Held is { IsEmpty: false } objects)
        {
            parts[0].Put(HeldKey, HeldText(objects));
        }

        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (key, index) in KeysOf(setName).Select((key, index) => (key, index)))
        {
            foreach (var (tenant, _) in TenantsOf(there.IsDefault ? null : there.FirstOrDefault(p => p.Key == key)))
            {
                places[tenant] = index;
            }
        }

        while (parts.Count <= places.Values.DefaultIfEmpty().Max())
        {
            parts.Add(new Part());
        }

        var moving = new List<(string Tenant, string Text, int From)>();
        foreach (var (tenant, grants) in record.Grants)
        {
            var text = string.Join('\n', grants.Select(ToLine).Concat(record.BindingsIn(tenant).Select(ToLine)));
            var isPlaced = places.TryGetValue(tenant, out var place);
            if (isPlaced && parts[place].Holds(tenant, text, FullBytes))
            {
                parts[place].Put(tenant, text);
            }
            else
            {
                moving.Add((tenant, text, isPlaced ? place + 1 : 0));
            }
        }

        foreach (var (tenant, text, from) in moving)
        {
            var to = parts.FindIndex(Math.Min(from, parts.Count), p => p.Holds(tenant, text, MostBytes));
            if (to < 0)
            {
                to = parts.Count;
                parts.Add(new Part());
            }

            parts[to].Put(tenant, text);
        }

        var count = parts.FindLastIndex(p => !p.IsEmpty) + 1;
        if (count > MostParts)
        {
            throw new KfTenantsException(
                $"set {setName}: its record of grants needs {count} ConfigMaps, and {MostParts} are the most; make two sets of it (metadata.name)");
        }

        parts[0].Put(PartsKey, Math.Max(1, count).ToString(CultureInfo.InvariantCulture));
        return [.. parts.Select((part, index) => ToObject(setName, index, part.Data)).Reverse()];
    }

    private static IEnumerable<(string Tenant, string Text)> TenantsOf(KubeObject? part) =>
        from property in part?.At("data") is { ValueKind: JsonValueKind.Object } data ? data.EnumerateObject().AsEnumerable() : []
        where !property.Name.StartsWith('_')
        select (property.Name, property.Value.GetString() ?? "");

    private static KubeObject ToObject(string setName, int part, JsonObject data)
    {
        var key = KeyOf(setName, part);
        return KubeObject.From(key.Kind, new JsonObject
        {
            ["apiVersion"] = key.Kind.ApiVersion,
            ["kind"] = key.Kind.Kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = key.Name,
                ["namespace"] = key.Namespace,
                ["labels"] = new JsonObject { [Ownership.ManagedByLabel] = Ownership.ManagedByValue },
            },
            ["data"] = data,
        });
    }

    private static int CountOf(KubeObject? first) =>
        int.TryParse(first?.Text("data", PartsKey), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? Math.Clamp(count, 0, MostParts) : 0;

    // A line for each kind and name, with the tenants that have it: the names are few, the tenants many.
    private static string HeldText(ImmutableSortedSet<ObjectKey> held) => string.Join('\n', held
        .GroupBy(k => $"{k.Kind.IdName} {k.Name}", StringComparer.Ordinal)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => $"{g.Key} {string.Join(' ', g.Select(k => k.Namespace).Order(StringComparer.Ordinal))}"));

    private static string ToLine(GivenGrant grant) => $"{grant.Person} {grant.Role.ToText()} {grant.Binding ?? Unknown} {grant.Policy ?? Unknown}";

    // Names of groups may hold anything, spaces and commas with it.
    private static string ToLine(GivenBinding binding) =>
        $"{BindingWord} {binding.Name} {binding.Uid ?? Unknown} {(binding.People.IsEmpty ? Unknown : string.Join(',', binding.People.Select(Uri.EscapeDataString)))}";

    private static bool IsOfBinding(string line) => line.StartsWith(BindingWord + " ", StringComparison.Ordinal);

    private static List<GivenBinding>? ReadBindings(IEnumerable<string> lines)
    {
        var bindings = new List<GivenBinding>();
        foreach (var line in lines)
        {
            if (line.Split(' ') is not [_, var name, var uid, var people])
            {
                return null;
            }

            bindings.Add(new GivenBinding(name, uid == Unknown ? null : uid, people == Unknown ? [] : [.. people.Split(',').Select(Uri.UnescapeDataString)]));
        }

        return bindings;
    }

    // Null when a line is not a grant: then no line is believed.
    private static List<GivenGrant>? ReadGrants(IEnumerable<string> lines)
    {
        var grants = new List<GivenGrant>();
        foreach (var line in lines)
        {
            if (line.Split(' ') is not [var person, var word, var binding, var policy] || RoleNames.Parse(word) is not { } role)
            {
                return null;
            }

            grants.Add(new GivenGrant(person, role, binding == Unknown ? null : binding, policy == Unknown ? null : policy));
        }

        return grants;
    }

    /// <summary>One ConfigMap's data while it is filled.</summary>
    private sealed class Part
    {
        private int _size;

        public JsonObject Data { get; } = [];

        public bool IsEmpty => Data.Count == 0;

        /// <summary>An empty part holds anything: what alone is too large is for the server to refuse.</summary>
        public bool Holds(string key, string text, int most) => IsEmpty || _size + SizeOf(key, text) <= most;

        public void Put(string key, string text)
        {
            Data[key] = text;
            _size += SizeOf(key, text);
        }

        private static int SizeOf(string key, string text) => key.Length + Encoding.UTF8.GetByteCount(text);
    }
}
