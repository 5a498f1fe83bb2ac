using System.Text.Json.Nodes;
using System.Web;
using KfTenants.Kube;
using KfTenants.Testing;

namespace KfTenants.Sandbox;

/// <summary>Server-side apply against a recording of a real server, where it lies beside the repository.</summary>
public sealed class RecordedApplyTests
{
    [Fact]
    public async Task A_real_server_says_the_same_of_profiles_and_bindings()
    {
        if (TestPaths.Fixtures(typeof(RecordedApplyTests)) is not { } fixtures)
        {
            return;
        }

        var objects = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        var compared = 0;
        await foreach (var line in File.ReadLinesAsync(Path.Combine(fixtures, "kubernetes", "conformance", "kube-apiserver-1.36.jsonl")))
        {
            var step = JsonNode.Parse(line)!;
            var request = step["request"]!;
            var uri = new Uri("http://x" + request["path"]!);
            var query = HttpUtility.ParseQueryString(uri.Query);
            var kind = uri.AbsolutePath.Contains("/profiles/", StringComparison.Ordinal) ? ObjectKind.Profile
                : uri.AbsolutePath.Contains("/rolebindings/", StringComparison.Ordinal) ? ObjectKind.RoleBinding
                : null;
            var status = step["response"]?["status"]?.GetValue<int>();
            if (kind is null || request["method"]!.ToString() != "PATCH" || query["dryRun"] is not null || status is not (200 or 201 or 409))
            {
                continue;
            }

            var isApply = request["contentType"]?.ToString().StartsWith("application/apply-patch", StringComparison.Ordinal) == true;
            var body = request["body"] as JsonObject;
            var expected = step["response"]!["body"]!.AsObject();
            if (isApply && body is not null && body["metadata"]?["resourceVersion"] is null && body["metadata"]?["uid"] is null)
            {
                ApiDefaults.Fill(kind, body);
                var live = objects.GetValueOrDefault(uri.AbsolutePath);
                var result = ServerSideApply.Apply(kind, live, body, query["fieldManager"]!, query["force"] == "true", DateTimeOffset.UnixEpoch);
                if (status == 409)
                {
                    Assert.Equal(expected["details"]!["causes"]!.AsArray().Select(c => c!["field"]!.ToString()), result.Conflicts.Select(c => c.Field));
                }
                else
                {
                    Assert.True(result.Body is not null, $"step {step["step"]}: {string.Join(", ", result.Conflicts)}");
                    Assert.Equal(Essence(expected), Essence(result.Body));
                }

                compared++;
            }

            if (status != 409)
            {
                objects[uri.AbsolutePath] = expected.DeepClone().AsObject();
            }
        }

        Assert.True(compared >= 15, $"{compared} steps");
    }

    // What an apply decides: content and owners, without times, versions and defaults of the server.
    private static string Essence(JsonObject body)
    {
        var managers = (body["metadata"]!["managedFields"] as JsonArray ?? []).Select(e =>
            $"{e!["manager"]} {e["operation"]} {string.Join(' ', ManagedFields.SetOf(e["fieldsV1"]!).Leaves)}").Order(StringComparer.Ordinal);
        return string.Join('\n', ManagedFields.Leaves(body).Select(p => $"{p}={Sorted(JsonPath.At(body, p))?.ToJsonString()}").Concat(managers));
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
