using System.Collections.Immutable;
using KfTenants.Credentials;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Rbac;

/// <summary>What <c>token</c> needs for the credentials of a file: in each tenant's namespace a Role of its own, with every object by its name.</summary>
public static class CredentialRights
{
    /// <summary>Its name begins so, and ends with the set's.</summary>
    private const string Role = "kftenants-credentials";

    /// <summary>The server is asked about tokens for others than itself.</summary>
    private static readonly Right Review = new(
        "authentication.k8s.io", "tokenreviews", [], ["create"], "Whether a token for other audiences than the API server is good, before it takes the place of the old one.");

    /// <summary>Empty for a file without credentials.</summary>
    public static ImmutableArray<RbacRule> Of(TenantSet set)
    {
        var role = $"{Role}-{set.Name}";
        return
        [
            .. from tenant in set.Tenants
               where !tenant.Credentials.IsEmpty
               from right in Of(tenant)
               select Rule(role, tenant.Name, right),
            .. from credential in set.Tenants.SelectMany(t => t.Credentials)
               let sink = credential.Sink as TokenSink.Secret
               where sink is not null
               group sink.Name by sink.Namespace into space
               orderby space.Key
               select Rule($"{role}-sinks", space.Key, Right.To(
                   ["get", "create", "patch"], ObjectKind.Secret, "The Secrets that tokens are kept in.",
                   [.. space.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)])),
            .. set.Tenants.Any(t => t.Credentials.Any(c => !c.Audiences.IsEmpty)) ? [Rule(role, null, Review)] : ImmutableArray<RbacRule>.Empty,
        ];
    }

    private static IEnumerable<Right> Of(Tenant tenant)
    {
        ImmutableArray<string> accounts = [.. tenant.Credentials.Select(c => c.ServiceAccount).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        yield return Right.To(Right.Get, ObjectKind.ServiceAccount, "Whether the account exists, before anything is made for it.", accounts);
        yield return new Right("", ObjectKind.ServiceAccount.Plural + "/token", accounts, ["create"], "The tokens themselves, of these accounts alone.");
        yield return Right.To(
            ["get", "create", "patch", "delete"], ObjectKind.Secret, "The empty Secrets that the tokens are bound to: deleting one ends its token.",
            [.. CredentialAnchor.KeysOf(tenant).Select(k => k.Name)]);
    }

    private static RbacRule Rule(string role, string? space, Right right) => new(role, space, right.Group, [right.Resource], right.Names, right.Verbs, right.Why);
}
