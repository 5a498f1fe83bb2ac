using System.Net;
using KfTenants.Kubernetes.Client;
using KfTenants.Reaping;

namespace KfTenants.Kubernetes.Reading;

/// <summary>What Prometheus is sent, and that nothing but an answer counts as one.</summary>
public sealed class PrometheusReaderTests
{
    private static readonly Uri Address = PrometheusReader.Address("http://prometheus:9090/base")!;

    [Fact]
    public async Task The_questions_are_posted_and_their_answers_united()
    {
        var server = new ScriptedServer(_ => Answer("user-a", 10), _ => Answer("user-b", 20));
        var activity = await PrometheusReader.ReadAsync(
            Address, [new ActivityQuery(TimeSpan.FromHours(1), ["user-a"]), new ActivityQuery(TimeSpan.FromHours(2), ["user-b"])], server, CancellationToken.None);

        Assert.Equal(["user-a", "user-b"], activity.LastSeen.Keys);
        Assert.All(server.Sent, s => Assert.Equal(("POST", "/base/api/v1/query", "application/x-www-form-urlencoded"), (s.Method, s.PathAndQuery, s.ContentType)));
        Assert.Contains(Uri.EscapeDataString("[7200s:300s]"), server.Sent[1].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, """{"status":"error","errorType":"bad_data","error":"no"}""", "http://prometheus:9090/base/: answered an error: bad_data: no (400)")]
    [InlineData(503, "<html>", "http://prometheus:9090/base/: did not answer JSON (503)")]
    [InlineData(200, """{"status":"success","data":{"resultType":"matrix","result":[]}}""", "http://prometheus:9090/base/: answered no vector but matrix")]
    [InlineData(500, """{"status":"success","data":{"resultType":"vector","result":[]}}""", "http://prometheus:9090/base/: refused to answer (500)")]
    [InlineData(302, "", "http://prometheus:9090/base/: did not answer JSON (302)")]
    public async Task What_is_no_answer_is_refused(int status, string body, string why)
    {
        var server = new ScriptedServer(_ => ScriptedServer.Text(status, "application/json", body));
        Assert.Equal(why, (await Assert.ThrowsAsync<FormatException>(() => AskAsync(server))).Message);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_error()
    {
        var server = new ScriptedServer(_ => throw new HttpRequestException(HttpRequestError.NameResolutionError));
        var failed = await Assert.ThrowsAsync<KfTenantsException>(() => AskAsync(server));
        Assert.Equal("http://prometheus:9090/base/: Prometheus cannot be asked: its name cannot be resolved", failed.Message);
    }

    [Theory]
    [InlineData("https://p.example.com/x/", true)]
    [InlineData("ftp://p", false)]
    [InlineData("prometheus:9090", false)]
    [InlineData("http://a:b@p", false)]
    [InlineData("http://p?x=1", false)]
    [InlineData("/p", false)]
    public void An_address_is_an_http_url_without_secrets(string text, bool isOne) => Assert.Equal(isOne, PrometheusReader.Address(text) is not null);

    private static Task<Activity> AskAsync(ScriptedServer server) =>
        PrometheusReader.ReadAsync(Address, [new ActivityQuery(TimeSpan.FromHours(1), ["user-a"])], server, CancellationToken.None);

    private static HttpResponseMessage Answer(string space, int seconds) => ScriptedServer.Text((int)HttpStatusCode.OK, "application/json",
        $$$"""{"status":"success","data":{"resultType":"vector","result":[{"metric":{"namespace":"{{{space}}}"},"value":[1,"{{{seconds}}}"]}]}}""");
}
