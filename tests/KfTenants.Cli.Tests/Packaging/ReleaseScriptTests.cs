using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;
using YamlDotNet.RepresentationModel;

namespace KfTenants.Cli.Tests.Packaging;

/// <summary>What a release is made of, from programs and archives that only look like real ones.</summary>
public sealed class ReleaseScriptTests : IDisposable
{
    private const string Home = "https://example.com/team/kftenants";

    private static readonly string[] Platforms = ["linux-x64", "linux-arm64", "osx-arm64", "win-x64"];

    private readonly string _here = Directory.CreateTempSubdirectory("kftenants-release-").FullName;

    public void Dispose() => Directory.Delete(_here, recursive: true);

    [BashFact]
    public async Task The_version_of_the_source_is_the_programs()
    {
        Assert.Equal((0, VersionAction.Version + "\n", ""), await Script.RunAsync("version"));
        Assert.Equal((0, VersionAction.Version + "\n", ""), await Script.RunAsync("version", "v" + VersionAction.Version));
        Assert.Equal(
            (1, "", $"version: v9.8.7 was asked for, but this source tree is {VersionAction.Version} (Directory.Build.props)\n"),
            await Script.RunAsync("version", "v9.8.7"));
    }

    [BashFact]
    public async Task An_archive_holds_the_program_its_manual_pages_and_the_licence_and_the_same_bytes_each_time()
    {
        var program = Program($"kftenants {VersionAction.Version} (commit 1a2b3c4, linux-x64)");
        await File.WriteAllTextAsync(Path.Combine(_here, "kftenants.pdb"), "not shipped");
        var (code, output, error) = await Script.RunAsync("archive", program, Path.Combine(_here, "out"));
        Assert.Equal((0, ""), (code, error));
        var archive = output.TrimEnd('\n');
        Assert.Equal($"kftenants-{VersionAction.Version}-linux-x64.tar.gz", Path.GetFileName(archive));
        Assert.Equal(
            [
                Seen("LICENSE", 0b110_100_100), Seen("kftenants", 0b111_101_101),
                Seen("man/kftenants-plan.1", 0b110_100_100), Seen("man/kftenants.1", 0b110_100_100),
            ],
            Entries(archive));

        File.SetLastWriteTimeUtc(program, DateTime.UnixEpoch);
        var again = (await Script.RunAsync("archive", program, Path.Combine(_here, "again"))).Out.TrimEnd('\n');
        Assert.Equal(await File.ReadAllBytesAsync(archive), await File.ReadAllBytesAsync(again));
    }

    [BashFact]
    public async Task A_program_of_another_version_or_that_cannot_plan_is_not_packed()
    {
        var (code, output, error) = await Script.RunAsync("archive", Program("kftenants 9.8.7 (linux-x64)"), _here);
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("version: 9.8.7 was asked for", error, StringComparison.Ordinal);

        var mute = Program($"kftenants {VersionAction.Version} (linux-x64)", plan: 7);
        Assert.Equal((1, "", "archive: the unpacked program cannot plan the example\n"), await Script.RunAsync("archive", mute, _here));
    }

    [BashFact]
    public async Task Checksums_are_of_every_file()
    {
        await File.WriteAllTextAsync(Path.Combine(_here, "a.nupkg"), "a");
        await File.WriteAllTextAsync(Path.Combine(_here, "b.spdx.json"), "b");
        Assert.Equal((0, "", ""), await Script.RunAsync("index", _here));
        Assert.Equal((0, "", ""), await Script.RunAsync("index", _here));
        Assert.Equal(
            $"{Sum("a.nupkg")}  a.nupkg\n{Sum("b.spdx.json")}  b.spdx.json\n",
            await File.ReadAllTextAsync(Path.Combine(_here, "SHA256SUMS")));
    }

    // What krew demands of a manifest (its internal/index/validation), and that it names what is there.
    [BashFact]
    public async Task The_krew_manifest_names_an_archive_for_each_platform()
    {
        await IndexAsync();
        var yaml = new YamlStream();
        yaml.Load(new StringReader(await File.ReadAllTextAsync(Path.Combine(_here, "kftenants.yaml"))));
        var manifest = yaml.Documents.Single().RootNode;
        Assert.Equal("krew.googlecontainertools.github.com/v1alpha2", $"{manifest["apiVersion"]}");
        Assert.Equal("Plugin", $"{manifest["kind"]}");
        Assert.Equal("kftenants", $"{manifest["metadata"]["name"]}");
        Assert.Equal("v" + VersionAction.Version, $"{manifest["spec"]["version"]}");
        Assert.Equal(Home, $"{manifest["spec"]["homepage"]}");
        Assert.InRange($"{manifest["spec"]["shortDescription"]}".Length, 1, 80);
        Assert.Equal(
            Platforms.Zip(["linux/amd64", "linux/arm64", "darwin/arm64", "windows/amd64"], (platform, selector) =>
                $"{selector} {Home}/releases/download/v{VersionAction.Version}/{Archive(platform)} {Sum(Archive(platform))} kftenants{(platform == "win-x64" ? ".exe" : "")}"),
            ((YamlSequenceNode)manifest["spec"]["platforms"]).Select(p =>
                $"{p["selector"]["matchLabels"]["os"]}/{p["selector"]["matchLabels"]["arch"]} {p["uri"]} {p["sha256"]} {p["bin"]}"));
    }

