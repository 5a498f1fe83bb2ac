using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Diagnostics;
using KfTenants.Diff;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Importing;

/// <summary>
/// What <c>plan --adopt</c> would do with an imported set in the cluster that it came from, so that it is known before: conflicts take what they are about
/// out of the file; changes that are more than the taking over are findings, unless a finding about the same object says them; grants that the file
/// does not know are findings.
/// </summary>
internal static class PlanCheck
{
    private const int LongestValues = 80;
    private const int SaltLength = 16;

    /// <returns>The set with its findings, and whether it is final: where a conflict took something away, it must be planned again.</returns>
    public static (ImportedSet Set, bool IsSettled) Against(ImportedSet set, TenantSet read, LiveState live)
    {
        var options = PlanOptions.Default with { Adopt = true };

        // What secrets hold is not in the file: nothing can be said of them, nor of where they are attached.
        var secrets = AccessRecordParts.Read(read.Name, live).Held.Where(k => k.Kind == ObjectKind.Secret || k.Kind == ObjectKind.ServiceAccount).ToHashSet();
        live = secrets.Count == 0 ? live : new LiveState(live.Cluster, live.All.Where(o => !secrets.Contains(o.Key))) { Unread = live.Unread };
        read = read with { Tenants = [.. read.Tenants.Select(t => t with { PullSecrets = [], Secrets = [] })] };
        var desired = DesiredState.For(read, ClusterIstio.Read(read.Platform.Istio, live));
        Plan plan;
        string? unplanned = null;
        try
        {
            // What needs a secret that is not in the file is planned by who has it.
            var logins = set.Users.Any(u => u.Login is { NeedsSecret: true }) ? null : LoginResolver.Resolve(read, live, options, _ => "", () => new byte[SaltLength]);
            plan = Planner.Plan(desired, logins, live, options);
        }
        catch (KfTenantsException e)
        {
            plan = Planner.Plan(desired, logins: null, live, options);
            unplanned = $"no plan can be made while there are logins in the file: {e.Message}";
        }

        var conflicts = plan.Pending.OfType<Change.Conflict>().ToList();
        var losses = plan.Access.Where(a => a is { Tenant: not null, IsLoss: true }).ToList();
        var harmless = losses.Aggregate(conflicts.Aggregate(set, Without), (s, loss) => Without(s, loss, live));
        if (!ReferenceEquals(harmless, set))
        {
            return (harmless, false);
        }

        set = unplanned is null ? set : set.Saying(unplanned);
        return (WithLosses(WithUnmanaged(plan.Pending.Aggregate(set, WithChange), plan), plan), true);
    }

    private static ImportedSet Without(ImportedSet set, Change.Conflict conflict) => conflict.Tenant is null ? WithoutLogins(set, conflict) : set.With(conflict.Tenant, tenant =>
    {
        if (tenant.Contributors.FirstOrDefault(c => Grants.Contains(conflict.Key.Kind) && KfamName.For(c.Who, c.Role) == conflict.Key.Name) is { } contributor)
        {
            return tenant.WithoutContributor(contributor, $"{conflict.Key} {conflict.Detail}", conflict.Key);
        }

        return conflict.Key.Kind == ObjectKind.LimitRange && tenant.LimitRange is not null
            ? (tenant with { LimitRange = null }).Saying($"limitRange is not in the file: {conflict.Key} {conflict.Detail}", conflict.Key)
            : tenant.Without(conflict.Detail.StartsWith("Namespace/", StringComparison.Ordinal) ? conflict.Detail : $"{conflict.Key} {conflict.Detail}");
    });

    // What is in the way of Dex names whose login it is; otherwise it is about all of them.
    private static ImportedSet WithoutLogins(ImportedSet set, Change.Conflict conflict)
    {
        var words = conflict.Detail.Split(' ', ',', ';').ToHashSet(StringComparer.Ordinal);
        var named = set.Users.Where(u => u.Login is not null && words.Contains(u.Email)).ToList();
        return (named.Count > 0 ? named : [.. set.Users.Where(u => u.Login is not null)]).Aggregate(set, (s, user) =>
            s.WithUser(user.Handle, u => u with { Login = null }).Saying($"the login of {QuotedText.Of(user.Email)} is not in the file: {conflict.Detail}"));
    }

