using System.Text;
using System.Text.Json;
using KfTenants.Testing;

namespace KfTenants.Kubernetes.Client;

public sealed class ApiStatusTests
{
    [Theory]
    [InlineData(404, "404 page not found\n", "the server could not find the requested resource")]
    [InlineData(401, "", "the server has asked for the client to provide credentials")]
    [InlineData(429, "Too many requests, please try again later.\n", "the server has received too many requests and has asked us to try again later")]
    [InlineData(502, "<html>\n<b>Bad\u001b[31m Gateway</b></html>", "an error on the server (\"<html> <b>Bad[31m Gateway</b></html>\") has prevented the request from succeeding")]
    [InlineData(503, "", "an error on the server has prevented the request from succeeding")]
    [InlineData(418, "x", "the server answered 418 418")]
    public void Answers_that_are_no_Status_get_client_gos_words(int httpStatus, string body, string message)
    {
        var status = ApiStatus.Decode(httpStatus, isJson: false, Encoding.UTF8.GetBytes(body), null);
        Assert.Equal(message, status.Message);
        Assert.Equal(httpStatus == 404, status.IsNoSuchResource);
    }

    [Theory]
    [InlineData("""{"paths":["/api"]}""")]
    [InlineData("""{"kind":"Status","message":""")]
    [InlineData("[1]")]
    public void Json_that_is_no_Status_does_not_hurt(string body) =>
        Assert.Equal("the server could not find the requested resource", ApiStatus.Decode(404, isJson: true, Encoding.UTF8.GetBytes(body), null).Message);

    [Fact]
    public void Retry_after_comes_from_the_header_or_else_from_the_details()
    {
        var body = """{"kind":"Status","message":"m","details":{"retryAfterSeconds":7}}"""u8.ToArray();
        Assert.Equal(TimeSpan.FromSeconds(7), ApiStatus.Decode(429, isJson: true, body, null).RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(2), ApiStatus.Decode(429, isJson: true, body, TimeSpan.FromSeconds(2)).RetryAfter);
    }

    [Fact]
    public async Task More_than_is_accepted_is_not_read()
    {
        Assert.Null(await ApiBody.ReadAsync(new MemoryStream(new byte[100_000]), 99_999, default));
        Assert.Equal(100_000, (await ApiBody.ReadAsync(new MemoryStream(new byte[100_000]), 100_000, default))!.Length);
        Assert.Equal(ApiBody.MaxErrorLength, (await ApiBody.ReadStartAsync(new MemoryStream(new byte[100_000]), default)).Length);
    }

    /// <summary>Every recorded refusal of two real servers decodes, and is classified by its name where it has one.</summary>
    [Fact]
    public void Recorded_refusals_are_told_apart()
    {
        if (TestPaths.Fixtures(typeof(ApiStatusTests)) is not { } fixtures)
        {
            return;
        }

        var samples = Path.Combine(fixtures, "kubernetes", "status-samples");
        var files = Directory.EnumerateFiles(samples, "*.json", SearchOption.AllDirectories).Where(f => Path.GetFileName(f)[0] is '4' or '5').ToList();
        Assert.True(files.Count > 60);
        foreach (var file in files)
        {
            using var sample = JsonDocument.Parse(File.ReadAllBytes(file));
            var response = sample.RootElement.GetProperty("response");
            var body = response.GetProperty("body");
            var isJson = body.ValueKind == JsonValueKind.Object;
            var text = body.ValueKind == JsonValueKind.String ? body.GetString()! : body.GetRawText();
            var status = ApiStatus.Decode(response.GetProperty("status").GetInt32(), isJson, Encoding.UTF8.GetBytes(text), null);
            var name = Path.GetFileNameWithoutExtension(file);
            Assert.NotEmpty(status.Message);
            Assert.DoesNotContain('\n', status.Line);
            Assert.Equal(name.Contains("terminating-ns", StringComparison.Ordinal), status.IsNamespaceTerminating);
            if (name.StartsWith("404", StringComparison.Ordinal))
            {
                var isObject = name is "404-named" or "404-create-in-missing-ns" or "404-delete-missing" or "404-tokenrequest-missing-sa";
                Assert.True(isObject != status.IsNoSuchResource, name);
            }

            if (name.StartsWith("409", StringComparison.Ordinal))
            {
                var isOwned = name.Contains("apply-conflict", StringComparison.Ordinal) || name.Contains("list-conflict", StringComparison.Ordinal) ||
                    name is "409-apply-duplicate-listmap-key" or "409-sa-apply-2";
                Assert.True(isOwned == !status.FieldOwners.IsEmpty, name);
                Assert.All(status.FieldOwners, o => Assert.True(o.Manager is "kftenants" or "kubectl-edit" or "m1", o.Manager));
            }

            Assert.Equal(name.StartsWith("500", StringComparison.Ordinal) && name.Contains("apply", StringComparison.Ordinal),
                ApiFailure.IsSchemaRefusal(status) && name.Contains("apply", StringComparison.Ordinal));
        }
    }
}
