using System.Globalization;

namespace KfTenants.Cli.Tests;

/// <summary>Names, people and managers that others wrote into a cluster, to deceive the reader of the plan or to command the CI that prints it.</summary>
public sealed class HostileClusterTests
{
    // As JSON escapes, which YAML reads as well.
    private static readonly string[] Texts =
    [
        "\\u001b[2J\\u001b[31mred", "\\n::error file=x::owned", "::add-mask::x", "\\r::set-output name=x::y", "##[error]x", "##vso[task.setvariable]x", "a\\u202Etxt.exe",
        "a\\u2066b\\u2069",
        "[red]markup[/]", "<!-- kftenants:plan:x -->", "`code` | @everyone", "a\\u0007\\u0000b", "\\u009b31m", "\\u2028x", "\\uFEFFx", "\\uDB40\\uDC41",
    ];

    [Theory]
    [InlineData("plan")]
    [InlineData("import --name example")]
    [InlineData("plan -o json")]
    [InlineData("doctor --user ana@example.com")]
    [InlineData("doctor -o json")]
    [InlineData("plan --verbose -o json=plan.json -o text=plan.txt --out saved.json")]
    [InlineData("apply --auto-approve --verbose")]
    [InlineData("apply --auto-approve -o json")]
    public async Task Nothing_of_it_reaches_a_reader_unescaped(string command)
    {
        for (var i = 0; i < Texts.Length; i++)
        {
            using var run = new CaseRun();
            var text = Texts[i];
            await File.WriteAllTextAsync(Path.Combine(run.Here, "cluster", "hostile.yaml"), string.Create(CultureInfo.InvariantCulture, $$$"""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: "x{{{text}}}", namespace: team-audio, annotations: {user: "{{{text}}}", role: edit}}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "kubeflow-edit{{{text}}}"}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: "{{{text}}}"}]
                ---
                apiVersion: kubeflow.org/v1
                kind: Profile
                metadata: {name: "{{{text}}}", labels: {app.kubernetes.io/managed-by: kftenants, kftenants.io/tenant: "{{{text}}}",
                  applyset.kubernetes.io/part-of: applyset-90_WN7HwOhtQOx6g_KTK5B0mmsfzSVx7BS1IkT95Gz0-v1}}
                spec: {owner: {kind: User, name: "{{{text}}}"}}

                """));
            var audio = Path.Combine(run.Here, "cluster", "team-audio.yaml");
            await File.WriteAllTextAsync(audio, (await File.ReadAllTextAsync(audio)).Replace("\"kubectl-edit\"", $"\"{text}\"", StringComparison.Ordinal));
            await run.RunAsync(command);

            Check(run.Out);
            Check(run.Error);
            foreach (var file in Directory.EnumerateFiles(run.Here, "*.json").Concat(Directory.EnumerateFiles(run.Here, "*.txt")))
            {
                Check(await File.ReadAllTextAsync(file));
            }

            Assert.True(command.Contains('=', StringComparison.Ordinal) || i > 0 || (run.Out + run.Error).Contains("[31mred", StringComparison.Ordinal),
                "it never reached the output: " + run.Out + run.Error);
        }
    }

    private static void Check(string text)
    {
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            Assert.False(line.TrimStart().StartsWith("::", StringComparison.Ordinal), line);
            Assert.False(line.Contains("##[", StringComparison.Ordinal) || line.Contains("##vso", StringComparison.Ordinal), line);
            Assert.DoesNotContain(line,
                c => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
        }
    }
}
