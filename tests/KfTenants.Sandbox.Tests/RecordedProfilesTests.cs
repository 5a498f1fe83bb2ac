using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Testing;

namespace KfTenants.Sandbox;

/// <summary>The same Profiles in, the same objects out as with the real controller. It simulates 1.8 and later, so up to 1.6 not.</summary>
public sealed class RecordedProfilesTests
{
    [Theory]
    [InlineData("kubeflow-1.8.0", false)]
    [InlineData("kubeflow-26.03", false)]
    [InlineData("dashboard-2.0.0-pss", true)]
    public async Task A_directory_answers_as_a_real_cluster_did(string release, bool hasPodSecurity)
    {
        await RecordedSteps.PlayAsync(new Cluster(hasPodSecurity), Recording.Of(release), (step, recorded, made) =>
        {
            // Dashboard 2's definition of a Profile has one owner for the whole of spec.owner.
            var difference = hasPodSecurity ? Recording.Difference(recorded, made, "/spec/owner") : Recording.Difference(recorded, made);
            Assert.True(difference.Length == 0, $"{step}\n{difference}");
            return Task.CompletedTask;
        });
    }

    [Fact]
    public void A_secret_filled_with_stringData_loses_its_keys_with_our_last_one()
    {
        var steps = Recording.Read("secret-stringdata").Select(s => s!["object"]!.AsObject()).ToArray();
        var live = steps[0];
        foreach (var (wanted, expected) in new[] { ("""{"OURS": "dHdv", "OURS2": "dHdv"}""", steps[1]), ("""{"OURS": "dHdv"}""", steps[2]), (null, steps[3]) })
        {
            var intent = JsonNode.Parse("""{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": "x9"}}""")!.AsObject();
            if (wanted is not null)
            {
                intent["data"] = JsonNode.Parse(wanted);
            }

            live = ServerSideApply.Apply(ObjectKind.Secret, live, intent, "kftenants", force: false, DateTimeOffset.UnixEpoch).Body!;

            Assert.True(JsonNode.DeepEquals(expected["data"], live["data"]), $"{wanted}: {live["data"]?.ToJsonString()}");
            Assert.Equal("", Recording.Difference([expected], [live]));
        }
    }

    [Fact]
    public void An_empty_map_asked_for_keeps_the_keys_of_others()
    {
        var before = Recording.Read("secret-stringdata")[2]!["object"]!.AsObject();

        var intent = JsonNode.Parse("""{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "data": {}}""")!.AsObject();
        var after = ServerSideApply.Apply(ObjectKind.Secret, before, intent, "kftenants", force: false, DateTimeOffset.UnixEpoch).Body!;

        Assert.Equal("""{"THEIRS":"b25l"}""", after["data"]!.ToJsonString());
    }

    private sealed class Cluster : IRecordedCluster
    {
        private readonly PendingWrites _writes = new(new Dictionary<ObjectKey, ManifestEntry>(), DateTimeOffset.UnixEpoch, 1);

        public Cluster(bool hasPodSecurity)
        {
            if (hasPodSecurity)
            {
                _writes.Create(ObjectKind.ConfigMap, new JsonObject
                {
                    ["metadata"] = new JsonObject { ["name"] = "namespace-labels-data-7c4f", ["namespace"] = "kubeflow" },
                    ["data"] = new JsonObject
                    {
                        ["namespace-labels.yaml"] = """
                            katib.kubeflow.org/metrics-collector-injection: enabled
                            serving.kubeflow.org/inferenceservice: enabled
                            pipelines.kubeflow.org/enabled: "true"
                            app.kubernetes.io/part-of: kubeflow-profile
                            pod-security.kubernetes.io/enforce: baseline
                            """,
                    },
                });
            }
        }

        public Task CreateAsync(JsonObject body, string manager)
        {
            _writes.Create(ObjectKind.Find((string)body["apiVersion"]!, (string)body["kind"]!)!, body, manager);
            return Task.CompletedTask;
        }

        public Task PatchAsync(string kind, string name, string patch, string manager)
        {
            var live = _writes.Find(new ObjectKey(kind == "Profile" ? ObjectKind.Profile : ObjectKind.Namespace, null, name))!;
            var after = MergePatch.Apply(live.ToNode(), JsonNode.Parse(patch))!.AsObject();
            ManagedFields.RecordUpdate(live.ToNode(), after, manager, live.Key.Kind.ApiVersion, _writes.Now);
            _writes.Update(live, after);
            return Task.CompletedTask;
        }

        public Task DeleteProfileAsync(string name)
        {
            var live = _writes.Find(new ObjectKey(ObjectKind.Profile, null, name))!;
            var going = live.ToNode();
            going["metadata"]!["deletionTimestamp"] = Times.Seconds(_writes.Now);
            _writes.Update(live, going);
            return Task.CompletedTask;
        }

        public Task SettleAsync()
        {
            foreach (var profile in _writes.Where(o => o.Key.Kind == ObjectKind.Profile))
            {
                ProfileController.Reconcile(_writes, profile.Key.Name);
            }

            return Task.CompletedTask;
        }

        public Task<IEnumerable<JsonObject>> ObjectsAsync() =>
            Task.FromResult(_writes.Where(o => o.Key.Kind != ObjectKind.ConfigMap).Select(o => o.ToNode()));
    }
}
