using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Testing;

namespace KfTenants.Sandbox;

public sealed class ServerSideApplyTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 16, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Tuesday = Monday.AddDays(1);

    [Fact]
    public void Applying_twice_changes_nothing_the_second_time() => Repeat(random =>
    {
        var live = Applied(null, Intent(random), "one", Monday);
        live = Applied(live, Intent(random), "two", Monday, force: true);
        var intent = Intent(random);
        var once = Applied(live, intent, "one", Monday, force: true);
        var twice = ServerSideApply.Apply(ObjectKind.ConfigMap, once, intent, "one", force: false, Tuesday);

        Assert.False(twice.IsChanged);
        Assert.True(JsonNode.DeepEquals(once, twice.Body));
    });

    [Fact]
    public void Managers_of_different_fields_commute() => Repeat(random =>
    {
        var (first, second) = (Intent(random, "a", "b"), Intent(random, "c", "d"));
        var start = Applied(null, Intent(random, "e"), "creator", Monday);
        var oneWay = Applied(Applied(start, first, "one", Tuesday), second, "two", Tuesday);
        var otherWay = Applied(Applied(start, second, "two", Tuesday), first, "one", Tuesday);

        Assert.True(JsonNode.DeepEquals(oneWay, otherWay), $"{oneWay}\n{otherWay}");
    });

    [Fact]
    public void What_others_own_survives() => Repeat(random =>
    {
        var theirs = Intent(random, "a", "b");
        var live = Applied(null, theirs, "them", Monday);
        live = Applied(live, Intent(random, "c", "d"), "us", Monday);
        live = Applied(live, Intent(random, "c", "d"), "us", Monday, force: true);
        live = Applied(live, Nothing(), "us", Tuesday);

        foreach (var leaf in ManagedFields.Leaves(theirs))
        {
            Assert.True(JsonNode.DeepEquals(JsonPath.At(theirs, leaf), JsonPath.At(live, leaf)), leaf);
        }

        Assert.DoesNotContain("\"us\"", live.ToJsonString(), StringComparison.Ordinal);
    });

    [Fact]
    public void After_a_forced_apply_the_object_says_what_was_asked_for() => Repeat(random =>
    {
        var live = Applied(Applied(null, Intent(random), "one", Monday), Intent(random), "two", Monday, force: true);
        var intent = Intent(random);
        var result = Applied(live, intent, "one", Tuesday, force: true);

        foreach (var leaf in ManagedFields.Leaves(intent))
        {
            Assert.True(JsonPath.At(intent, leaf) is JsonObject { Count: 0 } || JsonNode.DeepEquals(JsonPath.At(intent, leaf), JsonPath.At(result, leaf)), leaf);
        }
    });

    [Fact]
    public void Conflicts_name_every_manager_and_field()
    {
        // Step 63 of a recording of a real server (kube-apiserver 1.36).
        var live = Profile("""{"labels":{"team":"b"}}""", """{"owner":{"kind":"User","name":"a"},"resourceQuotaSpec":{"hard":{"cpu":"2","memory":"1Gi"}}}""", "kftenants", null);
        live = Profile("{}", """{"owner":{"kind":"User","name":"a"}}""", "other", live);

        var result = ServerSideApply.Apply(ObjectKind.Profile, live, ProfileIntent("""{"labels":{"team":"z"}}""",
            """{"owner":{"kind":"Group","name":"b"},"resourceQuotaSpec":{"hard":{"cpu":"9"}}}"""), "third", force: false, Tuesday);

        Assert.Null(result.Body);
        Assert.Equal(
            ["kftenants .metadata.labels.team", "kftenants .spec.owner.kind", "kftenants .spec.owner.name", "kftenants .spec.resourceQuotaSpec.hard.cpu",
                "other .spec.owner.kind", "other .spec.owner.name"],
            result.Conflicts.Select(c => $"{c.Manager} {c.Field}"));
    }

    [Fact]
    public void Force_takes_only_the_fields_that_differ()
    {
        var live = Profile("{}", """{"owner":{"kind":"User","name":"a"}}""", "other", null);
        var taken = Profile("{}", """{"owner":{"kind":"User","name":"b"}}""", "kftenants", live, force: true);

        Assert.Equal(["/spec/owner/kind"], Entry(taken, "other").Leaves.ToArray());
        Assert.Equal(["/spec/owner/kind", "/spec/owner/name"], Entry(taken, "kftenants").Leaves.ToArray());
    }

    [Fact]
    public void A_field_given_up_goes_unless_another_manager_holds_it()
    {
        var live = Profile("""{"labels":{"team":"a"}}""", """{"owner":{"kind":"User","name":"a"},"resourceQuotaSpec":{"hard":{"cpu":"2","memory":"1Gi"}}}""", "kftenants", null);
        live = Profile("{}", """{"owner":{"kind":"User","name":"a"}}""", "other", live);
        live = Profile("{}", """{"resourceQuotaSpec":{"hard":{"memory":"1Gi"}}}""", "kftenants", live);

        Assert.Equal("""{"owner":{"kind":"User","name":"a"},"resourceQuotaSpec":{"hard":{"memory":"1Gi"}}}""", live["spec"]!.ToJsonString());
        Assert.Null(live["metadata"]!["labels"]);
    }

    [Fact]
    public void An_object_without_managed_fields_is_adopted_without_conflict()
    {
        var live = ProfileIntent("{}", """{"owner":{"kind":"User","name":"a"},"resourceQuotaSpec":{"hard":{"cpu":"2"}}}""");
        var adopted = Profile("{}", """{"owner":{"kind":"User","name":"b"}}""", "kftenants", live);

        Assert.Equal("b", adopted["spec"]!["owner"]!["name"]!.ToString());
        Assert.Equal("2", adopted["spec"]!["resourceQuotaSpec"]!["hard"]!["cpu"]!.ToString());
    }

    [Fact]
    public void The_owner_of_an_empty_map_does_not_own_what_is_put_into_it()
    {
        var live = Profile("{}", """{"owner":{"kind":"User","name":"a"}}""", "kftenants", null);
        var before = live.DeepClone().AsObject();
        live["spec"]!["resourceQuotaSpec"] = new JsonObject();
        ManagedFields.RecordUpdate(before, live, "manager", "kubeflow.org/v1", Monday);
        live = Profile("{}", """{"owner":{"kind":"User","name":"a"},"resourceQuotaSpec":{"hard":{"cpu":"1"}}}""", "kftenants", live);
        live = Profile("{}", """{"owner":{"kind":"User","name":"a"},"resourceQuotaSpec":{"hard":{"cpu":"2"}}}""", "kftenants", live);

        Assert.Equal("2", live["spec"]!["resourceQuotaSpec"]!["hard"]!["cpu"]!.ToString());
    }

    [Fact]
    public void RoleRef_is_owned_as_a_whole()
    {
        var intent = TemporaryCluster.Of(ObjectKind.RoleBinding,
            """{"metadata":{"name":"x","namespace":"n"},"roleRef":{"apiGroup":"g","kind":"ClusterRole","name":"r"},"subjects":[]}""").ToNode();
        var live = ServerSideApply.Apply(ObjectKind.RoleBinding, null, intent, "kftenants", force: false, Monday).Body!;

        Assert.Equal(["/roleRef", "/subjects"], Entry(live, "kftenants").Leaves.ToArray());
    }

    [Fact]
    public void An_update_takes_the_fields_that_it_changes()
    {
        var live = Profile("{}", """{"owner":{"kind":"User","name":"a"},"resourceQuotaSpec":{"hard":{"memory":"1Gi"}}}""", "kftenants", null);
        var edited = live.DeepClone().AsObject();
        edited["spec"]!["resourceQuotaSpec"]!["hard"]!["memory"] = "2Gi";
        ManagedFields.RecordUpdate(live, edited, "kubectl-edit", "kubeflow.org/v1", Tuesday);

        Assert.Equal(["/spec/resourceQuotaSpec/hard/memory"], Entry(edited, "kubectl-edit").Leaves.ToArray());
        Assert.Equal(["/spec/owner/kind", "/spec/owner/name"], Entry(edited, "kftenants").Leaves.ToArray());
    }

    private static void Repeat(Action<Random> property)
    {
        for (var seed = 0; seed < 500; seed++)
        {
            property(new Random(seed));
        }
    }

    private static JsonObject Applied(JsonObject? live, JsonObject intent, string manager, DateTimeOffset now, bool force = false) =>
        Assert.IsType<JsonObject>(ServerSideApply.Apply(ObjectKind.ConfigMap, live, intent, manager, force, now).Body);

    private static JsonObject Nothing() =>
        JsonNode.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x","namespace":"n"}}""")!.AsObject();

    private static JsonObject Intent(Random random, params string[] keys)
    {
        var intent = Nothing();
        foreach (var key in (keys.Length == 0 ? ["a", "b", "c"] : keys).Where(_ => random.Next(4) > 0))
        {
            JsonNode? value = random.Next(5) switch
            {
                0 => new JsonArray(random.Next(3)),
                1 => new JsonObject { ["x"] = random.Next(2), ["y"] = new JsonObject { ["z"] = random.Next(2) } },
                2 => new JsonObject { ["x"] = random.Next(2) },
                3 => new JsonObject(),
                _ => JsonValue.Create("text" + random.Next(3)),
            };
            if (intent["data"] is null)
            {
                intent["data"] = new JsonObject();
            }

            intent["data"]![key] = value;
        }

        return intent;
    }

    private static JsonObject ProfileIntent(string metadata, string spec)
    {
        var intent = TemporaryCluster.Of(ObjectKind.Profile, $$"""{"metadata":{"name":"alice"},"spec":{{spec}} }""").ToNode();
        foreach (var (name, value) in JsonNode.Parse(metadata)!.AsObject())
        {
            intent["metadata"]![name] = value?.DeepClone();
        }

        return intent;
    }

    private static JsonObject Profile(string metadata, string spec, string manager, JsonObject? live, bool force = false) =>
        Assert.IsType<JsonObject>(ServerSideApply.Apply(ObjectKind.Profile, live, ProfileIntent(metadata, spec), manager, force, Tuesday).Body);

    private static FieldSet Entry(JsonObject body, string manager) =>
        ManagedFields.SetOf(body["metadata"]!["managedFields"]!.AsArray().First(e => e!["manager"]!.ToString() == manager)!["fieldsV1"]!);
}
