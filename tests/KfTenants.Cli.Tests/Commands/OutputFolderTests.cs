using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace KfTenants.Cli.Tests.Commands;

public sealed class OutputFolderTests : IDisposable
{
    private const string Listing = "list.json";
    private const string Version = "kftenants.io/test/v1";

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string Out => Path.Combine(_folder, "out");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_gone_is_removed_what_is_the_same_is_not_touched_and_what_is_not_ours_stays()
    {
        await WriteAsync(("a.yaml", "1"), ("tenants/b.yaml", "2"), ("tenants/c.yaml", "3"));
        File.SetLastWriteTimeUtc(Path.Combine(Out, "a.yaml"), DateTime.UnixEpoch);
        await File.WriteAllTextAsync(Path.Combine(Out, "tenants", "mine.yaml"), "mine");
        await WriteAsync(("a.yaml", "1"), ("tenants/c.yaml", "4"));

        Assert.Equal(["a.yaml", Listing, "tenants/c.yaml", "tenants/mine.yaml"], Files());
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(Path.Combine(Out, "a.yaml")));
        Assert.Equal("4", await File.ReadAllTextAsync(Path.Combine(Out, "tenants", "c.yaml")));
    }

    [Fact]
    public async Task The_same_again_writes_nothing()
    {
        await WriteAsync(("a.yaml", "1"));
        foreach (var file in Directory.EnumerateFiles(Out))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        }

        await WriteAsync(("a.yaml", "1"));
        Assert.All(Directory.EnumerateFiles(Out), f => Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(f)));
    }

    [Fact]
    public async Task A_file_in_the_way_that_is_not_listed_stops_everything()
    {
        await WriteAsync(("a.yaml", "1"));
        await File.WriteAllTextAsync(Path.Combine(Out, "b.yaml"), "mine");
        var failure = await Assert.ThrowsAsync<KfTenantsException>(() => WriteAsync(("a.yaml", "2"), ("b.yaml", "2")));
        Assert.StartsWith("out/b.yaml: is there and was not written by this command", failure.Message, StringComparison.Ordinal);
        Assert.Equal("1", await File.ReadAllTextAsync(Path.Combine(Out, "a.yaml")));
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(Out, "b.yaml")));
    }

    [Theory]
    [InlineData("../outside.yaml")]
    [InlineData("/etc/outside.yaml")]
    [InlineData("tenants/../../outside.yaml")]
    [InlineData("a/b/c.yaml")]
    [InlineData("a.txt")]
    public async Task A_listing_that_names_other_files_is_not_believed(string listed)
    {
        var outside = Path.Combine(_folder, "outside.yaml");
        await File.WriteAllTextAsync(outside, "mine");
        Directory.CreateDirectory(Out);
        await File.WriteAllTextAsync(Path.Combine(Out, Listing), new JsonObject { ["apiVersion"] = Version, ["files"] = new JsonObject { [listed] = "x" } }.ToJsonString());
        await Assert.ThrowsAsync<KfTenantsException>(() => WriteAsync(("a.yaml", "1")));
        Assert.Equal("mine", await File.ReadAllTextAsync(outside));
    }

    [Fact]
    public async Task A_folder_that_is_a_link_is_not_followed()
    {
        await WriteAsync(("tenants/a.yaml", "1"));
        var elsewhere = Path.Combine(_folder, "elsewhere");
        Directory.Move(Path.Combine(Out, "tenants"), elsewhere);
        Directory.CreateSymbolicLink(Path.Combine(Out, "tenants"), elsewhere);
        await Assert.ThrowsAsync<KfTenantsException>(() => WriteAsync(("a.yaml", "1")));
        Assert.True(File.Exists(Path.Combine(elsewhere, "a.yaml")));
    }

    [Theory]
    [InlineData("text.txt", "x")]
    [InlineData(Listing, "no json")]
    [InlineData(Listing, """{"apiVersion": "kftenants.io/other/v1", "files": {}}""")]
    public async Task A_directory_with_something_else_is_left_alone(string file, string text)
    {
        Directory.CreateDirectory(Out);
        await File.WriteAllTextAsync(Path.Combine(Out, file), text);
        await Assert.ThrowsAsync<KfTenantsException>(() => WriteAsync(("a.yaml", "1")));
        Assert.Equal([file], Files());
    }

    [Fact]
    public async Task What_a_stopped_run_left_says_so_and_is_taken_on()
    {
        await WriteAsync(("a.yaml", "1"), ("b.yaml", "1"));

        // A directory in the place of a file: the write fails half-way.
        File.Delete(Path.Combine(Out, "b.yaml"));
        Directory.CreateDirectory(Path.Combine(Out, "b.yaml"));
        await Assert.ThrowsAsync<KfTenantsException>(() => WriteAsync(("a.yaml", "2"), ("b.yaml", "2"), ("c.yaml", "2")));
        var left = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Out, Listing)))!;
        Assert.True(left["unfinished"]!.GetValue<bool>());
        Assert.Equal(["a.yaml", "b.yaml", "c.yaml"], left["files"]!.AsObject().Select(f => f.Key));

        Directory.Delete(Path.Combine(Out, "b.yaml"));
        await WriteAsync(("c.yaml", "3"));
        Assert.Equal(["c.yaml", Listing], Files());
    }

    private async Task WriteAsync(params (string Path, string Text)[] files)
    {
        var map = files.ToImmutableSortedDictionary(f => f.Path, f => f.Text, StringComparer.Ordinal);
        var folder = await OutputFolder.OpenAsync(Out, "out", Listing, Version, isPrivate: false, CancellationToken.None);
        await folder.WriteAsync(
            map, new JsonObject { ["apiVersion"] = Version, ["files"] = new JsonObject(map.Keys.Select(k => KeyValuePair.Create(k, (JsonNode?)"x"))) }, CancellationToken.None);
    }

    private string[] Files() =>
        [.. Directory.EnumerateFiles(Out, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Out, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];
}
