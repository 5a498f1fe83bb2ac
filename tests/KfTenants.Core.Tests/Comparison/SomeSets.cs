using KfTenants.Tenants;
using KfTenants.Testing;

namespace KfTenants.Comparison;

/// <summary>Generated sets: few names and many choices, so that two of them overlap in every way.</summary>
internal static class SomeSets
{
    private static readonly string[] People = ["ana@example.com", "ben@example.com", "carl@example.com", "dee@example.com", "eve+ml@example.com"];

    /// <param name="withLabels">Of Namespaces, which <see cref="OwnedTenants"/> does not know.</param>
    public static TenantSet Of(Random random, bool withLabels = false)
    {
        var named = Enumerable.Range(0, 5).Where(_ => random.Next(4) > 0).Select(i => (Name: $"team-{i}", IsAbsent: random.Next(6) == 0)).ToArray();
        var users = People.Where(_ => random.Next(3) > 0).Select(p => UserOf(p, random)).ToArray();
        return Some.Set([.. named.Where(n => !n.IsAbsent).Select(n => TenantOf(n.Name, random, withLabels))]) with
        {
            Users = [.. users.OrderBy(u => u.Email, StringComparer.Ordinal)],
            Tombstones = [.. named.Where(n => n.IsAbsent).Select(n => new Tombstone(n.Name, Some.Place))],
            Guards = GuardLimits.Default with { MaxDeletes = random.Next(1, 3) },
        };
    }

    public static TenantSet Shuffled(TenantSet set, Random random) => set with
    {
        Users = [.. set.Users.OrderBy(_ => random.Next())],
        Tenants = [.. set.Tenants.OrderBy(_ => random.Next()).Select(t => t with { Contributors = [.. t.Contributors.OrderBy(_ => random.Next())] })],
        Tombstones = [.. set.Tombstones.OrderBy(_ => random.Next())],
    };

    private static User UserOf(string email, Random random)
    {
        Login? login = random.Next(3) switch
        {
            0 => null,
            1 => new Login.DexEnv(random.Next(2) == 0 ? "DEX_X" : "DEX_Y", Some.Place),
            _ => new Login.PasswordHash($"$2b$12$abcdefghijklmnopqrstu{(random.Next(2) == 0 ? 'u' : 'v')}MYGcqJUUYOoSGYvzLYtsMRZC0Vz3xBm", Some.Place),
        };
        return Some.User(email, login) with { Username = random.Next(2) == 0 ? "one" : "two" };
    }

    private static Tenant TenantOf(string name, Random random, bool withLabels)
    {
        var owner = People[random.Next(3)];
        var tenant = Some.Tenant(name, owner, [.. People.Where(p => p != owner && random.Next(2) == 0)
            .Select(p => new Contributor(p, (Role)random.Next(3), Some.Place) { Until = random.Next(3) == 0 ? Time(random.Next(2)) : null })]);
        return tenant with
        {
            IsSuspended = random.Next(4) == 0,
            Quota = random.Next(3) == 0 ? tenant.Quota : Some.Quantities(("cpu", $"{random.Next(1, 4)}"), (random.Next(2) == 0 ? "memory" : "pods", "8")),
            LimitRange = random.Next(2) == 0 ? null
                : new LimitRangeItem(Some.Quantities(("cpu", $"{random.Next(1, 3)}")), Some.Quantities(), Some.Quantities(), Some.Quantities(("memory", "4Gi"))),
            NamespaceLabels = !withLabels || random.Next(2) == 0 ? tenant.NamespaceLabels : Some.Quantities(("team", random.Next(2) == 0 ? "a" : "b")),
            Queue = random.Next(3) > 0 ? null : new FairShare(random.Next(2) == 0 ? "small" : "large", random.Next(4) == 0 ? "jobs" : FairShare.DefaultName, Some.Place),
            Quotas = random.Next(3) > 0 ? [] : Some.Quotas(random),
            Plugins = random.Next(3) > 0 ? [] : [new Plugin("AwsIamForServiceAccount", """{"annotateOnly":true,"awsIamRole":"arn:x"}""")],
        };
    }

    private static DateTimeOffset Time(int year) => new(2030 + year, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
