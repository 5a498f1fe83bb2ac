using System.Text;
using KfTenants.Diagnostics;
using KfTenants.Tenants;

namespace KfTenants.Reaping;

/// <summary>What Prometheus is asked, and which of its answers count.</summary>
public sealed class ActivityTests
{
    [Fact]
    public void The_question_names_the_tenants_and_a_witness_whole()
    {
        var query = Assert.Single(ActivityQuery.Of([Named("user-b", 168), Named("user-a", 168), Named("kept", null)]));
        Assert.Equal(
            "max(max_over_time(timestamp(kube_pod_container_info{namespace=~\"kube-system|user-a|user-b\"," +
            "pod!~\"(ml-pipeline-ui-artifact|ml-pipeline-visualizationserver)-.*\"})[604800s:300s])) by (namespace)",
            query.PromQl);
    }

    [Fact]
    public void Each_time_has_a_question_of_its_own() =>
        Assert.Equal([8, 168], ActivityQuery.Of([Named("a", 168), Named("b", 8), Named("c", 168)]).Select(q => q.Window.TotalHours));

    [Fact]
    public void Who_is_in_a_vector_was_active()
    {
        Assert.True(Activity.TryParse(Json("""
            {"status":"success","data":{"resultType":"vector","result":[
              {"metric":{"namespace":"user-a"},"value":[1622841850.868,"1622841800.25"]},
              {"metric":{"namespace":"kube-system"},"value":[1622841850.868,"1.622841850e9"]}]}}
            """), out var activity, out _));
        Assert.Equal(["kube-system", "user-a"], activity.LastSeen.Keys);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1622841800), activity.LastSeen["user-a"]);
    }

    [Theory]
    [InlineData("""{"status":"error","errorType":"bad_data","error":"parse error"}""", "answered an error: bad_data: parse error")]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[]}}""", "answered no vector but matrix")]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[1622841850.868,"1"]}}""", "answered no vector but scalar")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"1"]}]}}""", "answered a series without a namespace or without a time")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{"namespace":"a"},"value":[1,"NaN"]}]}}""",
        "answered a series without a namespace or without a time")]
    [InlineData("""{"status":"success"}""", "answered no vector but nothing")]
    [InlineData("""["success"]""", "did not answer as Prometheus does")]
    [InlineData("<html>", "did not answer JSON")]
    [InlineData("", "did not answer JSON")]
    public void Every_other_answer_is_none(string json, string why)
    {
        Assert.False(Activity.TryParse(Json(json), out var activity, out var problem));
        Assert.Null(activity);
        Assert.Equal(why, problem);
    }

    private static ReadOnlyMemory<byte> Json(string text) => Encoding.UTF8.GetBytes(text);

    private static Tenant Named(string name, int? hours) => SomeTenant.Of(name) with
    {
        Retention = new Retention(hours is { } h ? TimeSpan.FromHours(h) : null, null, TimeSpan.FromHours(1), default(SourceLocation)),
    };
}
