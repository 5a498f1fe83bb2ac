using System.Collections.Immutable;
using System.Globalization;
using System.Text;
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
        var parts = Enumerable.Range(0, CountOf(first)).Select(part => live.Find(KeyOf(setName, part))).ToList();
        if (parts.Count == 0 || parts.Any(p => p is null))
        {
            var isExpected = first is not null || live.Find(Ownership.ParentOf(setName))?.At("data", CountKey) is not null;
            return AccessRecord.None with { State = isExpected ? AccessRecordState.Lost : AccessRecordState.None };
        }

        var record = AccessRecord.None with { State = AccessRecordState.Kept, Settings = first!.Text("data", SettingsKey) };
        record = HeldOf(first).GroupBy(k => k.Namespace!, StringComparer.Ordinal).Aggregate(record, (known, held) => known.Holding(held.Key, held));
        foreach (var data in parts.Select(p => p!.At("data")).OfType<System.Text.Json.JsonElement>())
        {
            foreach (var tenant in data.EnumerateObject().Where(p => !p.Name.StartsWith('_')))
            {
                var lines = (tenant.Value.GetString() ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).ToLookup(IsOfBinding);
                if (ReadGrants(lines[false]) is not { } grants || ReadBindings(lines[true]) is not { } bindings)
                {
                    return AccessRecord.None with { State = AccessRecordState.Lost };
                }

                record = record.Adding(tenant.Name, grants).AddingBindings(tenant.Name, bindings);
            }
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

    /// <summary>The ConfigMaps, in the order in which they are written: the first part last, because it says how many there are.</summary>
    /// <exception cref="KfTenantsException">They are too many.</exception>
    public static ImmutableArray<KubeObject> ToObjects(string setName, AccessRecord record)
    {
        List<JsonObject> parts = [[]];
        var size = 0;
        if (record.Settings is { } settings)
        {
            parts[0][SettingsKey] = settings;
            size = Encoding.UTF8.GetByteCount(settings);
        }

        if (record.Held is { IsEmpty: false } objects)
        {
            var held = HeldText(objects);
            parts[0][HeldKey] = held;
            size += Encoding.UTF8.GetByteCount(held);
        }

        foreach (var (tenant, grants) in record.Grants)
        {
            var text = string.Join('\n', grants.Select(ToLine).Concat(record.BindingsIn(tenant).Select(ToLine)));
            var length = tenant.Length + Encoding.UTF8.GetByteCount(text);
            if (size + length > MostBytes && size > 0)
            {
                parts.Add([]);
                size = 0;
            }

            parts[^1][tenant] = text;
            size += length;
        }

        if (parts.Count > MostParts)
        {
            throw new KfTenantsException(
                $"set {setName}: its record of grants needs {parts.Count} ConfigMaps, and {MostParts} are the most; make two sets of it (metadata.name)");
        }

        parts[0][PartsKey] = parts.Count.ToString(CultureInfo.InvariantCulture);
        return [.. parts.Select((data, part) => ToObject(setName, part, data)).Reverse()];
    }

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
}
