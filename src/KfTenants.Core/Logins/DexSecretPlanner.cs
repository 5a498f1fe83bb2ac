using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Planning;
using KfTenants.Plans;

namespace KfTenants.Logins;

/// <summary>
/// The fate of the Secret whose keys Dex gets as environment: our keys alone. Two steps, because no entry may ever name a variable
/// that is not there: what is new goes in before the entries change, what nobody names goes out when Dex runs without it.
/// </summary>
internal static class DexSecretPlanner
{
    /// <summary>The later step's name in the change's id.</summary>
    private const string Removal = "remove";

    public static (Change? Set, Change? Removed) Plan(DexLogins logins, DexPresent present)
    {
        if (present.SecretKey is not { } key)
        {
            return (null, null);
        }

        var hashes = logins.Secret?.Hashes ?? ImmutableSortedDictionary<string, string>.Empty;
        var gone = logins.OnlyAdd ? [] : present.OurVariables.Where(v => !hashes.ContainsKey(v)).ToImmutableArray();
        return (
            hashes.IsEmpty ? null : Pending(Compare(logins, key, present.Secret, hashes, [])),
            gone.IsEmpty ? null : RemovalOf(Compare(logins, key, present.Secret, hashes, gone)));
    }

    private static Change? Pending(Change change) => change is Change.NoOp ? null : change;

    // What is set is the first step's.
    private static Change? RemovalOf(Change change) => change is Change.Update update
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

        return ObjectPlanner.Plan(logins.Set, new DesiredObject(KubeObject.From(ObjectKind.Secret, body), Claim.Fields, null, logins.Origin),
            present, ChangeReason.LoginSecret, ChangeReason.LoginSecret);
    }
}
