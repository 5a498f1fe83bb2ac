using KfTenants.PodPolicies;
using YamlDotNet.RepresentationModel;

namespace KfTenants.Cli.Output;

/// <summary>The shape of the printed policies: the keys of admissionregistration.k8s.io/v1 and kyverno.io/v1, and nothing that lets a pod through by accident.</summary>
public sealed class PolicyYamlTests
{
    // Of the API's types, what is used; a key that is not here is a misspelling that a server would drop or refuse.
    private static readonly string[] Keys =
    [
        "apiVersion", "kind", "metadata", "metadata.name", "metadata.annotations", "metadata.annotations.pod-policies.kyverno.io/autogen-controllers", "spec",
        "spec.failurePolicy", "spec.paramKind", "spec.paramKind.apiVersion", "spec.paramKind.kind", "spec.matchConstraints", "spec.matchConstraints.resourceRules",
        "spec.matchConstraints.resourceRules.apiGroups", "spec.matchConstraints.resourceRules.apiVersions", "spec.matchConstraints.resourceRules.operations",
        "spec.matchConstraints.resourceRules.resources", "spec.matchConditions", "spec.matchConditions.name", "spec.matchConditions.expression", "spec.variables",
        "spec.variables.name", "spec.variables.expression", "spec.validations", "spec.validations.expression", "spec.validations.messageExpression", "spec.policyName",
        "spec.validationActions", "spec.paramRef", "spec.paramRef.name", "spec.paramRef.namespace", "spec.paramRef.parameterNotFoundAction", "spec.matchResources",
        "spec.matchResources.namespaceSelector", "spec.matchResources.namespaceSelector.matchExpressions", "spec.matchResources.namespaceSelector.matchExpressions.key",
        "spec.matchResources.namespaceSelector.matchExpressions.operator", "spec.matchResources.namespaceSelector.matchExpressions.values", "spec.background", "spec.rules",
        "spec.rules.name", "spec.rules.match", "spec.rules.match.any", "spec.rules.match.any.resources", "spec.rules.match.any.resources.kinds",
        "spec.rules.match.any.resources.operations", "spec.rules.match.any.resources.namespaceSelector", "spec.rules.match.any.resources.namespaceSelector.matchExpressions",
        "spec.rules.match.any.resources.namespaceSelector.matchExpressions.key", "spec.rules.match.any.resources.namespaceSelector.matchExpressions.operator",
        "spec.rules.match.any.resources.namespaceSelector.matchExpressions.values", "spec.rules.celPreconditions", "spec.rules.celPreconditions.name",
        "spec.rules.celPreconditions.expression", "spec.rules.validate", "spec.rules.validate.failureAction", "spec.rules.validate.cel", "spec.rules.validate.cel.paramKind",
        "spec.rules.validate.cel.paramKind.apiVersion", "spec.rules.validate.cel.paramKind.kind", "spec.rules.validate.cel.paramRef", "spec.rules.validate.cel.paramRef.name",
        "spec.rules.validate.cel.paramRef.namespace", "spec.rules.validate.cel.paramRef.parameterNotFoundAction", "spec.rules.validate.cel.variables",
        "spec.rules.validate.cel.variables.name", "spec.rules.validate.cel.variables.expression", "spec.rules.validate.cel.expressions",
        "spec.rules.validate.cel.expressions.expression", "spec.rules.validate.cel.expressions.messageExpression",
    ];

    public static TheoryData<string> Engines => [.. PolicyYaml.Engines];

    [Theory]
    [MemberData(nameof(Engines))]
    public void Every_key_is_one_of_the_API(string engine) =>
        Assert.Empty(Read(engine).SelectMany(d => KeysOf(d, "")).Except(Keys, StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Engines))]
    public void What_cannot_be_judged_is_rejected_and_what_is_looked_up_is_an_administrators(string engine)
    {
        var text = PolicyYaml.Of(engine);
        Assert.Equal(KnownPodPolicies.All.Length, Count(text, "failurePolicy: Fail"));
        Assert.Equal(KnownPodPolicies.All.Length, Count(text, "parameterNotFoundAction: Deny"));
        Assert.Equal(Count(text, "paramRef:"), Count(text, "namespace: kftenants-system"));
        Assert.Equal(KnownPodPolicies.All.Length, Count(text, "operations: [CREATE, UPDATE]"));
        Assert.Equal(KnownPodPolicies.All.Length, Count(text, engine == PolicyYaml.Vap ? "validationActions: [Deny]" : "failureAction: Enforce"));
    }

    // The tests of the policies evaluate these; the manifests must say them letter by letter.
    [Theory]
    [MemberData(nameof(Engines))]
    public void The_expressions_are_those_that_are_tested(string engine)
    {
        var said = Read(engine).SelectMany(Scalars).ToHashSet(StringComparer.Ordinal);
        Assert.All(
            KnownPodPolicies.All.SelectMany(p => p.Variables.Select(v => v.Expression).Concat(p.Rules.Select(r => r.Expression)).Concat(p.Rules.Select(r => r.Message))),
            expression => Assert.Contains(expression, said));
    }

    private static int Count(string text, string line) => text.Split('\n').Count(l => l.Trim() == line);

    private static IEnumerable<YamlNode> Read(string engine)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(PolicyYaml.Of(engine)));
        return stream.Documents.Select(d => d.RootNode);
    }

    private static IEnumerable<string> KeysOf(YamlNode node, string path) => node switch
    {
        YamlMappingNode map => map.Children.SelectMany(c =>
        {
            var key = path.Length == 0 ? ((YamlScalarNode)c.Key).Value! : $"{path}.{((YamlScalarNode)c.Key).Value}";
            return KeysOf(c.Value, key).Prepend(key);
        }),
        YamlSequenceNode list => list.Children.SelectMany(i => KeysOf(i, path)),
        _ => [],
    };

    private static IEnumerable<string> Scalars(YamlNode node) => node switch
    {
        YamlMappingNode map => map.Children.SelectMany(c => Scalars(c.Value)),
        YamlSequenceNode list => list.Children.SelectMany(Scalars),
        YamlScalarNode scalar => [scalar.Value ?? ""],
        _ => [],
    };
}