    // A binding that also gives access to a person who cannot be listed would be cut to its own person.
    private static ImportedSet Without(ImportedSet set, Access.AccessChange loss, LiveState live)
    {
        var sharing = (set.Tenants.FirstOrDefault(t => t.Name == loss.Tenant)?.Contributors ?? [])
            .Where(c => live.Find(new ObjectKey(ObjectKind.RoleBinding, loss.Tenant, KfamName.For(c.Who, c.Role))) is { } binding &&
                Access.Grants.Of(binding).Any(g => g.Person == loss.Person && g.Person != c.Who))
            .ToList();
        return sharing.Aggregate(set, (s, c) => s.With(loss.Tenant!, t => t.WithoutContributor(
            c, $"its binding also gives {loss.Before} to {QuotedText.Of(loss.Person)}, who would lose it; give each a binding of their own first")));
    }

    private static readonly ImmutableArray<ObjectKind> Grants = Access.Grants.Kinds;

    private static ImportedSet WithChange(ImportedSet set, Change change)
    {
        var fields = change.Fields.Where(f => IsToBeSaid(change, f.Pointer)).ToList();
        if (change is Change.Adopt or Change.Update && fields.Count == 0)
        {
            return set;
        }

        var what = change switch
        {
            Change.Conflict conflict => $"{change.Key} {conflict.Detail}",
            Change.Adopt => $"the plan adopts {change.Key} and changes {Listed(fields)}",
            Change.Update => $"the plan changes {change.Key}: {Listed(fields)}",
            Change.Create => $"the plan creates {change.Key}",
            _ => $"the plan has: {change.Action} {change.Key}",
        };
        return change.Tenant is not { } name ? set.Saying(what)
            : set.With(name, t => t.Speaks(change.Key) ? t : t.Saying(what, change.Key));
    }

    // Labels of this tool, kubectl's memory and the record beside Dex's configuration are what adoption is.
    private static bool IsToBeSaid(Change change, string pointer) =>
        pointer != OwnershipMoves.LastApplied &&
        !new[] { Ownership.ManagedByLabel, Ownership.PartOfLabel, Ownership.TenantLabel }.Any(l => pointer == "/metadata/labels/" + JsonPointer.Escape(l)) &&
        !(change.Tenant is null && pointer.Contains("/kftenants", StringComparison.Ordinal));

    private static string Listed(List<FieldChange> fields) => string.Join(", ", fields.Select(f =>
        f.Pointer.TrimStart('/').Replace('/', '.') + (f.Before == FieldChange.Hidden || (f.Before?.Length ?? 0) + (f.After?.Length ?? 0) > LongestValues
            ? ""
            : $" ({f.Before ?? "none"} -> {f.After ?? "none"})")));

    // Who loses something by the taking over must be seen, whatever else is said of the objects.
    private static ImportedSet WithLosses(ImportedSet set, Plan plan) => plan.Access
        .Where(a => a is { Tenant: not null, IsLoss: true })
        .Aggregate(set, (s, loss) => s.With(loss.Tenant!, t =>
            t.Saying($"{QuotedText.Of(loss.Person)} has {loss.Before} now, and would have {loss.After ?? "no access"} after an apply of this file")));

    private static ImportedSet WithUnmanaged(ImportedSet set, Plan plan)
    {
        foreach (var grant in plan.Unmanaged)
        {
            set = set.With(grant.Tenant, t => t.Findings.Any(f => f.About.Contains(grant.Key) && f.Text.Contains(QuotedText.Of(grant.Subject), StringComparison.Ordinal)) ? t
                : t.Saying($"{QuotedText.Of(grant.Subject)} has {grant.Grants} by {grant.Key}: not in the file, and stays as an unmanaged grant"));
        }

        return set;
    }
}
