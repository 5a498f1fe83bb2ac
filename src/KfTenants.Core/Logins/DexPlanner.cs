using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Plans;

namespace KfTenants.Logins;

/// <summary>
/// The fate of Dex's objects. The order of the changes is the order of work: what new entries need, the entries, the restart that
/// makes Dex read them, and only when it runs the end of what old entries needed. At every moment those can sign in who may
/// before and after, and wherever a run dies, the next one sees what is left.
/// </summary>
internal static class DexPlanner
{
    public static IEnumerable<Change> Plan(DexLogins logins, DexPresent present, LiveState live)
    {
        var flawed = live.All.FirstOrDefault(o => IsOf(logins, o) && o.Flaw is not null);
        if (flawed is not null)
        {
            return [DexTextPlanner.Refuse(logins, ChangeReason.Unreadable, $"{flawed.Key} {ObjectPlanner.UnreadableDetail(flawed.Flaw!)}")];
        }

        var deployment = DexRestartPlanner.Deployment(logins, live);
        if (Refusal(logins, present, deployment) is { } conflict)
        {
            return [conflict];
        }

        var stores = LoginStores.All.Select(store => store.Plan(logins, present, live)).ToImmutableArray();
        logins = logins with { SecretChanges = stores.Any(s => s.NeedsRestart) };
        var announcement = DexTextPlanner.Announce(logins, present);
        if (announcement is not null)
        {
            var record = DexTextPlanner.Announced(present.Record);
            present = present with { Record = record, RecordText = record.ToJson() };
        }

        var edit = DexEdit.Of(logins, present, live);
        return
        [
            .. logins.Foreign.Select(email => Foreign(logins, email)),
            .. Some(announcement),
            .. stores.SelectMany(s => s.Before),
            DexTextPlanner.Plan(logins, present, edit, live),
            .. Some(DexRestartPlanner.Plan(logins, deployment, present, edit)),
            .. stores.SelectMany(s => s.After),
        ];
    }

    private static bool IsOf(DexLogins logins, KubeObject o) =>
        o.Key == logins.ConfigMap || o.Key == logins.Deployment || o.Key == logins.Secret?.Key || o.Key.Kind == ObjectKind.Password;

    private static Change[] Some(Change? change) => change is null ? [] : [change];

    private static Change.Conflict? Refusal(DexLogins logins, DexPresent present, KubeObject deployment)
    {
        if (DexDeployment.OtherKeyOf(deployment, logins) is { } read)
        {
            return DexTextPlanner.Refuse(logins, ChangeReason.DexOtherKey,
                $"{logins.Deployment} starts Dex with the key {read} of {logins.ConfigMap.Name}, so a change of {logins.Key} would have no effect: " +
                "set platform.dex.key in the file to the key that Dex reads");
        }

        if (logins.Secret is { } secret && !secret.Hashes.IsEmpty && !DexDeployment.ReadsEnvironmentFrom(deployment, secret.Key.Name))
        {
            return DexTextPlanner.Refuse(logins, ChangeReason.DexEnvironment,
                $"no container of {logins.Deployment} has envFrom with secretRef {secret.Key.Name}, so Dex would start without the hashes: " +
                $"add \"envFrom: [{{secretRef: {{name: {secret.Key.Name}}}}}]\" to it, or use platform.dex.logins: config");
        }

        if (!logins.Passwords.IsEmpty && logins.Users.IsEmpty && !present.Config.EnablePasswordDb)
        {
            return DexTextPlanner.Refuse(logins, ChangeReason.DexPasswordsOff,
                $"enablePasswordDB is not true in {logins.Key}, so Dex would ignore Password objects: set it there and restart Dex, or use platform.dex.logins: config");
        }

        var missing = DexVariables.Of(logins, present, deployment).FirstOrDefault(v => v is { IsOurs: true, Fate: VariableFate.Missing });
        return missing is not null
            ? DexTextPlanner.Refuse(logins, ChangeReason.DexVariable,
                $"{logins.Deployment} gives Dex no variable {missing.Name}, which {missing.UsedBy} needs, so Dex would not start: add it to env or envFrom of the Deployment")
            : DexTextPlanner.Refusal(logins, present);
    }

    // It stays as it is, and every other login is gone on with.
    private static Change.Conflict Foreign(DexLogins logins, string email)
    {
        var conflict = DexTextPlanner.Refuse(logins, ChangeReason.NotAdopted,
            $"{email} has a login in {logins.Key} that is not managed by kftenants; to take it over, its password included, so that it goes when it leaves the file, " +
                "plan and apply with --adopt, or write \"adopt: true\" in one of the person's tenants or in defaults");
        return conflict with { Step = email };
    }
}
