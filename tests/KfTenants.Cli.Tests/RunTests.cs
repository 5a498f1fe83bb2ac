using System.Collections.Immutable;
using KfTenants.Testing;
using NJsonSchema;

namespace KfTenants.Cli.Tests;

/// <summary>Whole runs, from the words on the command line to the files of the cluster: one test per folder of <c>Cases</c>.</summary>
public sealed class RunTests
{
    private static readonly string Repository = TestPaths.Repository(typeof(RunTests));

    public static TheoryData<string> Cases => [.. TestPaths.Cases(typeof(RunTests))];

    /// <summary>Every example that a reader of the repository may try: a folder is one, with all its files.</summary>
    public static TheoryData<string> Examples =>
    [
        .. Directory.EnumerateDirectories(Path.Combine(Repository, "examples"))
            .Where(d => Path.GetFileName(d) is not ("cluster" or "kubernetes-cluster" or "ci" or "in-cluster"))
            .Append(Path.Combine(Repository, "tenants.example.yaml"))
            .Select(path => Path.GetRelativePath(Repository, path))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_run_is_as_accepted(string name)
    {
        var folder = Path.Combine(TestPaths.Project(typeof(RunTests)), "Cases", name);
        Golden.Match(folder, "run.txt", await CaseRun.PlayAsync(folder));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_is_valid_without_a_warning_and_can_be_planned(string file)
    {
        var terminal = new TestTerminal
        {
            Directory = Repository,
            Environment = ImmutableDictionary<string, string>.Empty
                .Add("KFT_BEN_HASH", "$2b$12$hF/KU7.hz2t7/ciM.XGJWeSRjAOsnETapSYeax1Ew3Xep/Mi.WAXy")
                .Add("KFT_CARL_PASSWORD", "only in this test"),
        };
        Assert.Equal(0, await terminal.RunAsync("validate", "-f", file));
        var cluster = file.EndsWith("kubernetes", StringComparison.Ordinal) ? "examples/kubernetes-cluster" : "examples/cluster";
        Assert.Equal(0, await terminal.RunAsync("plan", "-f", file, "--cluster-dir", cluster));
        Assert.Empty(terminal.Error);
    }

    [Fact]
    public async Task The_readme_shows_what_its_first_command_prints()
    {
        var terminal = new TestTerminal { Directory = Repository };
        Assert.Equal(0, await terminal.RunAsync("plan", "-f", "tenants.example.yaml", "--cluster-dir", "examples/cluster"));

        Assert.Contains(terminal.Out, await File.ReadAllTextAsync(Path.Combine(Repository, "README.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("plan -o json")]
    [InlineData("plan -o json --tenant team-audio")]
    public async Task The_same_question_has_the_same_answer_byte_for_byte(string command)
    {
        using var run = new CaseRun();
        await run.RunAsync(command);
        var first = run.Out;
        await run.RunAsync(command);
        Assert.Equal(first, run.Out);
    }

    [Theory]
    [InlineData("plan -o json")]
    [InlineData("plan --tenant team-audio -o json")]
    [InlineData("plan --detailed-exitcode -o json")]
    public async Task A_plan_in_json_conforms_to_the_published_schema(string command)
    {
        using var run = new CaseRun();
        var schema = await JsonSchema.FromFileAsync(Path.Combine(Repository, "schemas", "plan.schema.json"));
        await run.RunAsync(command);
        Assert.Empty(schema.Validate(run.Out));
        await run.StepAsync("quietly apply --auto-approve");
        await run.RunAsync(command);
        Assert.Empty(schema.Validate(run.Out));
    }

    [Theory]
    [InlineData("access -o json")]
    [InlineData("access --user ana@example.com --user who@example.com -o json")]
    [InlineData("access --tenant team-vision --matrix -o json")]
    [InlineData("access --desired --matrix -o json")]
    public async Task Who_has_access_in_json_conforms_to_the_published_schema(string command)
    {
        using var run = new CaseRun();
        var schema = await JsonSchema.FromFileAsync(Path.Combine(Repository, "schemas", "access.schema.json"));
        Assert.Equal(0, await run.RunAsync(command));
        Assert.Empty(schema.Validate(run.Out));
    }

    [Theory]
    [InlineData("audit -o json", 0)]
    [InlineData("audit --fail-on warning -o json", 4)]
    [InlineData("audit --tenant team-vision -o json", 0)]
    public async Task What_is_wrong_in_json_conforms_to_the_published_schema(string command, int code)
    {
        using var run = new CaseRun();
        var schema = await JsonSchema.FromFileAsync(Path.Combine(Repository, "schemas", "audit.schema.json"));
        Assert.Equal(code, await run.RunAsync(command));
        Assert.Empty(schema.Validate(run.Out));
    }

    [Theory]
    [InlineData("doctor -o json", 0)]
    [InlineData("doctor --fail-on warning -o json", 4)]
    [InlineData("doctor --user ana@example.com -o json", 4)]
    [InlineData("doctor --judge no-such-file -o json", 4)]
    public async Task Why_it_does_not_work_in_json_conforms_to_the_published_schema(string command, int code)
    {
        using var run = new CaseRun();
        var schema = await JsonSchema.FromFileAsync(Path.Combine(Repository, "schemas", "doctor.schema.json"));
        Assert.Equal(code, await run.RunAsync(command));
        Assert.Empty(schema.Validate(run.Out));
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_refused_without_being_read()
    {
        using var run = new CaseRun();
        await using (var file = File.Create(Path.Combine(run.Here, "tenants.yaml")))
        {
            file.SetLength(1L << 40);
        }

        var terminal = new TestTerminal { Directory = run.Here };
        Assert.Equal(3, await terminal.RunAsync("validate"));
        Assert.Equal(
            "tenants.yaml:1:1: error KFT0102: The file is larger than 64 MiB, the limit. Split the set into several files.\n1 error.\n",
            terminal.Error.ReplaceLineEndings("\n"));
    }
}
