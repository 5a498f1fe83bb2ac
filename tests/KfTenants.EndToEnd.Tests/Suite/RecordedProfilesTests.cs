using System.Text.Json.Nodes;
using KfTenants.EndToEnd.Tests.Cluster;
using KfTenants.EndToEnd.Tests.Kubeflow;
using KfTenants.Testing;
using Live = KfTenants.EndToEnd.Tests.Kubeflow.Live;

namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>The same Profiles in, the same objects out as with the real profile-controller: otherwise no test here would mean anything.</summary>
public abstract class RecordedProfilesTests(KubeflowCluster kubeflow, string recorded)
{
    // What this API server does not do yet, and whom the definition of a Profile lets own its owner.
    private static readonly string[] OfTheServer = ["/metadata/labels/kubernetes.io~1metadata.name", "/spec/owner"];

    [EndToEndFact]
    public async Task The_stand_in_makes_what_the_real_controller_made()
    {
        try
        {
            await RecordedSteps.PlayAsync(new Cluster(kubeflow), Recording.Of(recorded), (step, expected, made) =>
            {
                var difference = Recording.Difference(expected, made, OfTheServer);
                Assert.True(difference.Length == 0, $"{step}\n{difference}");
                return Task.CompletedTask;
            });
        }
        finally
        {
            await new Cluster(kubeflow).RemoveAsync();
        }
    }

    private sealed class Cluster(KubeflowCluster kubeflow) : IRecordedCluster
    {
        private static readonly string[] Collections =
        [
            "/apis/kubeflow.org/v1/profiles",
            "/api/v1/namespaces",
            "/api/v1/serviceaccounts",
            "/api/v1/resourcequotas",
            "/apis/rbac.authorization.k8s.io/v1/rolebindings",
            "/apis/security.istio.io/v1beta1/authorizationpolicies",
        ];

        public Task CreateAsync(JsonObject body, string manager)
        {
            var version = (string)body["apiVersion"]!;
            var space = (string?)body["metadata"]!["namespace"];
            var group = version.Contains('/', StringComparison.Ordinal) ? "apis/" + version : "api/" + version;
            var inside = space is null ? "" : $"namespaces/{space}/";
            return kubeflow.Api.CreateAsync($"/{group}/{inside}{PluralOf((string)body["kind"]!)}", body, manager);
        }

        public Task PatchAsync(string kind, string name, string patch, string manager) =>
            kubeflow.Api.MergeAsync(kind == "Profile" ? Live.ProfilePath(name) : Live.NamespacePath(name), patch, manager);

        public Task DeleteProfileAsync(string name) => kubeflow.Api.DeleteAsync(Live.ProfilePath(name));

        public async Task SettleAsync()
        {
            await kubeflow.Controller.SettleAsync();
            await Eventually.TrueAsync("nothing is being deleted", async () =>
            {
                foreach (var item in await ObjectsAsync())
                {
                    if (item["metadata"]!["deletionTimestamp"] is not null || await IsOrphanAsync(item))
                    {
                        return false;
                    }
                }

                return true;
            });
        }

        public async Task<IEnumerable<JsonObject>> ObjectsAsync()
        {
            var found = new List<JsonObject>();
            foreach (var collection in Collections)
            {
                var list = await kubeflow.Api.GetAsync(collection);
                var kind = ((string)list["kind"]!)[..^"List".Length];
                foreach (var item in list["items"]!.AsArray().Select(i => i!.AsObject()))
                {
                    var space = collection is "/api/v1/namespaces" or "/apis/kubeflow.org/v1/profiles" ? item["metadata"]!["name"] : item["metadata"]!["namespace"];
                    if (((string)space!).StartsWith("rec-", StringComparison.Ordinal))
                    {
                        item["kind"] = kind;
                        found.Add(item);
                    }
                }
            }

            return found;
        }

        public async Task RemoveAsync()
        {
            // The controller would never let a Profile go whose namespace is another's.
            foreach (var profile in (await kubeflow.Api.ListAsync(Collections[0])).Where(p => ((string)p["metadata"]!["name"]!).StartsWith("rec-", StringComparison.Ordinal)))
            {
                await kubeflow.Api.DeleteAsync(Live.ProfilePath((string)profile["metadata"]!["name"]!));
            }

            foreach (var name in (string[])["rec-before", "rec-foreign"])
            {
                await kubeflow.Api.DeleteAsync(Live.NamespacePath(name));
            }
        }

        // What the garbage collector has not come to yet.
        private async Task<bool> IsOrphanAsync(JsonObject item) =>
            (item["metadata"]!["ownerReferences"] as JsonArray)?.FirstOrDefault() is { } owner && await kubeflow.Api.FindAsync(Live.ProfilePath((string)owner["name"]!)) is null;

        private static string PluralOf(string kind) => kind == "AuthorizationPolicy" ? "authorizationpolicies" : kind.ToLowerInvariant() + "s";
    }
}

[Collection(On161.Name)]
public sealed class RecordedProfiles161(Kubeflow161 kubeflow) : RecordedProfilesTests(kubeflow, "kubeflow-1.6.1");

[Collection(On180.Name)]
public sealed class RecordedProfiles180(Kubeflow180 kubeflow) : RecordedProfilesTests(kubeflow, "kubeflow-1.8.0");

/// <summary>One code from 1.9 to 26.03; what differs is the Pod Security label of the manifests.</summary>
[Collection(On191.Name)]
public sealed class RecordedProfiles191(Kubeflow191 kubeflow) : RecordedProfilesTests(kubeflow, "kubeflow-26.03");

[Collection(On2603.Name)]
public sealed class RecordedProfiles2603(Kubeflow2603 kubeflow) : RecordedProfilesTests(kubeflow, "dashboard-2.0.0-pss");
