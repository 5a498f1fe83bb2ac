using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Planning;
using KfTenants.Plans;

namespace KfTenants.Logins;

/// <summary>The fate of the Password objects: one for each login that is kept so, and none of this set's beside.</summary>
internal static class DexPasswordPlanner
{
    public static (ImmutableArray<Change> Written, ImmutableArray<Change> Deleted) Plan(DexLogins logins, DexPresent present, LiveState live)
    {
        var wanted = logins.Passwords.Select(u => logins.PasswordOf(u.Email)).ToHashSet();
        var written = logins.Passwords
            .Select(user => Written(logins, user, present, live))
            .ToImmutableArray();
        var staying = logins.Users.Select(u => u.Email).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var unwanted = Ours(logins, live).Where(p => !logins.OnlyAdd && !p.IsTerminating && !wanted.Contains(p.Key));
        return (written, [.. unwanted.Select(p => Deleted(p, staying))]);
    }

    /// <summary>The Password objects of this set, by name.</summary>
    public static IEnumerable<KubeObject> Ours(DexLogins logins, LiveState live) =>
        live.In(logins.ConfigMap.Namespace ?? "", ObjectKind.Password).Where(p => PasswordObject.IsOf(logins.Set, p));

    private static Change Written(DexLogins logins, DexUser user, DexPresent present, LiveState live)
    {
        var key = logins.PasswordOf(user.Email);

        // As an entry of the text: whoever the file gives a login has the one that is there.
        var desired = new DesiredObject(PasswordObject.For(logins.Set, key, user), Claim.Whole, null, logins.Origin) { MayAdopt = true };
        var change = ObjectPlanner.Plan(logins.Set, desired, live.Find(key), ChangeReason.Logins, ChangeReason.Logins);

        // Who signs in by an entry of the text already gains nothing.
        return change is Change.Create && present.Config.Find(user.Email) is not null ? change with { Risk = Risk.None } : change;
    }

    private static Change.Delete Deleted(KubeObject password, HashSet<string> staying) => new(ObjectPlanner.PreconditionOf(password))
    {
        Key = password.Key,
        Tenant = null,
        Reason = ChangeReason.Logins,
        Risk = staying.Contains(password.Text("email") ?? "") ? Risk.None : Risk.AccessRevoked,
    };
}
