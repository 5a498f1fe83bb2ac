using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Kubernetes.Applying;

/// <summary>The documents that the laws are held against.</summary>
public sealed partial class PlanLawsTests
{
    private static TenantSet SetOf(Random random, Flavor flavor) => flavor == Flavor.Kubeflow ? SetOf(random) : Some.OnKubernetes(SetOf(random));

    // Few names and many choices, so that consecutive documents overlap in every way.
    private static TenantSet SetOf(Random random)
    {
        string[] people = ["ana@example.com", "ben@example.com", "carl@example.com", "dee@example.com", "Eve+ml@Example.com"];
        var named = Enumerable.Range(0, 4).Where(_ => random.Next(4) > 0).Select(i => (Number: i, IsAbsent: random.Next(5) == 0)).ToArray();
        var tenants = named.Where(n => !n.IsAbsent).Select(n => n.Number).Select(i =>
        {
            var owner = people[random.Next(3)];
            var contributors = people.Where(p => p != owner && random.Next(2) == 0).Select(p => new Contributor(p, (Role)random.Next(3), Some.Place)).ToArray();
            var tenant = Some.Tenant($"team-{i}", owner, contributors);
            return tenant with
            {
                IsSuspended = random.Next(4) == 0,
                Quota = random.Next(3) == 0 ? tenant.Quota : Some.Quantities(("cpu", random.Next(1, 4).ToString()), (random.Next(2) == 0 ? "memory" : "pods", "8")),
                LimitRange = random.Next(2) == 0 ? null
                    : new LimitRangeItem(Some.Quantities(("cpu", random.Next(1, 3).ToString())), Some.Quantities(), Some.Quantities(), Some.Quantities(("memory", "4Gi"))),
                NamespaceLabels = random.Next(2) == 0 ? tenant.NamespaceLabels : Some.Quantities(("team", random.Next(2) == 0 ? "a" : "b")),
                NamespaceAnnotations = random.Next(3) > 0 ? tenant.NamespaceAnnotations : Some.Quantities(("note", "x")),
                Queue = random.Next(3) > 0 ? null : new FairShare(random.Next(2) == 0 ? "small" : "large", random.Next(4) == 0 ? "jobs" : FairShare.DefaultName, Some.Place),
                Quotas = random.Next(3) > 0 ? [] : Some.Quotas(random),
                Plugins = random.Next(3) > 0 ? [] : [new Plugin("AwsIamForServiceAccount", """{"annotateOnly":true,"awsIamRole":"arn:x"}""")],
            };
        }).ToArray();
        var users = people.Where(_ => random.Next(2) == 0).Select(p => Some.User(p, random.Next(3) switch
        {
            0 => null,
            1 => new Login.DexEnv("DEX_X", Some.Place),
            _ => new Login.PasswordHash($"$2b$12$abcdefghijklmnopqrstu{(random.Next(2) == 0 ? 'u' : 'v')}MYGcqJUUYOoSGYvzLYtsMRZC0Vz3xBm", Some.Place),
        }));
        return Some.Set([.. tenants.Select(t => WithPods(t) with { RoleBindings = [.. GrantsOf(random, people)], ServiceAccounts = [.. AccountsOf(random)] })]) with
        {
            Users = [.. users],
            Tombstones = [.. named.Where(n => n.IsAbsent).Select(n => new Tombstone($"team-{n.Number}", Some.Place))],
        };
    }

    // By what was drawn already.
    private static Tenant WithPods(Tenant tenant)
    {
        var random = new Random(HashCode(tenant.Name, tenant.Quota.Count, tenant.Contributors.Length, tenant.LimitRange is null, tenant.NamespaceLabels.Count));
        return tenant with
        {
            Posix = random.Next(2) == 0 ? null
                : new PodIdentity(random.Next(1, 3), 5001, random.Next(2) == 0 ? [] : [5002], [], random.Next(2) == 0 ? null : "/users/a", ["istio-proxy"], Some.Place),
            Walltime = random.Next(2) == 0 ? null
                : new Walltime(random.Next(3) == 0 ? null : $"{random.Next(1, 3)}h", random.Next(2) == 0, random.Next(2) == 0 ? null : JobReaper.Default, Some.Place),
        };

        static int HashCode(string name, int quotas, int people, bool isOpen, int labels) => (name[^1] * 97) + (quotas * 31) + (people * 7) + (isOpen ? 3 : 0) + labels;
    }

    private static IEnumerable<TenantAccount> AccountsOf(Random random) => new[] { "ci", "sdk-user" }.Where(_ => random.Next(2) == 0).Select(name =>
        new TenantAccount(name, random.Next(3) switch { 0 => null, 1 => "kubeflow-view", _ => "log-reader" }, Some.Place) { MountsToken = random.Next(2) == 0 });

    // One name with another role is a replacement, a role that is missing or too wide a conflict.
    private static IEnumerable<RoleGrant> GrantsOf(Random random, string[] people)
    {
        foreach (var role in new[] { "everything", "log-reader", "missing" }.Where(_ => random.Next(2) == 0))
        {
            var reference = new RoleReference(IsOfCluster: true, role);
            GrantSubject[] subjects =
            [
                .. people.Where(_ => random.Next(4) == 0).Order(StringComparer.Ordinal).Select(p => new GrantSubject(GrantSubjectKind.User, p)),
                new GrantSubject(GrantSubjectKind.Group, random.Next(2) == 0 ? "cn=Oncall, ou=x" : "oncall"),
                new GrantSubject(GrantSubjectKind.ServiceAccount, "ci", random.Next(2) == 0 ? null : "build"),
            ];
            yield return new RoleGrant(reference, [.. subjects], Some.Place) { AllowsWildcards = random.Next(2) == 0 };
        }

        if (random.Next(2) == 0)
        {
            var oncall = new RoleReference(IsOfCluster: true, random.Next(2) == 0 ? "log-reader" : "kubeflow-edit");
            yield return new RoleGrant(oncall, [new GrantSubject(GrantSubjectKind.Group, "oncall")], Some.Place) { OwnName = "oncall" };
        }
    }
}
