using System.Collections.Immutable;
using System.Text;
using KfTenants.Kube;
using KfTenants.PodPolicies;

namespace KfTenants.Cli.Output;

/// <summary>The policies for pods as manifests, for the API server itself or for Kyverno. Nothing in them depends on a tenants file.</summary>
internal static class PolicyYaml
{
    public const string Vap = "vap";
    public const string Kyverno = "kyverno";

    /// <summary>The engines that can ask, each with its manifests.</summary>
    public static readonly ImmutableArray<string> Engines = [Vap, Kyverno];

    public static string Of(string engine)
    {
        var text = new StringBuilder();
        text.Append("# Policies for pods: they hold those of tenants with posix and walltime to what the tenants file says. They select namespaces by label,\n")
            .Append($"# and look the tenant up in ConfigMaps of {Ownership.SystemNamespace}, which apply writes. What they cannot judge they reject.\n")
            .Append(engine == Vap
                ? "# Needs Kubernetes 1.30. A new policy holds after some seconds.\n"
                : "# Needs Kyverno 1.13, and leave for it to read these ConfigMaps. Not tried on a Kyverno: try it with failureAction: Audit first.\n");
        foreach (var policy in KnownPodPolicies.All)
        {
            text.Append("---\n# ").Append(policy.What).Append('\n');
            if (engine == Vap)
            {
                OfApiServer(text, policy);
            }
            else
            {
                OfKyverno(text, policy);
            }
        }

        return text.ToString();
    }

    private static void OfApiServer(StringBuilder text, PodPolicy policy)
    {
        text.Append("apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata:\n  name: ").Append(policy.Name)
            .Append("\nspec:\n  failurePolicy: Fail\n  paramKind:\n    apiVersion: v1\n    kind: ConfigMap\n  matchConstraints:\n    resourceRules:\n")
            .Append("    - apiGroups: [\"\"]\n      apiVersions: [v1]\n      operations: [CREATE, UPDATE]\n      resources: [").AppendJoin(", ", policy.Resources)
            .Append("]\n  matchConditions:\n");
        Condition(text, "  ", policy);
        Variables(text, "  ", policy);
        text.Append("  validations:\n");
        Rules(text, "  ", policy);
        text.Append("---\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\nmetadata:\n  name: ").Append(policy.Name)
            .Append("\nspec:\n  policyName: ").Append(policy.Name).Append("\n  validationActions: [Deny]\n");
        Parameters(text, "  ", policy);
        text.Append("  matchResources:\n    namespaceSelector:\n");
        Selector(text, "      ", policy);
    }

    private static void OfKyverno(StringBuilder text, PodPolicy policy)
    {
        // Controllers' own templates are left to the pods that they make.
        text.Append("apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata:\n  name: ").Append(policy.Name)
            .Append("\n  annotations:\n    pod-policies.kyverno.io/autogen-controllers: none\nspec:\n  background: false\n  failurePolicy: Fail\n  rules:\n  - name: ")
            .Append(policy.Name).Append("\n    match:\n      any:\n      - resources:\n          kinds: [").AppendJoin(", ", policy.Resources.Select(KyvernoKind))
            .Append("]\n          operations: [CREATE, UPDATE]\n          namespaceSelector:\n");
        Selector(text, "            ", policy);
        text.Append("    celPreconditions:\n");
        Condition(text, "    ", policy);
        text.Append("    validate:\n      failureAction: Enforce\n      cel:\n        paramKind:\n          apiVersion: v1\n          kind: ConfigMap\n");
        Parameters(text, "        ", policy);
        Variables(text, "        ", policy);
        text.Append("        expressions:\n");
        Rules(text, "        ", policy);
    }

    private static string KyvernoKind(string resource) => resource == "pods" ? "Pod" : "Pod/ephemeralcontainers";

    private static void Condition(StringBuilder text, string indentation, PodPolicy policy) =>
        text.Append($"{indentation}- name: changes\n{indentation}  expression: {Quoted($"request.operation != 'UPDATE' || {policy.Changed}")}\n");

    private static void Variables(StringBuilder text, string indentation, PodPolicy policy)
    {
        text.Append($"{indentation}variables:\n");
        foreach (var variable in policy.Variables)
        {
            text.Append($"{indentation}- name: {variable.Name}\n{indentation}  expression: {Quoted(variable.Expression)}\n");
        }
    }

    private static void Rules(StringBuilder text, string indentation, PodPolicy policy)
    {
        foreach (var rule in policy.Rules)
        {
            text.Append($"{indentation}- expression: {Quoted(rule.Expression)}\n{indentation}  messageExpression: {Quoted(rule.Message)}\n");
        }
    }

    // Without a namespace it would be looked up in the tenant's own, where people could write it.
    private static void Parameters(StringBuilder text, string indentation, PodPolicy policy) =>
        text.Append($"{indentation}paramRef:\n{indentation}  name: {policy.Map}\n{indentation}  namespace: {Ownership.SystemNamespace}\n")
            .Append($"{indentation}  parameterNotFoundAction: Deny\n");

    private static void Selector(StringBuilder text, string indentation, PodPolicy policy) =>
        text.Append($"{indentation}matchExpressions:\n{indentation}- key: {policy.Label}\n{indentation}  operator: In\n{indentation}  values: [")
            .AppendJoin(", ", policy.LabelValues).Append("]\n");

    private static string Quoted(string expression) => $"\"{expression.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
