namespace KfTenants.Cli.Tests;

public sealed class TextFilesTests : IDisposable
{
    private readonly string _here = Directory.CreateTempSubdirectory("kftenants-files-").FullName;

    public void Dispose() => Directory.Delete(_here, recursive: true);

    [Fact]
    public async Task A_written_file_is_a_new_one_for_this_user_alone()
    {
        var path = Path.Combine(_here, "plan.json");
        await File.WriteAllTextAsync(path, "old");
        using var reader = new StreamReader(path);

        await WriteAsync("plan.json", "new");

        Assert.Equal("new", await File.ReadAllTextAsync(path));
        Assert.Equal("old", await reader.ReadToEndAsync());
        Assert.Equal(["plan.json"], Names());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public async Task A_link_in_the_place_of_the_file_is_replaced_and_not_followed()
    {
        var elsewhere = Path.Combine(_here, "elsewhere");
        await File.WriteAllTextAsync(elsewhere, "theirs");
        File.CreateSymbolicLink(Path.Combine(_here, "plan.json"), elsewhere);

        await WriteAsync("plan.json", "new");

        Assert.Equal("theirs", await File.ReadAllTextAsync(elsewhere));
        Assert.Equal("new", await File.ReadAllTextAsync(Path.Combine(_here, "plan.json")));
        Assert.Null(new FileInfo(Path.Combine(_here, "plan.json")).LinkTarget);
    }

    [Fact]
    public async Task What_cannot_be_written_leaves_nothing_behind()
    {
        Directory.CreateDirectory(Path.Combine(_here, "folder"));
        await Assert.ThrowsAsync<KfTenantsException>(() => WriteAsync("folder", "x"));
        await Assert.ThrowsAsync<KfTenantsException>(() => WriteAsync("missing/plan.json", "x"));
        var stopped = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TextFiles.WriteAsync(Path.Combine(_here, "plan.json"), "plan.json", "x", stopped));
        Assert.Equal(["folder"], Names());
        if (!OperatingSystem.IsWindows())
        {
            var refused = await Assert.ThrowsAsync<KfTenantsException>(() => TextFiles.WriteAsync("/dev/stdout", "/dev/stdout", "x", CancellationToken.None));
            Assert.Equal("/dev/stdout: cannot be written: /dev is no place for files; without a path the answer goes to standard output", refused.Message);
        }
    }

    private Task WriteAsync(string name, string text) => TextFiles.WriteAsync(Path.Combine(_here, name), name, text, CancellationToken.None);

    private string[] Names() => [.. Directory.EnumerateFileSystemEntries(_here).Select(e => Path.GetFileName(e))];
}
