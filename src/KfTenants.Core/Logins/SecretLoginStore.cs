using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Logins;

/// <summary>
/// Entries of Dex's text that name a variable, with the hash in a Secret whose keys Dex gets as environment: our keys alone. Two steps,
/// because no entry may ever name a variable that is not there: what is new goes in before the entries change, what no entry names goes
/// out when Dex runs without it.
/// </summary>
internal sealed class SecretLoginStore : ILoginStore
{
    /// <summary>The later step's name in the change's id.</summary>
    private const string Removal = "remove";

    private static readonly Traits SecretTraits = new();

    public LoginStore Name => LoginStore.Secret;

    public string RoleSuffix => "-secret";

    public ImmutableArray<Right> PlanRights(DexPlatform dex) =>
    [
        Right.To(Right.Get, ObjectKind.Secret,
            "The hashes that Dex has now, so that an unchanged password changes nothing. This right exposes the hashes.", dex.Secret),
    ];

    public ImmutableArray<Right> ApplyRights(DexPlatform dex) => [Right.To(Right.Write, ObjectKind.Secret, "The hashes of logins, our keys alone.", dex.Secret)];

    public ImmutableArray<ObjectKey> Reads(DexPlatform dex) => [LoginResolver.SecretOf(dex)];

    public LoginPlace Place(DexUser entry) => entry.Hash is { } hash
        ? new LoginPlace(entry with { Hash = null, HashFromEnv = DexEnvName.For(entry.Email) }, IsObject: false, hash)
        : new LoginPlace(entry, IsObject: false, Hash: null);

    public LoginSteps Plan(DexLogins logins, DexPresent present, LiveState live)
    {
        if (present.SecretKey is not { } key)
        {
            return LoginSteps.None;
        }

        var hashes = logins.Secret?.Hashes ?? ImmutableSortedDictionary<string, string>.Empty;
        var gone = logins.OnlyAdd ? [] : present.OurVariables.Where(v => !hashes.ContainsKey(v)).ToImmutableArray();
        var set = hashes.IsEmpty ? null : Pending(Compare(logins, key, present.Secret, hashes, []));
        var removed = gone.IsEmpty ? null : RemovalOf(Compare(logins, key, present.Secret, hashes, gone));
        return new LoginSteps(set is null ? [] : [set], removed is null ? [] : [removed]) { NeedsRestart = set is not null };
    }

    private static Change? Pending(Change change) => change is Change.NoOp ? null : change;

    // What is set is the first step's.
    private static Change.Update? RemovalOf(Change change) => change is Change.Update update
        ? update with { Step = Removal, Fields = [.. update.Fields.Where(f => f.After is null)] }
        : null;

    // Server-side apply replaces all that our manager owned: the keys of other sets must be said again, or they would go.
    private static Change Compare(
        DexLogins logins, ObjectKey key, KubeObject? present, ImmutableSortedDictionary<string, string> hashes, ImmutableArray<string> gone)
    {
        var data = SharedObject.KeptFields(present, "/data/", gone);
        foreach (var (variable, hash) in hashes)
        {
            data[variable] = JsonValue.Create(Convert.ToBase64String(Encoding.UTF8.GetBytes(hash)));
        }

        var body = SharedObject.Bare(key);
        if (data.Count > 0)
        {
            body["data"] = data;
        }

        var desired = new DesiredObject(SecretTraits, KubeObject.From(ObjectKind.Secret, body), Claim.Fields, null, logins.Origin);
        return ObjectPlanner.Plan(logins.Set, desired, present, ChangeReason.LoginSecret, _ => ChangeReason.LoginSecret);
    }

    private sealed class Traits : KindTraits
    {
        public override ObjectKind Kind => ObjectKind.Secret;

        public override ApplyPhase Phase => ApplyPhase.Grants;

        public override SemanticEquality Equality { get; } = new Values();

        private sealed class Values : SemanticEquality
        {
            public override bool IsSecret(string pointer) => true;
        }
    }
}
