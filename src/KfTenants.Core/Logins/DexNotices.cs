using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Logins.Dex;
using KfTenants.Plans;

namespace KfTenants.Logins;

/// <summary>What must be said of Dex although nothing is changed by it.</summary>
internal static class DexNotices
{
    private const int MostNames = 5;

    public static IEnumerable<PlanNotice> Of(DexLogins logins, DexPresent present, LiveState live)
    {
        if (present.HasLostRecord)
        {
            yield return RecordLost(logins, present);
        }

        foreach (var variable in DexVariables.Of(logins, present, DexRestartPlanner.Deployment(logins, live)))
        {
            if (variable is { IsOurs: false, Fate: VariableFate.Missing })
            {
                yield return new PlanNotice(null, "dexVariableMissing",
                    $"{logins.Deployment} gives Dex no variable {variable.Name}, which {variable.UsedBy} needs: Dex cannot use it after its next start, or does not start; " +
                    $"add it to env or envFrom of the Deployment, or take it out of {logins.Key}");
            }
            else if (variable is { IsOurs: true, Fate: VariableFate.Unknown })
            {
                yield return new PlanNotice(null, "dexVariableUnknown",
                    $"whether {logins.Deployment} gives Dex the variable {variable.Name}, which {variable.UsedBy} needs, is not known: it may come from an object that a " +
                    "plan does not read; look there before the apply, which restarts Dex");
            }
        }
    }

    private static PlanNotice RecordLost(DexLogins logins, DexPresent present)
    {
        var known = logins.Users.Concat(logins.Passwords).Select(u => u.Email).ToHashSet(StringComparer.OrdinalIgnoreCase);
        string[] unknown = [.. present.Config.EffectiveUsers.Select(u => u.Email).Where(e => !known.Contains(e)).Order(StringComparer.Ordinal)];
        var names = NameList.Of(unknown, MostNames);
        return new PlanNotice(null, "loginRecordLost",
            $"{logins.ConfigMap}: {logins.RecordKey}, the record of this set's logins, is gone, although Dex was restarted for them: the ConfigMap was made again " +
            "from a file. The record is made anew from the logins in the tenants file" + unknown.Length switch
            {
                0 => "",
                1 => $"; 1 login in Dex is not in the file ({names}): remove it by hand if this set once added it",
                _ => $"; {unknown.Length} logins in Dex are not in the file ({names}): remove by hand those that this set once added",
            });
    }
}
