using System.Collections.Immutable;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Logins;

/// <summary>Password objects of Dex: one for each login that is kept so, and none of this set's beside. Dex reads them at every sign-in.</summary>
internal sealed class PasswordLoginStore : ILoginStore
{
    private static readonly Traits PasswordTraits = new();

    public LoginStore Name => LoginStore.Passwords;

    public string RoleSuffix => "-passwords";

    public ImmutableArray<Right> PlanRights(DexPlatform dex) =>
    [
        Right.To(Right.Read, ObjectKind.Password,
            "The logins that Dex has now, so that an unchanged password changes nothing. This right exposes the hashes."),
    ];

    public ImmutableArray<Right> ApplyRights(DexPlatform dex) =>
        [Right.To(Right.Manage, ObjectKind.Password, "Logins, one object each, with a name that Dex computes from the e-mail.")];

    public ImmutableArray<ObjectKey> Reads(DexPlatform dex) => [];

    // What Dex reads from its own environment can only stand in the text.
    public LoginPlace Place(DexUser entry) => new(entry, IsObject: entry.Hash is not null, Hash: null);

    public LoginSteps Plan(DexLogins logins, DexPresent present, LiveState live)
    {
        var wanted = logins.Passwords.Select(u => logins.PasswordOf(u.Email)).ToHashSet();
        var staying = logins.Users.Select(u => u.Email).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var unwanted = Ours(logins, live).Where(p => !logins.OnlyAdd && !p.IsTerminating && !wanted.Contains(p.Key));
        return new LoginSteps([.. logins.Passwords.Select(user => Written(logins, user, present, live))], [.. unwanted.Select(p => Deleted(p, staying))]);
    }

    /// <summary>The Password objects of this set, by name.</summary>
    public static IEnumerable<KubeObject> Ours(DexLogins logins, LiveState live) =>
        live.In(logins.ConfigMap.Namespace ?? "", ObjectKind.Password).Where(p => PasswordObject.IsOf(logins.Set, p));

    private static Change Written(DexLogins logins, DexUser user, DexPresent present, LiveState live)
    {
        var key = logins.PasswordOf(user.Email);

        var desired = new DesiredObject(PasswordTraits, PasswordObject.For(logins.Set, key, user), Claim.Whole, null, logins.Origin)
        {
            MayAdopt = logins.Adoptable.Contains(user.Email),
        };
        var change = ObjectPlanner.Plan(logins.Set, desired, live.Find(key), ChangeReason.Logins, _ => ChangeReason.Logins, live);
        if (change is not Change.Create)
        {
            return change;
        }

        // A person who signs in by an entry of the text already gains nothing.
        return change with
        {
            SignIns = [new SignIn(user.Email, IsGained: true)],
            Risk = present.Config.Find(user.Email) is null ? change.Risk : Risk.None,
        };
    }

    private static Change.Delete Deleted(KubeObject password, HashSet<string> staying)
    {
        var isMoved = staying.Contains(password.Text("email") ?? "");
        return new Change.Delete(Precondition.Of(password))
        {
            IsHarmless = isMoved,
            Key = password.Key,
            Tenant = null,
            Reason = ChangeReason.Logins,
            Risk = isMoved ? Risk.None : ChangeRisk.OfDeletion(ObjectKind.Password),
            SignIns = DexPasswordName.EmailOf(password.Key.Name) is { } email ? [new SignIn(email, IsGained: false)] : [],
        };
    }

    private sealed class Traits : KindTraits
    {
        public override ObjectKind Kind => ObjectKind.Password;

        public override ApplyPhase Phase => ApplyPhase.Grants;

        public override SemanticEquality Equality { get; } = new Values();

        private sealed class Values : SemanticEquality
        {
            public override bool IsSecret(string pointer) =>
                (IsMeaning(pointer) && !(pointer is ['/', .. var field] && PasswordObject.IsOpen(field))) || pointer == OwnershipMoves.LastApplied;
        }
    }
}