    [BashFact]
    public async Task The_homebrew_formula_names_the_archives_and_is_ruby()
    {
        await IndexAsync();
        var file = Path.Combine(_here, "kftenants.rb");
        var formula = await File.ReadAllTextAsync(file);
        foreach (var platform in Platforms.Where(p => p != "win-x64"))
        {
            Assert.Contains(
                $"url \"{Home}/releases/download/v{VersionAction.Version}/{Archive(platform)}\"\n      sha256 \"{Sum(Archive(platform))}\"\n",
                formula, StringComparison.Ordinal);
        }

        Assert.Contains($"  version \"{VersionAction.Version}\"\n", formula, StringComparison.Ordinal);
        var ruby = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "ruby")).FirstOrDefault(File.Exists);
        if (ruby is not null)
        {
            Assert.Equal((0, "Syntax OK\n", ""), await Script.StartAsync(ruby, "-c", file));
        }
    }

    [BashFact]
    public async Task A_release_that_lacks_a_platform_gets_no_manifests()
    {
        await File.WriteAllTextAsync(Path.Combine(_here, Archive("linux-x64")), "one");
        Assert.Equal(
            (1, "", $"index: {Archive("linux-arm64")} is missing; the manifests name the archives of all platforms\n"),
            await Script.RunAsync("index", _here, Home));
        Assert.False(File.Exists(Path.Combine(_here, "kftenants.yaml")));
    }

    [BashFact]
    public async Task The_bill_of_materials_has_every_package_of_the_lock_file_once()
    {
        var (code, output, error) = await Script.RunAsync("sbom");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(output, (await Script.RunAsync("sbom")).Out);

        using var document = JsonDocument.Parse(output);
        using var locks = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Script.Repository, "src", "KfTenants.Cli", "packages.lock.json")));
        var packages = document.RootElement.GetProperty("packages").EnumerateArray().ToDictionary(p => p.GetProperty("name").GetString()!);
        Assert.Equal(
            locks.RootElement.GetProperty("dependencies").GetProperty("net10.0").EnumerateObject()
                .Where(p => p.Value.TryGetProperty("resolved", out _))
                .Select(p => $"{p.Name} {p.Value.GetProperty("resolved")}")
                .Append($"kftenants {VersionAction.Version}")
                .Append($".NET {packages["Microsoft.DotNet.ILCompiler"].GetProperty("versionInfo")}")
                .Order(StringComparer.Ordinal),
            packages.Select(p => $"{p.Key} {p.Value.GetProperty("versionInfo")}").Order(StringComparer.Ordinal));
        Assert.DoesNotContain("NOASSERTION", packages.Values.Select(p => p.GetProperty("licenseDeclared").GetString()));

        Assert.Equal("SPDX-2.3", document.RootElement.GetProperty("spdxVersion").GetString());
        var related = document.RootElement.GetProperty("relationships").EnumerateArray()
            .SelectMany(r => new[] { r.GetProperty("spdxElementId").GetString(), r.GetProperty("relatedSpdxElement").GetString() });
        Assert.Equal(
            packages.Values.Select(p => p.GetProperty("SPDXID").GetString()).Append("SPDXRef-DOCUMENT").Order(StringComparer.Ordinal),
            related.Distinct().Order(StringComparer.Ordinal));
    }

    // The image itself needs its base's registry: these are the properties that it is made with.
    [Fact]
    public void The_image_has_no_shell_and_its_user_is_not_root()
    {
        var project = XDocument.Load(Path.Combine(Script.Repository, "src", "KfTenants.Cli", "KfTenants.Cli.csproj"));
        string Property(string name) => project.Descendants(name).Single().Value;
        Assert.EndsWith("-chiseled", Property("ContainerFamily"), StringComparison.Ordinal);
        Assert.True(int.TryParse(Property("ContainerUser"), out var user) && user > 0);
        Assert.Empty(project.Descendants("ContainerBaseImage"));
    }

    private async Task IndexAsync()
    {
        foreach (var platform in Platforms)
        {
            await File.WriteAllTextAsync(Path.Combine(_here, Archive(platform)), platform);
        }

        Assert.Equal((0, "", ""), await Script.RunAsync("index", _here, Home));
        Assert.Equal(
            new[] { "kftenants.rb", "kftenants.yaml" }.Concat(Platforms.Select(Archive)).Order(StringComparer.Ordinal),
            (await File.ReadAllLinesAsync(Path.Combine(_here, "SHA256SUMS"))).Select(l => l.Split("  ")[1]).Order(StringComparer.Ordinal));
    }

    private string Program(string version, int plan = 0)
    {
        var program = Path.Combine(_here, "kftenants");
        File.WriteAllText(program, $"#!/bin/sh\ncase $1 in --version) echo '{version}' ;; plan) exit {plan} ;; " +
            "help) case $2 in plan) echo '.SH NAME' ;; *) printf '.SH NAME\\n.BR kftenants\\\\-plan (1)\\n' ;; esac ;; esac\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return program;
    }

    private string Sum(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(_here, file))));

    private static string Archive(string platform) => $"kftenants-{VersionAction.Version}-{platform}.tar.gz";

    private static string Seen(string name, int mode) => $"{name} {Convert.ToString(mode, 8)} 0:0 {DateTimeOffset.FromUnixTimeSeconds(Script.Epoch):O}";

    private static List<string> Entries(string archive)
    {
        using var tar = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
        var entries = new List<string>();
        while (tar.GetNextEntry() is { } entry)
        {
            entries.Add($"{entry.Name} {Convert.ToString((int)entry.Mode, 8)} {entry.Uid}:{entry.Gid} {entry.ModificationTime:O}");
        }

        return entries;
    }
}
