using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using KfTenants.Kubernetes;
using KfTenants.Plans;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests;

/// <summary>The rules of docs/architecture.md that a compiler does not know. Here, because this project sees all three.</summary>
public sealed partial class ArchitectureTests
{
    private const int LongestFile = 450;

    // The beginnings of exceptions whose messages are written in this repository, or by the YAML parser for people.
    private const string OursToRead = "KfTenants|Refused|PlanRefused|FormatException|YamlException|FieldSetTooLarge";

    private static readonly string Source = Path.Combine(TestPaths.Repository(typeof(ArchitectureTests)), "src");

    public static TheoryData<string, string[]> Projects => new()
    {
        { "KfTenants.Core", ["BCrypt.Net-Next", "NJsonSchema", "YamlDotNet"] },
        { "KfTenants.Kubernetes", ["KfTenants.Core", "YamlDotNet"] },
        { "KfTenants.Sandbox", ["KfTenants.Core", "KfTenants.Kubernetes", "YamlDotNet"] },
        { "KfTenants.Cli", ["DiffPlex", "KfTenants.Core", "KfTenants.Kubernetes", "KfTenants.Sandbox", "Spectre.Console", "System.CommandLine"] },
    };

    private static IEnumerable<Type> PublicTypes =>
        typeof(Plan).Assembly.GetExportedTypes().Concat(typeof(ICluster).Assembly.GetExportedTypes());

