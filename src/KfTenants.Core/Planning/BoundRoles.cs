using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Access;
using KfTenants.Diagnostics;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Planning;

/// <summary>
/// The roles that a tenant's bindings name, as they are in the cluster: a binding shows what its role allows, and is a conflict where the role is missing or
/// allows anything without the file's leave. Kubeflow's own roles are known, and not read.
/// </summary>
internal static class BoundRoles
{
    /// <summary>The change with what its role allows, or the conflict in its place.</summary>
    public static Change Judge(Change change, Tenant tenant, LiveState live)
    {
        if (change.Key.Kind != ObjectKind.RoleBinding || change is Change.Conflict ||
            tenant.EffectiveGrants.FirstOrDefault(g => g.Name == change.Key.Name) is not { } grant || IsKnown(grant.Role))
        {
            return change;
        }

        var key = RoleGrantObject.RoleKey(tenant.Name, grant.Role);
        if (live.Find(key) is not { } role)
        {
            return grant.Role.IsOfCluster && live.IsAbsent(key) ? Conflict(change, ChangeReason.RoleMissing, Missing(grant.Role)) : change;
        }

        var strength = RoleStrength.Of(role);
        if (strength.HasWildcards && !grant.AllowsWildcards)
        {
            return Conflict(change, ChangeReason.RoleTooWide, AccountPreset.OfClusterRole(grant.Role.Name) is null
                ? $"{key} has rules with *, so that it allows what no one has listed; bind a role that names what is meant, or write \"allowWildcards: true\" in the entry"
                : $"{key} has rules with *, which bootstrap does not print: look who changed it, and apply the output of bootstrap again");
        }

        var isGiven = change is Change.Create or Change.Adopt || change.Fields.Any(f => SemanticEquality.IsMeaning(f.Pointer));
        return isGiven && !strength.Allows.IsEmpty ? Telling(change, strength) : change;
    }

    /// <summary>What must be said of bindings although it is no change: who does not get what they may expect, and what could not be looked at.</summary>
    /// <param name="changes">The tenant's.</param>
    public static IEnumerable<PlanNotice> Notices(Tenant tenant, Change[] changes, LiveState live) =>
        from grant in tenant.EffectiveGrants
        let key = RoleGrantObject.Key(tenant.Name, grant)
        from notice in Notices(grant, tenant, changes.Any(c => c.Key == key && c.Desired is not null), live)
        select notice;

    private static IEnumerable<PlanNotice> Notices(RoleGrant grant, Tenant tenant, bool isWritten, LiveState live)
    {
        var key = RoleGrantObject.RoleKey(tenant.Name, grant.Role);
        if (!IsKnown(grant.Role) && live.Unread.Any(u => u.Covers(key)))
        {
            yield return new PlanNotice(tenant.Name, "roleUnread",
                $"{key} could not be read, so that this plan does not know what RoleBinding/{tenant.Name}/{grant.Name} allows; give plan the right to read it " +
                "(bootstrap -f FILE prints it)");
        }

        if (!grant.Role.IsOfCluster && live.IsAbsent(key))
        {
            yield return new PlanNotice(tenant.Name, "roleMissing",
                $"{key} does not exist, so that RoleBinding/{tenant.Name}/{grant.Name} gives nothing until it is made");
        }

        string[] groups = [.. grant.Subjects.Where(s => s.Kind == GrantSubjectKind.Group).Select(s => s.Name)];
        if (isWritten && groups.Length > 0 && tenant.Flavor == Flavor.Kubeflow)
        {
            yield return new PlanNotice(tenant.Name, "groupsWithoutMesh",
                $"{(groups.Length == 1 ? "the group" : "the groups")} {NameList.And(groups)} get {grant.Role} in Kubernetes alone: Kubeflow's dashboard and mesh know " +
                "e-mail addresses only, so that members cannot open the tenant in a browser; list as contributors who must");
        }

        if (isWritten && grant.Role == TrainerRole)
        {
            yield return new PlanNotice(tenant.Name, "clusterRuntimes",
                "the preset sdk-trainer gives what a namespace has, and ClusterTrainingRuntimes are in none: Trainer's kubeflow-platform overlay lets every signed-in " +
                "identity read them; ask, without a namespace (" + PasteText.Command("kubectl", "auth", "can-i", "list", "clustertrainingruntimes.trainer.kubeflow.org",
                    $"--as=system:serviceaccount:{tenant.Name}:{grant.Subjects[0].Name}") + ")");
        }
    }

    private static readonly RoleReference TrainerRole = new(IsOfCluster: true, AccountPreset.OwnClusterRoleOf("sdk-trainer")!);

    private static bool IsKnown(RoleReference role) => role.IsOfCluster && RoleNames.OfClusterRole(role.Name) is not null;

    private static Change Telling(Change change, RoleStrength strength)
    {
        var allows = new FieldChange(ChangeRisk.AllowsField, null, CanonicalJson.Of(new JsonArray([.. strength.Allows.Select(a => JsonValue.Create(a))])));
        ImmutableArray<FieldChange> fields = [.. change.Fields.Append(allows).OrderBy(f => f.Pointer, StringComparer.Ordinal)];
        return change with { Fields = fields, Risk = ChangeRisk.Of(change.Key.Kind, change.Key.Name, change.Action, fields) };
    }

    private static string Missing(RoleReference role) => AccountPreset.OfClusterRole(role.Name) is null
        ? $"{role} does not exist, so that the binding would give nothing now, and something that no one has reviewed later; create it, or correct the name"
        : $"{role} does not exist: bootstrap -f FILE prints it, for the person who may create it";

    private static Change.Conflict Conflict(Change change, ChangeReason reason, string detail) => new(detail, ApplyPhase.Grants)
    {
        Key = change.Key,
        Tenant = change.Tenant,
        Reason = reason,
        Origin = change.Origin,
    };
}
