using System.Text.Json;
using System.Text.Json.Nodes;

namespace KfTenants.Tenants.Reading;

/// <summary>The order of keys, entries and files never changes what is meant, nor which ids are found.</summary>
public sealed class OrderTests
{
    private static readonly string[] Single = ["platform", "defaults", "guards", "clusters"];

    [Fact]
    public void Order_and_division_into_files_do_not_matter()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var whole = Generate(random);
            var expected = ReadSet.Of(("a.yaml", whole.ToJsonString()));
            Assert.True(expected.TryGet(out var set, out var found), string.Join('\n', found) + whole.ToJsonString());
            for (var i = 0; i < 4; i++)
            {
                var files = Divide(whole, random.Next(1, 4), random);
                var actual = ReadSet.Of([.. files.Select((f, n) => ($"{random.Next(100)}-{n}.yaml", f))]);
                Assert.True(actual.TryGet(out var again, out var errors), string.Join('\n', errors));
                Assert.Equal(TenantSetText.Of(set, withPlaces: false), TenantSetText.Of(again, withPlaces: false));
                Assert.Equal(expected.Ids().Order(StringComparer.Ordinal), actual.Ids().Order(StringComparer.Ordinal));
            }
        }
    }

    private static JsonObject Generate(Random random)
    {
        var people = Enumerable.Range(0, 12).Select(i => $"u{i}").ToArray();
        var set = Head();
        set["platform"] = new JsonObject { ["dex"] = new JsonObject { ["logins"] = Pick("config", "secret", "passwords"), ["key"] = "k" } };
        set["guards"] = new JsonObject { ["maxDeletes"] = random.Next(100), ["requiredAdmins"] = new JsonArray("u1", "u0") };
        set["clusters"] = new JsonArray([.. ((string[])["eu", "us", "ap"]).Select(c => new JsonObject
        {
            ["name"] = c,
            ["context"] = c,
            ["labels"] = new JsonObject { ["gpu"] = Pick("yes", "no"), ["region"] = c },
        })]);
        set["fieldRules"] = new JsonArray([.. Some(["/spec/plugins", "/spec/resourceQuotaSpec", "/spec/resourceQuotaSpec/hard/cpu"])
            .Select(p => new JsonObject { ["kind"] = "Profile", ["path"] = p, ["policy"] = Pick("ignore", "take") })]);
        set["defaults"] = new JsonObject { ["tier"] = "t" + random.Next(3), ["namespace"] = new JsonObject { ["labels"] = new JsonObject { ["a"] = "1", ["b"] = "2" } } };
        set["users"] = new JsonArray([.. people.Select(p =>
            new JsonObject { ["name"] = p, ["email"] = $"{p}@example.com", ["login"] = new JsonObject { ["dexEnv"] = p }, ["userID"] = random.Next(1000) })]);
        set["groups"] =
            new JsonArray([.. Enumerable.Range(0, 4).Select(i => new JsonObject { ["name"] = $"g{i}", ["members"] = new JsonArray([.. Some(people).Select(p => (JsonNode)p)]) })]);
        set["tiers"] = new JsonObject(Enumerable.Range(0, 3).Select(i => KeyValuePair.Create($"t{i}",
            (JsonNode?)new JsonObject
            {
                ["quota"] = new JsonObject { ["cpu"] = random.Next(1, 9), ["pods"] = $"{random.Next(9)}k" },
                ["limitRange"] = new JsonObject { ["default"] = new JsonObject { ["cpu"] = "1000m" } },
            })));
        set["tenants"] = new JsonArray([.. Enumerable.Range(0, 8).Select(i =>
        {
            var owner = people[random.Next(people.Length)];
            var tenant = new JsonObject { ["name"] = $"team-{i}", ["owner"] = owner };
            tenant["contributors"] = new JsonArray([
                .. Some(people).Where(p => p != owner)
                    .Select(p => new JsonObject { ["user"] = random.Next(2) == 0 ? p : $"{p}@example.com", ["role"] = Pick("view", "edit", "admin") }),
                .. Some(["g0", "g1", "g2", "g3"]).Select(g => new JsonObject { ["group"] = g, ["role"] = Pick("view", "edit", "admin") })]);
            if (random.Next(2) == 0)
            {
                tenant["quota"] = random.Next(3) == 0 ? [] : new JsonObject { ["memory"] = "1024Mi", ["cpu"] = 1.5 };
            }

            switch (random.Next(3))
            {
                case 0:
                    tenant["clusters"] = new JsonArray([.. Some(["eu", "us", "ap"]).Select(c => (JsonNode)c)]);
                    break;
                case 1:
                    tenant["clusterSelector"] = new JsonObject { ["gpu"] = Pick("yes", "no") };
                    break;
                default:
                    break;
            }

            tenant["roleBindings"] = new JsonArray([.. Some(["r0", "r1", "r2"]).Select(r => new JsonObject
            {
                ["clusterRole"] = r,
                ["users"] = new JsonArray([.. Some(people).Select(p => (JsonNode)p)]),
                ["groups"] = new JsonArray("idp", "g9"),
            })]);
            tenant["serviceAccounts"] = new JsonArray([.. Some(["ci", "sdk"]).Select(a => new JsonObject { ["name"] = a, ["preset"] = Pick("spark", "edit") })]);
            return tenant;
        })]);
        return set;

        string Pick(params string[] words) => words[random.Next(words.Length)];

        string[] Some(string[] words) => [.. words.Where(_ => random.Next(3) == 0)];
    }

    private static IEnumerable<string> Divide(JsonObject whole, int count, Random random)
    {
        var files = Enumerable.Range(0, count).Select(_ => Head()).ToArray();
        foreach (var section in Single)
        {
            files[random.Next(count)][section] = whole[section]!.DeepClone();
        }

        foreach (var section in new[] { "users", "groups", "tenants", "fieldRules" })
        {
            foreach (var entry in whole[section]!.AsArray())
            {
                var file = files[random.Next(count)];
                file[section] ??= new JsonArray();
                file[section]!.AsArray().Add(entry!.DeepClone());
            }
        }

        foreach (var (name, tier) in whole["tiers"]!.AsObject())
        {
            var file = files[random.Next(count)];
            file["tiers"] ??= new JsonObject();
            file["tiers"]![name] = tier!.DeepClone();
        }

        return files.Select(f => Shuffled(f, random).ToJsonString(new JsonSerializerOptions { WriteIndented = random.Next(2) == 0 }));
    }

    private static JsonObject Head() => new() { ["apiVersion"] = "kftenants.io/v1", ["kind"] = "TenantSet", ["metadata"] = new JsonObject { ["name"] = "s" } };

    private static JsonNode Shuffled(JsonNode node, Random random)
    {
        switch (node)
        {
            case JsonObject map:
                var keys = map.Select(p => p.Key).ToArray();
                random.Shuffle(keys);
                return new JsonObject(keys.Select(k => KeyValuePair.Create(k, (JsonNode?)Shuffled(map[k]!, random))));
            case JsonArray list:
                var items = list.Select(i => Shuffled(i!, random)).ToArray();
                random.Shuffle(items);
                return new JsonArray(items);
            default:
                return node.DeepClone();
        }
    }
}