    /// <summary>The stages of the line, from the ground up: each folder of a project knows only those before it.</summary>
    public static TheoryData<string, string[]> Stages => new()
    {
        {
            "KfTenants.Core",
            [
                "Diagnostics", "Yaml", "Kube", "Diff", "Tenants", "Access", "Plans", "Resources", "PodPolicies", "Credentials", "Flavors", "Logins", "Planning", "AccessLists",
                "Audit", "Comparison", "Runs", "Importing", "Reaping", "Rbac", "Doctor", "Snapshots", "Rendering",
            ]
        },
        { "KfTenants.Kubernetes", ["Kubeconfig", "Client", "Credentials", "Reading", "Applying", "Locking", "Running", "Doctor"] },
    };

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_folder_knows_only_those_before_it(string project, string[] stages)
    {
        var rootNamespace = project == "KfTenants.Core" ? "KfTenants" : project;
        var violations =
            from folder in Directory.EnumerateDirectories(Path.Combine(Source, project)).Select(d => Path.GetFileName(d)!)
            where folder is not ("obj" or "bin")
            from file in Directory.EnumerateFiles(Path.Combine(Source, project, folder), "*.cs", SearchOption.AllDirectories)
            from Match match in Regex.Matches(File.ReadAllText(file), $@"^using {Regex.Escape(rootNamespace)}\.(\w+)", RegexOptions.Multiline)
            let known = Array.IndexOf(stages, match.Groups[1].Value)
            where known > Array.IndexOf(stages, folder)
            select $"{folder}/{Path.GetFileName(file)} uses {match.Groups[1].Value}";
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(Source, project)).Select(d => Path.GetFileName(d)!).Except([.. stages, "obj", "bin"]));
        Assert.Empty(violations);
    }

    [Fact]
    public void A_namespace_is_named_after_its_folder() => Assert.Empty(
        from file in SourceFiles()
        let folder = Path.GetRelativePath(Source, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.')
        let expected = folder == "KfTenants.Core" ? "KfTenants" : folder.Replace("KfTenants.Core.", "KfTenants.", StringComparison.Ordinal)
        let actual = NamespaceDeclaration().Match(File.ReadAllText(file)).Groups[1].Value
        where actual.Length > 0 && actual != expected
        select $"{file}: {actual}");

    [Fact]
    public void Core_knows_no_network() =>
        Assert.DoesNotContain(typeof(Plan).Assembly.GetReferencedAssemblies(),
            a => a.Name is "System.Net.Http" or "System.Net.Sockets" or "System.Console" or "System.Diagnostics.Process");

    [Fact]
    public void Core_says_nothing_about_the_rest() => Assert.Equal(
        ["KfTenants.Core"],
        typeof(ICluster).Assembly.GetReferencedAssemblies().Concat(typeof(Plan).Assembly.GetReferencedAssemblies())
            .Select(a => a.Name!).Where(n => n.StartsWith("KfTenants", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_no_more_than_its_work_needs(string project, string[] allowed)
    {
        var references = XDocument.Load(Path.Combine(Source, project, project + ".csproj")).Descendants()
            .Where(e => e.Name.LocalName is "PackageReference" or "ProjectReference")
            .Select(e => e.Name.LocalName == "ProjectReference" ? Path.GetFileNameWithoutExtension(e.Attribute("Include")!.Value) : e.Attribute("Include")!.Value);
        Assert.Empty(references.Except(allowed));
    }

    [Fact]
    public void A_public_class_is_sealed_or_closed() => Assert.DoesNotContain(
        PublicTypes.Where(t => t.IsClass && !t.IsSealed && !typeof(Exception).IsAssignableFrom(t)),
        t => !t.IsAbstract || t.GetConstructors(BindingFlags.Instance | BindingFlags.Public).Length > 0);

    [Fact]
    public void Nothing_public_can_be_set() => Assert.Empty(
        from type in PublicTypes
        from property in type.GetProperties(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
        where property.SetMethod is { IsPublic: true } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit))
        select $"{type.Name}.{property.Name}");

    [Fact]
    public void No_public_field_can_be_changed() => Assert.Empty(
        from type in PublicTypes
        from field in type.GetFields()
        where !field.IsInitOnly && !field.IsLiteral && !type.IsEnum
        select $"{type.Name}.{field.Name}");

    [Fact]
    public void A_name_says_what_a_type_is() => Assert.Empty(
        new[] { typeof(App).Assembly, typeof(Plan).Assembly, typeof(ICluster).Assembly }
            .SelectMany(a => a.GetTypes())
            .Where(t => EmptyWord().IsMatch(t.Name)).Select(t => t.Name)
            .Concat(Directory.EnumerateDirectories(Source, "*", SearchOption.AllDirectories).Select(d => Path.GetFileName(d)!).Where(d => EmptyWord().IsMatch(d))));

    // A kubeconfig may name a program that gives credentials, and the command line one that takes a token. Nothing else is ever started, and no shell at all.
    [Fact]
    public void Only_the_credential_plugin_and_the_sink_of_a_token_start_a_program() => Assert.Empty(
        SourceFiles().Where(f => StartsProgram().IsMatch(File.ReadAllText(f))).Select(f => Path.GetFileName(f)).Except(["CommandSink.cs", "ExecPlugin.cs", "ProcessOutput.cs"]));

    // The runtime's sentences change with its releases, name its types and repeat paths: ours say what happened, where, and what to do. A FormatException is
    // always one of ours, and so is the defect that DexConfigProof reports to DexRollback.
    [Fact]
    public void No_sentence_of_the_runtime_reaches_a_person() => Assert.Empty(
        from file in SourceFiles()
        where Path.GetFileName(file) != "DexRollback.cs"
        from Match match in RuntimesOwnWords().Matches(File.ReadAllText(file))
        select $"{Path.GetFileName(file)}: {match.Value}");

    [Fact]
    public void No_file_is_too_long_to_read() =>
        Assert.DoesNotContain(SourceFiles(), f => File.ReadLines(f).Count() > LongestFile);

    [Fact]
    public void No_line_is_longer_than_the_editor_configuration_says()
    {
        var repository = TestPaths.Repository(typeof(ArchitectureTests));
        var longest = int.Parse(LineLength().Match(File.ReadAllText(Path.Combine(repository, ".editorconfig"))).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.Empty(
            from file in SourceFiles().Concat(Directory.EnumerateFiles(Path.Combine(repository, "tests"), "*.cs", SearchOption.AllDirectories))
            from line in File.ReadLines(file).Select((text, i) => (text.Length, Number: i + 1))
            where line.Length > longest
            select $"{Path.GetRelativePath(repository, file)}:{line.Number}");
    }

    private static IEnumerable<string> SourceFiles() => Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories);

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceDeclaration();

    [GeneratedRegex(@"^max_line_length = (\d+)$", RegexOptions.Multiline)]
    private static partial Regex LineLength();

    [GeneratedRegex("(Manager|Helper|Utils?|Service|Processor|Handler|Info|Data|Common)(`\\d)?$")]
    private static partial Regex EmptyWord();

    [GeneratedRegex(@"catch \((?!" + OursToRead + @")\w*Exception (\w+)\)[^{]*\{(?>[^{}]+|\{[^{}]*\})*?\b\1\.Message")]
    private static partial Regex RuntimesOwnWords();

    [GeneratedRegex(@"\b(ProcessStartInfo|Process\.Start|new Process\b|using System\.Diagnostics\.Process)")]
    private static partial Regex StartsProgram();
}
