using System.Globalization;
using KfTenants.EndToEnd.Tests.Suite;

namespace KfTenants.EndToEnd.Tests.Bench;

/// <summary>Tenants for measurements: all alike, with a quota, a limit range and some contributors.</summary>
public static class BenchTenants
{
    /// <summary>Of a hundred tenants whose numbers differ in the last two digits: what another number of hundreds is put in place of.</summary>
    public const string FirstHundred = "bench-000";

    /// <summary>The API server's path of what a plan lists in every cluster with Kubeflow.</summary>
    public static readonly IReadOnlyList<string> Lists =
    [
        "/apis/kubeflow.org/v1/profiles", "/api/v1/namespaces", "/apis/rbac.authorization.k8s.io/v1/rolebindings",
        "/apis/security.istio.io/v1beta1/authorizationpolicies", "/api/v1/limitranges", "/api/v1/resourcequotas", "/api/v1/serviceaccounts",
        "/apis/networking.k8s.io/v1/networkpolicies", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
    ];

    public static TenantsFile File(int count, int contributors) => new("bench", [.. Enumerable.Range(0, count).Select(i => Team(i, contributors))]);

    private static Team Team(int index, int contributors)
    {
        var name = "bench-" + index.ToString("D5", CultureInfo.InvariantCulture);
        return new Team(name, $"owner@{name}.example.com")
        {
            Contributors =
            [
                .. Enumerable.Range(0, contributors).Select(i => ($"person-{i.ToString(CultureInfo.InvariantCulture)}@{name}.example.com", i % 3 == 0 ? "view" : "edit")),
            ],
            Quota = "{cpu: \"4\", memory: 16Gi}",
            LimitRange = "{default: {cpu: \"1\", memory: 2Gi}, defaultRequest: {cpu: 100m, memory: 256Mi}}",
        };
    }
}
