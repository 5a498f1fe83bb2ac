using System.Text.Json.Nodes;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Plans;

namespace KfTenants.Logins;

/// <summary>The fate of the ConfigMap with Dex's configuration: our entries of <c>staticPasswords</c>, and our record beside the text.</summary>
public static class DexTextPlanner
{
    /// <summary>Dex's configuration as it is.</summary>
    /// <exception cref="KfTenantsException">The ConfigMap or the key is missing, or its text is not a Dex configuration.</exception>
    public static DexConfig ReadConfig(ObjectKey key, string dataKey, LiveState live)
    {
        var configMap = Present(key, live);
        if (configMap.Text("data", dataKey) is not { } text)
        {
            throw new KfTenantsException($"{key}: has no key {dataKey}; set platform.dex.key in the file to the key of Dex's configuration");
        }

        try
        {
            return DexConfig.Parse(text);
        }
        catch (FormatException e)
        {
            throw new KfTenantsException($"{key}: {dataKey} is not a configuration that can be edited: {e.Message}", e);
        }
    }

    /// <summary>What a set has written beside the configuration.</summary>
    /// <exception cref="KfTenantsException">kftenants did not write it.</exception>
    public static DexRecord ReadRecord(ObjectKey key, string recordKey, KubeObject configMap)
    {
        try
        {
            return DexRecord.Parse(configMap.Text("data", recordKey));
        }
        catch (FormatException e)
        {
            throw new KfTenantsException($"{key}: {recordKey} is not what kftenants wrote there: {e.Message}", e);
        }
    }

    /// <summary>The Secret that a set's record speaks of; null when it speaks of none.</summary>
    public static ObjectKey? SecretOf(DexLogins logins, DexRecord record) => DexPresent.SecretOf(logins.ConfigMap, record);

    /// <summary>The change of the ConfigMap alone; asked by the executor when it writes.</summary>
    public static Change Plan(DexLogins logins, LiveState live)
    {
        var present = DexPresent.Read(logins, live);
        return Refusal(logins, present) ?? Plan(logins, present, DexEdit.Of(logins, present, live), live);
    }

    /// <summary>The announcement alone; null when the record knows of Password objects.</summary>
    /// <param name="live">Holds the ConfigMap as it is now.</param>
    public static Change? Announcement(DexLogins logins, LiveState live) => Announce(logins, DexPresent.Read(logins, live));

    internal static DexRecord Announced(DexRecord record) => record with { Passwords = true };

    // An object that no record knows of would be a login that is never removed: it is in the record before it is made.
    internal static Change.Update? Announce(DexLogins logins, DexPresent present) => logins.Passwords.IsEmpty || present.Record.Passwords
        ? null
        : new Change.Update(
            new LoginBasis(logins, LoginStep.Announcement),
            [PlannedWrite.Patch(logins.ConfigMap, RecordPatch(logins, Announced(present.Record)), Precondition.Of(present.ConfigMap))],
            Precondition.Of(present.ConfigMap))
        {
            Key = logins.ConfigMap,
            Tenant = null,
            Step = "announce",
            Reason = ChangeReason.Logins,
            Origin = logins.Origin,
            Fields = [new FieldChange($"/data/{JsonPointer.Escape(logins.RecordKey)}/passwords", null, "true")],
        };

    /// <summary>Another set has one of these people; null when none has.</summary>
    internal static Change.Conflict? Refusal(DexLogins logins, DexPresent present)
    {
        var wanted = logins.Users.Concat(logins.Passwords).Select(u => u.Email).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return OtherSetOf(logins, present.ConfigMap, wanted) is { } other
            ? Refuse(logins, ChangeReason.OtherSet, $"{other.Email} is a login of set {other.Set} in the same configuration; only one set may manage it")
            : null;
    }

    internal static Change Plan(DexLogins logins, DexPresent present, DexEdit edit, LiveState live)
    {
        if (edit.IsDone(present))
        {
            return new Change.NoOp { Key = logins.ConfigMap, Tenant = null, Reason = ChangeReason.Unchanged, Origin = logins.Origin };
        }

        // A person who moves from one place to another neither gains nor loses anything.
        var staying = logins.Passwords.Select(u => u.Email).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var coming = PasswordLoginStore.Ours(logins, live).Select(p => p.Text("email")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var found = Precondition.Of(present.ConfigMap);
        return new Change.Update(new LoginBasis(logins, LoginStep.Entries), [PlannedWrite.Patch(logins.ConfigMap, edit.Patch(logins), found)], found)
        {
            Key = logins.ConfigMap,
            Tenant = null,
            Reason = edit.OnlyRestores ? ChangeReason.LoginsRestored : present.HasLostRecord ? ChangeReason.LoginRecord : ChangeReason.Logins,
            Origin = logins.Origin,
            Fields = edit.Fields,
            SignIns = edit.SignIns,
            Text = DexMask.Of($"{logins.ConfigMap} {logins.Key}", present.Config, edit.Text),
            Risk = edit.SignIns.Any(s => !s.IsGained && !staying.Contains(s.Person)) ? Risk.AccessRevoked
                : edit.SignIns.Any(s => s is { IsGained: true, IsRestored: false } && !coming.Contains(s.Person)) ? Risk.AccessGranted
                : Risk.None,
        };
    }

    private static JsonObject RecordPatch(DexLogins logins, DexRecord record) => new() { ["data"] = new JsonObject { [logins.RecordKey] = record.ToJson() } };

    internal static Change.Conflict Refuse(DexLogins logins, ChangeReason reason, string detail) => new(detail)
    {
        Key = logins.ConfigMap,
        Tenant = null,
        Reason = reason,
        Origin = logins.Origin,
    };

    /// <exception cref="KfTenantsException">There is no such ConfigMap.</exception>
    internal static KubeObject Present(ObjectKey key, LiveState live) => live.Find(key)
        ?? throw new KfTenantsException($"{key}: does not exist, but people in the file have logins; set platform.dex in the file to where Dex's configuration is");

    private static (string Set, string Email)? OtherSetOf(DexLogins logins, KubeObject configMap, HashSet<string> wanted)
    {
        var records = from set in DexLogins.SetsOf(configMap)
                      where set != logins.Set
                      from email in ReadRecord(logins.ConfigMap, DexLogins.RecordKeyOf(set), configMap).Managed
                      where wanted.Contains(email)
                      select (set, email);
        return records.Select(r => ((string, string)?)r).FirstOrDefault();
    }
}
