using KfTenants.Cli.Output;
using KfTenants.Rbac;
using KfTenants.Yaml;

namespace KfTenants.Cli.Tests.Output;

public sealed class BootstrapBindingsTests
{
    [Theory]
    [InlineData("ana@example.com")]
    [InlineData("x: {y: [1]} # z")]
    [InlineData("\"quoted\" 'twice' \\")]
    [InlineData("- dash")]
    [InlineData("yes")]
    [InlineData("0123")]
    [InlineData("oidc:a/b%c")]
    [InlineData("ünï\u2028---\u2028kind: Secret")]
    public void A_user_of_any_name_is_one_text_of_every_binding(string name)
    {
        var subject = RoleSubject.User(name);
        Assert.NotNull(subject);
        var yaml = BootstrapYaml.Of(ToolPlaces.Default, planOnly: false, withDoctor: false, [subject]);
        Assert.True(YamlReader.Read("bootstrap", yaml, YamlDialect.Manifest).TryGet(out var documents, out _), yaml);

        var bindings = documents.Select(d => d.Root).OfType<YamlNode.Mapping>().Where(m => Text(m, "kind").EndsWith("Binding", StringComparison.Ordinal)).ToList();
        var roles = documents.Select(d => d.Root).OfType<YamlNode.Mapping>().Count(m => Text(m, "kind").EndsWith("Role", StringComparison.Ordinal));
        Assert.Equal(roles, bindings.Count);
        Assert.All(bindings, b =>
        {
            var user = Assert.IsType<YamlNode.Mapping>(Assert.Single(Assert.IsType<YamlNode.Sequence>(Value(b, "subjects")).Items));
            Assert.Equal(name, Text(user, "name"));
            Assert.DoesNotContain(Text((YamlNode.Mapping)Value(b, "metadata"), "name"), c => c is '/' or '%');
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("a\u0085b")]
    public void What_is_no_name_is_refused(string name) => Assert.Null(RoleSubject.User(name));

    [Theory]
    [InlineData("ci:kftenants", true)]
    [InlineData("ci:my.account", true)]
    [InlineData("ci", false)]
    [InlineData(":x", false)]
    [InlineData("a:b:c", false)]
    [InlineData("CI:x", false)]
    [InlineData("ci:x\n", false)]
    public void A_service_account_has_a_namespace_and_a_name(string text, bool isOne) => Assert.Equal(isOne, RoleSubject.ServiceAccount(text) is not null);

    [Fact]
    public void A_user_never_shares_a_binding_with_a_service_account_or_another_user()
    {
        RoleSubject?[] subjects =
            [RoleSubject.User("ci:x"), RoleSubject.ServiceAccount("ci:x"), RoleSubject.User("a/b"), RoleSubject.User("a%b"), RoleSubject.User(new string('x', 300))];
        Assert.Equal(subjects.Length, subjects.Select(s => s!.BindingOf("kftenants-plan")).Distinct().Count());
        Assert.All(subjects, s => Assert.True(s!.BindingOf("kftenants-plan").Length <= 253));
    }

    private static YamlNode Value(YamlNode.Mapping map, string key) => map.TryGet(key, out var entry) ? entry.Value : throw new InvalidOperationException(key);

    private static string Text(YamlNode.Mapping map, string key) => ((YamlNode.Scalar)Value(map, key)).Text;
}
