using System.Collections.Immutable;
using System.Text;
using KfTenants.Kube;
using KfTenants.Rbac;

namespace KfTenants.Cli.Output;

/// <summary>
/// The rights of <see cref="PermissionTable"/> as manifests for <c>kubectl apply</c>: a namespace and roles, each rule under its
/// reason. Not bound to any user: who plans and who applies is the platform's decision, and the head says how.
/// </summary>
internal static class BootstrapYaml
{
    public static string Of(ToolPlaces places, bool planOnly)
    {
        var plan = Roles(PermissionTable.ForPlan(places));
        var apply = planOnly ? [] : Roles(PermissionTable.ForApply(places));
        var text = new StringBuilder();
        Head(text, plan, apply);
        text.Append($"apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {Ownership.SystemNamespace}\n");
        foreach (var role in plan.Concat(apply))
        {
            Role(text, role);
        }

        return text.ToString();
    }

    private static ImmutableArray<ImmutableArray<RbacRule>> Roles(ImmutableArray<RbacRule> rows) =>
        [.. rows.GroupBy(r => (r.Namespace, r.Role)).Select(g => g.ToImmutableArray())];

    private static void Head(StringBuilder text, ImmutableArray<ImmutableArray<RbacRule>> plan, ImmutableArray<ImmutableArray<RbacRule>> apply)
    {
        text.Append(apply.IsEmpty
            ? "# The rights that kftenants plan needs, and nothing else. Bind them to the users who plan:\n#\n"
            : "# The rights that kftenants needs, and nothing else. Bind the first roles to the users who plan:\n#\n");
        Bindings(text, plan, "reviewer@example.com");
        if (!apply.IsEmpty)
        {
            text.Append("#\n# and all of them to the users who apply, who can then make any user an admin of any tenant:\n#\n");
            Bindings(text, [.. plan, .. apply], "pipeline@example.com");
        }

        text.Append("#\n# --user is the name that the API server knows; --group and --serviceaccount=NAMESPACE:NAME work as well.\n---\n");
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
        text.Append("---\napiVersion: rbac.authorization.k8s.io/v1\n");
        text.Append($"kind: {(role.Namespace is null ? "ClusterRole" : "Role")}\nmetadata:\n");
        if (role.Namespace is not null)
        {
            text.Append($"  namespace: {PasteText.Yaml(role.Namespace)}\n");
        }

        text.Append($"  name: {role.Role}\n  labels:\n    app.kubernetes.io/name: kftenants\nrules:\n");
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

    private static string List(ImmutableArray<string> values) => $"[{string.Join(", ", values.Select(PasteText.Yaml))}]";
}
