using System.Collections.Immutable;
using KfTenants.AccessLists;
using KfTenants.Diagnostics;
using KfTenants.Logins;
using KfTenants.Tenants;

namespace KfTenants.Audit;

/// <summary>Dex's logins, and whether people and logins fit together. No finding holds anything of a hash.</summary>
internal static class LoginChecks
{
    private static readonly SourceLocation Nowhere = new("", 1, 1);

    public static readonly ImmutableArray<Func<AuditView, IEnumerable<AuditFinding>>> All = [Hashes, Unreadable, Idle, SignIns, TurnedOff, Twice, UserIds];

    private static IEnumerable<AuditFinding> Hashes(AuditView view) =>
        from login in view.Access.Logins.Logins
        where login.Hash is not null
        let problem = BcryptHash.Check(login.Hash!, Nowhere)
        where problem is not null
        select problem.Id == KnownDiagnostics.WellKnownPassword(Nowhere).Id
            ? AuditRules.DemoPassword.At(login.Object, null, login.Email,
                $"the password of {login.Email} is published with Kubeflow or Dex: anyone who reaches the sign-in page can be this person",
                "give the person another password (kftenants hash-password), or remove the login")
            : AuditRules.HashUnusable.At(login.Object, null, login.Email,
                $"the hash of {login.Email} is no bcrypt hash with a cost of 10 to 16: signing in fails",
                "make a new one (kftenants hash-password)");

    private static IEnumerable<AuditFinding> Unreadable(AuditView view) => view.Access.Logins.Flaw is { } flaw
        ?
        [
            AuditRules.DexUnreadable.At(LoginResolver.ConfigMapOf(view.Dex), null, null,
                $"Dex cannot read {view.Dex.Key}, and does not come up at its next start: {flaw.TrimEnd('.')}", "correct the text before Dex is restarted"),
        ]
        : [];

    private static IEnumerable<AuditFinding> Idle(AuditView view)
    {
        var people = view.Access.Entries.Where(e => e.Subject.Kind is SubjectKind.Person or SubjectKind.Pattern).Select(e => e.Subject).Distinct().ToList();
        var known = people.Where(p => p.Kind == SubjectKind.Person).Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var patterns = people.Where(p => p.Kind == SubjectKind.Pattern).ToList();
        return from login in view.Access.Logins.Logins
               where !known.Contains(login.Email) && !patterns.Exists(p => p.Means(login.Email))
               select AuditRules.LoginIdle.At(login.Object, null, login.Email,
                   $"{login.Email} can sign in and has no tenant: the dashboard shows an empty page, and some of Kubeflow's pages list what is in no namespace",
                   "give the person access to a tenant, or remove the login");
    }

    private static IEnumerable<AuditFinding> SignIns(AuditView view)
    {
        foreach (var person in view.Access.People)
        {
            // Who has only a ClusterRoleBinding signs in to Kubernetes, by whatever it trusts.
            if (view.EntriesOfPerson(person).FirstOrDefault() is not { } at)
            {
                continue;
            }

            var signIn = view.Access.Logins.Of(person);
            if (signIn.State == SignInState.OtherSpelling)
            {
                yield return AuditRules.OtherSpelling.At(at.Objects[0], at.Tenant, person,
                    $"access is given to {person}, and Dex signs the person in as {signIn.As}: the dashboard may list the tenant, and everything in it is denied",
                    "write the e-mail alike in both places, best in lower case");
            }
            else if (signIn.State == SignInState.None)
            {
                yield return AuditRules.CannotSignIn.At(at.Objects[0], at.Tenant, person,
                    $"{person} has access ({string.Join(", ", Places(view, person))}) and cannot sign in: Dex has no login for this e-mail, and no connector",
                    "add a login, or take the access away");
            }
        }
    }

    private static IEnumerable<string> Places(AuditView view, string person) =>
        view.EntriesOfPerson(person).Select(e => $"{e.Role} in {e.Tenant}").Distinct(StringComparer.Ordinal).Take(3);

    private static IEnumerable<AuditFinding> TurnedOff(AuditView view) => view.Access.Logins.IsTurnedOff
        ?
        [
            AuditRules.PasswordsOff.At(LoginResolver.ConfigMapOf(view.Dex), null, null,
                "staticPasswords has entries and enablePasswordDB is not true: Dex stops with an error at its next start, and no one can sign in",
                "write enablePasswordDB: true, or take the entries out"),
        ]
        : [];

    private static IEnumerable<AuditFinding> Twice(AuditView view) =>
        from entry in view.Access.Logins.Entries
        group entry by DexPasswordName.KeyOf(entry.Email) into same
        where same.Count() > 1
        select AuditRules.LoginTwice.At(LoginResolver.ConfigMapOf(view.Dex), null, same.Key,
            $"staticPasswords has {same.Count()} entries for {same.Last().Email}: Dex uses the last one, so that an old password may come back when it is removed",
            "remove all but the last one");

    // The id becomes the subject of tokens: for Dex the two are one person.
    private static IEnumerable<AuditFinding> UserIds(AuditView view) =>
        from login in view.Access.Logins.Logins
        group login by login.User.UserId ?? "" into same
        where same.Count() > 1
        select AuditRules.SharedUserId.At(same.First().Object, null, string.Join(' ', same.Select(l => l.Email)),
            $"{NameList.And([.. same.Select(l => l.Email).Take(5)])} have {(same.Key.Length == 0 ? "no userID" : "the same userID")}: their tokens name one subject",
            "give each a userID of its own");
}
