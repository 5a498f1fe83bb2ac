using System.Diagnostics;

namespace KfTenants.Kube;

/// <summary>What a message offers for pasting says to a shell and to YAML what it says to a reader, whatever the name is.</summary>
public sealed class PasteTextTests
{
    public static TheoryData<string> Names =>
    [
        "plain", "a.b-c", "x $(touch pwned) ;id", "`id`", "it's", "'", "\"", "\\", "$HOME", "a\nb", "~",
        "*", "-x", "--all", "#", "{a: b}", "true", "No", "1", "", "é", "a|b>c&", "!x", "%d",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_shell_gives_the_word_back(string name)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", "printf '<%s>' " + PasteText.Command("x", name)]) { RedirectStandardOutput = true })!;
        Assert.Equal($"<x><{name}>", await shell.StandardOutput.ReadToEndAsync());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Yaml_gives_the_text_back(string name)
    {
        var read = Yaml.YamlReader.Read("pasted", $"{{a: {PasteText.Yaml(name)}, b: c}}", Yaml.YamlDialect.Manifest);
        Assert.True(read.TryGet(out var documents, out _));
        var map = Assert.IsType<Yaml.YamlNode.Mapping>(Assert.Single(documents).Root);
        var scalar = Assert.IsType<Yaml.YamlNode.Scalar>(map.Entries[0].Value);
        Assert.Equal((Yaml.ScalarKind.Text, name), (scalar.Kind, scalar.Text));
    }

    [Fact]
    public void A_name_is_never_an_option_or_a_second_word_of_kubectl()
    {
        Assert.Equal(
            "kubectl delete rolebindings.rbac.authorization.k8s.io/--all -n team-a", PasteText.Kubectl("delete", new ObjectKey(ObjectKind.RoleBinding, "team-a", "--all")));
        Assert.Equal(
            "kubectl delete 'rolebindings.rbac.authorization.k8s.io/x $(touch pwned) ;id' -n team-a",
            PasteText.Kubectl("delete", new ObjectKey(ObjectKind.RoleBinding, "team-a", "x $(touch pwned) ;id")));
        Assert.Equal("kubectl patch profiles.kubeflow.org/team-a -p '{}'", PasteText.Kubectl("patch", new ObjectKey(ObjectKind.Profile, null, "team-a"), "-p", "{}"));
    }
}
