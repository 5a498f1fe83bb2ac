using System.Collections.Immutable;
using System.Text;
using KfTenants.Kube;
using KfTenants.Rbac;

namespace KfTenants.Cli.Output;

/// <summary>
/// The rights of <see cref="PermissionTable"/> as manifests for <c>kubectl apply</c>: a namespace and roles, each rule under its
/// reason, and a binding of each role to each subject. Who plans and who applies is the platform's decision: without subjects the head says how
/// they are bound.
/// </summary>
internal static class BootstrapYaml
{
    /// <param name="withDoctor">Also what <c>doctor</c> reads besides, for all who plan.</param>
    public static string Of(ToolPlaces places, bool planOnly, bool withDoctor, ImmutableArray<RoleSubject> subjects)
    {
        var plan = Roles([.. PermissionTable.ForPlan(places), .. withDoctor ? PermissionTable.ForDoctor(places) : []]);
        var apply = planOnly ? [] : Roles(PermissionTable.ForApply(places));
        var text = new StringBuilder();
        if (subjects.IsEmpty)
        {
            Head(text, plan, apply, withDoctor);
        }
        else
        {
            HeadOfBound(text, subjects, planOnly, withDoctor);
        }

        text.Append($"apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {Ownership.SystemNamespace}\n");
        foreach (var role in plan.Concat(apply))
        {
            Role(text, role);
            foreach (var subject in subjects)
            {
                Binding(text, role[0], subject);
            }
        }

        // Bound in tenants, and to no one here.
        foreach (var preset in planOnly ? [] : Roles(PresetRoles.Of(places)))
        {
            Role(text, preset);
        }

        return text.ToString();
    }

    /// <summary>Roles that stand beside those of plan and apply.</summary>
    /// <param name="head">What they are, in whole lines.</param>
    /// <param name="account">A service account of this name is made, and gets them; null: none is.</param>
    /// <param name="example">A user, for the head.</param>
    public static string OfRoles(
        string head, ImmutableArray<RbacRule> rules, string? account, ImmutableArray<RoleSubject> subjects, string example = "reaper@example.com")
    {
        var text = new StringBuilder();
        foreach (var line in head.Split('\n'))
        {
            text.Append($"# {line}\n");
        }

        var roles = Roles(rules);
        if (account is not null)
        {
            subjects = [new RoleSubject(Ownership.SystemNamespace, account), .. subjects];
        }
        else if (subjects.IsEmpty)
        {
            text.Append("#\n");
            Bindings(text, roles, example);
        }

        text.Append($"---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: {Ownership.SystemNamespace}\n");
        if (account is not null)
        {
            text.Append("---\napiVersion: v1\nkind: ServiceAccount\n");
            Metadata(text, Ownership.SystemNamespace, account);
        }

        foreach (var role in roles)
        {
            Role(text, role);
            foreach (var subject in subjects.Distinct())
            {
                Binding(text, role[0], subject);
            }
        }

        return text.ToString();
    }

    private static ImmutableArray<ImmutableArray<RbacRule>> Roles(ImmutableArray<RbacRule> rows) =>
        [.. rows.GroupBy(r => (r.Namespace, r.Role)).Select(g => g.ToImmutableArray())];

    private static string Planning(bool withDoctor) => withDoctor ? "kftenants plan and kftenants doctor need" : "kftenants plan needs";

    private static void Head(StringBuilder text, ImmutableArray<ImmutableArray<RbacRule>> plan, ImmutableArray<ImmutableArray<RbacRule>> apply, bool withDoctor)
    {
        text.Append(apply.IsEmpty
            ? $"# The rights that {Planning(withDoctor)}, and nothing else. Bind them to the users who plan:\n#\n"
            : "# The rights that kftenants needs, and nothing else. Bind the first roles to the users who plan:\n#\n");
        Bindings(text, plan, "reviewer@example.com");
        if (!apply.IsEmpty)
        {
            text.Append("#\n# and all of them to the users who apply, who can then make any user an admin of any tenant:\n#\n");
            Bindings(text, [.. plan, .. apply], "pipeline@example.com");
        }

        text.Append("#\n# --user is the name that the API server knows; --group and --serviceaccount=NAMESPACE:NAME work as well.\n---\n");
    }

    private static void HeadOfBound(StringBuilder text, ImmutableArray<RoleSubject> subjects, bool planOnly, bool withDoctor)
    {
        text.Append(planOnly
            ? $"# The rights that {Planning(withDoctor)}, and nothing else, bound to\n#\n"
            : "# The rights that kftenants needs, and nothing else. They let a user make any user an admin of any tenant. Bound to\n#\n");
        foreach (var subject in subjects)
        {
            text.Append($"#   {PasteText.Yaml(subject.UserName)}\n");
        }

        text.Append("---\n");
    }

    private static void Binding(StringBuilder text, RbacRule role, RoleSubject subject)
    {
        var kind = KindOf(role);
        text.Append($"---\napiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}Binding\n");
        Metadata(text, role.Namespace, subject.BindingOf(role.Role));
        text.Append($"roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: {kind}\n  name: {role.Role}\nsubjects:\n");
        text.Append(subject.Namespace is null
            ? $"- apiGroup: rbac.authorization.k8s.io\n  kind: User\n  name: {PasteText.Yaml(subject.Name)}\n"
            : $"- kind: ServiceAccount\n  namespace: {PasteText.Yaml(subject.Namespace)}\n  name: {PasteText.Yaml(subject.Name)}\n");
    }

    private static void Bindings(StringBuilder text, ImmutableArray<ImmutableArray<RbacRule>> roles, string user)
    {
        foreach (var role in roles.Select(r => r[0]))
        {
            // Two people, two bindings: the name says whose.
            var name = $"{role.Role}-{user.Split('@')[0]}";
            string[] command = role.Namespace is null
                ? ["kubectl", "create", "clusterrolebinding", name, $"--clusterrole={role.Role}", $"--user={user}"]
                : ["kubectl", "create", "rolebinding", name, $"--namespace={role.Namespace}", $"--role={role.Role}", $"--user={user}"];
            text.Append("#   ").Append(PasteText.Command(command)).Append('\n');
        }
    }

    private static void Role(StringBuilder text, ImmutableArray<RbacRule> rules)
    {
        var role = rules[0];
        text.Append($"---\napiVersion: rbac.authorization.k8s.io/v1\nkind: {KindOf(role)}\n");
        Metadata(text, role.Namespace, role.Role);
        text.Append("rules:\n");
        foreach (var rule in rules)
        {
            text.Append($"# {rule.Why}\n- apiGroups: [{PasteText.Yaml(rule.Group)}]\n  resources: {List(rule.Resources)}\n");
            if (!rule.Names.IsEmpty)
            {
                text.Append($"  resourceNames: {List(rule.Names)}\n");
            }

            text.Append($"  verbs: {List(rule.Verbs)}\n");
        }
    }

    private static void Metadata(StringBuilder text, string? inNamespace, string name)
    {
        text.Append("metadata:\n");
        if (inNamespace is not null)
        {
            text.Append($"  namespace: {PasteText.Yaml(inNamespace)}\n");
        }

        text.Append($"  name: {PasteText.Yaml(name)}\n  labels:\n    app.kubernetes.io/name: kftenants\n");
    }

    private static string KindOf(RbacRule role) => role.Namespace is null ? "ClusterRole" : "Role";

    private static string List(ImmutableArray<string> values) => $"[{string.Join(", ", values.Select(PasteText.Yaml))}]";
}
