using System.Text;
using KfTenants.Dex;
using KfTenants.Objects;

namespace KfTenants.Planning;

/// <summary>The fate of the Secret whose keys Dex gets as environment: our keys alone.</summary>
internal static class DexSecretPlanner
{
    // Server-side apply replaces all that our manager owned: the keys of other sets must be said again, or they would go.
    public static Change? Plan(DexLogins logins, LiveState live)
    {
        if (logins.Secret is not { } secret)
        {
            return null;
        }

        var present = live.Find(secret.Key);
        var data = SharedObject.KeptFields(present, "/data/", logins.OnlyAdd ? [] : DexTextPlanner.ReadRecord(logins, DexTextPlanner.Present(logins.ConfigMap, live)).Managed.Select(DexEnvName.For));
        foreach (var (variable, hash) in secret.Hashes)
        {
            data[variable] = Convert.ToBase64String(Encoding.UTF8.GetBytes(hash));
        }

        if (data.Count == 0 && (present is null || !FieldManagers.Of(present).IncludeUs))
        {
            return null;
        }

        var body = SharedObject.Bare(secret.Key);
        if (data.Count > 0)
        {
            body["data"] = data;
        }

        var change = ObjectPlanner.Plan(logins.Set, new DesiredObject(KubeObject.From(ObjectKind.Secret, body), Claim.Fields, null, logins.Origin),
            present, ChangeReason.LoginSecret, ChangeReason.LoginSecret);
        return change is Change.Keep ? null : change;
    }

    /// <summary>A hash is new or another one: Dex must start again to see it.</summary>
    public static bool SetsKeys(DexLogins logins, LiveState live) =>
        Plan(logins, live) is { } change && change.Fields.Any(f => f.After is not null);
}
