using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Plans;

namespace KfTenants.Planning;

/// <summary>What must be said of a plan on a snapshot: that it is one, that it was edited, and what cannot be compared with it.</summary>
internal static class SnapshotNotices
{
    private const int MostNames = 5;

    public static IEnumerable<PlanNotice> Of(DexLogins? logins, IEnumerable<DesiredObject> desired, LiveState live)
    {
        if (live.Cluster.Snapshot is not { } snapshot)
        {
            yield break;
        }

        yield return new PlanNotice(null, "snapshot",
            $"this is a plan on a snapshot of {snapshot.Server}, taken at {Times.Seconds(snapshot.TakenAt)}: what changed since is not in it, and it cannot be applied; " +
            "plan against the cluster before you apply");
        if (!snapshot.Edited.IsEmpty)
        {
            yield return new PlanNotice(null, "snapshotEdited",
                $"the snapshot is not as it was taken ({NameList.Of([.. snapshot.Edited], MostNames)} changed, added or removed since): " +
                "this plan shows what was edited in; take it anew");
        }

        if (logins is { Unproven: { IsEmpty: false } kept })
        {
            yield return new PlanNotice(null, "passwordsNotCompared",
                $"whether {(kept.Length == 1 ? "the password of" : "the passwords of")} {NameList.Of(kept, MostNames)} changed cannot be told from a snapshot, " +
                "which holds no hashes: the plan takes them for unchanged; plan against the cluster to know");
        }

        string[] secrets = [.. desired.Where(d => d.Key.Kind == ObjectKind.Secret && live.Find(d.Key) is not null).Select(d => d.Key.ToString())];
        if (secrets.Length > 0)
        {
            yield return new PlanNotice(null, "secretsNotCompared",
                $"whether what {NameList.Of([.. secrets], MostNames)} hold{(secrets.Length == 1 ? "s" : "")} changed cannot be told from a snapshot: " +
                "the plan takes it for unchanged; plan against the cluster to know");
        }
    }
}
