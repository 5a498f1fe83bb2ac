using KfTenants.Kube;
using KfTenants.Logins.Dex;

namespace KfTenants.Logins;

/// <summary>A variable that Dex's configuration names, as it will be after the plan.</summary>
/// <param name="UsedBy">For a sentence: what names it.</param>
/// <param name="IsOurs">An entry of this set names it.</param>
internal sealed record DexVariable(string Name, string UsedBy, bool IsOurs, VariableFate Fate);

/// <summary>Which variables Dex needs at its next start, and whether it gets them: one that is missing ends the start, for all people.</summary>
internal static class DexVariables
{
    public static IEnumerable<DexVariable> Of(DexLogins logins, DexPresent present, KubeObject deployment)
    {
        var ours = logins.Users.Select(u => u.Email).Concat(logins.OnlyAdd ? [] : present.Record.Managed).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var theirs = present.Config.EffectiveUsers.Where(u => !ours.Contains(u.Email)).ToArray();
        return
        [
            .. from user in logins.Users where NeedsVariable(user) select Proven(user, Variable(user.HashFromEnv!, $"the login of {user.Email}", isOurs: true)),
            .. from user in theirs where NeedsVariable(user) select Variable(user.HashFromEnv!, $"the login of {user.Email}", isOurs: false),
            .. from name in present.Config.ClientVariables.Distinct(StringComparer.Ordinal) select Variable(name, "a client in staticClients", isOurs: false),
        ];

        DexVariable Variable(string name, string usedBy, bool isOurs) => new(name, usedBy, isOurs, DexDeployment.FateOf(name, deployment, SecretHas));

        // Dex has started with this entry, and would not have without its variable.
        DexVariable Proven(DexUser user, DexVariable variable) => variable.Fate == VariableFate.Unknown && present.IsSettled &&
            present.Record.Managed.Contains(user.Email, StringComparer.Ordinal) && present.Config.Find(user.Email)?.HashFromEnv == variable.Name
                ? variable with { Fate = VariableFate.Given }
                : variable;

        bool? SecretHas(string secret, string key) => secret != present.SecretKey?.Name ? null
            : logins.Secret?.Hashes.ContainsKey(key) == true || present.Secret?.At("data", key) is not null;
    }

    private static bool NeedsVariable(DexUser user) => string.IsNullOrEmpty(user.Hash) && !string.IsNullOrEmpty(user.HashFromEnv);
}
