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
public static class DexPlanner
{
    public static IEnumerable<Change> Plan(DexLogins logins, LiveState live)
    {
        var flawed = live.All.FirstOrDefault(o => IsOf(logins, o) && o.Flaw is not null);
        if (flawed is not null)
        {
            return [DexTextPlanner.Refuse(logins, ChangeReason.Unreadable, $"{flawed.Key} {ObjectPlanner.UnreadableDetail(flawed.Flaw!)}")];
        }

        var present = DexPresent.Read(logins, live);
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
        if (logins.Secret is { } secret && !secret.Hashes.IsEmpty && !ReadsEnvironmentFrom(deployment, secret.Key.Name))
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

        return DexTextPlanner.Refusal(logins, present);
    }

    private static bool ReadsEnvironmentFrom(KubeObject deployment, string secret) =>
        deployment.At("spec", "template", "spec", "containers").Items()
            .SelectMany(c => c.Member("envFrom").Items())
            .Any(f => f.Member("secretRef")?.TextMember("name") == secret);
}
