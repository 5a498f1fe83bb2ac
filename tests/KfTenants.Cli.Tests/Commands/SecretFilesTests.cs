using System.Diagnostics;
using KfTenants.Cli.Commands;

namespace KfTenants.Cli.Tests.Commands;

/// <summary>Which files a login may read: the author of the tenants file names them, and must neither hang the run nor read what is not below the directory.</summary>
public sealed class SecretFilesTests : IDisposable
{
    private readonly string _here = Directory.CreateTempSubdirectory("kftenants-secrets-").FullName;

    public void Dispose() => Directory.Delete(_here, recursive: true);

    [Fact]
    public async Task A_regular_file_is_read_without_the_line_end_of_the_editor()
    {
        Assert.Equal("a b ", await ReadAsync(Write("one", "a b \r\n")));
        Assert.Equal(new string('x', SecretFiles.MaxBytes), await ReadAsync(Write("largest", new string('x', SecretFiles.MaxBytes))));
    }

    [Fact]
    public async Task What_is_no_small_regular_text_is_not_read()
    {
        Assert.Null(await ReadAsync(Write("empty", "")));
        Assert.Null(await ReadAsync(Write("large", new string('x', SecretFiles.MaxBytes + 1))));
        Assert.Null(await ReadAsync(Path.Combine(_here, "missing")));
        Assert.Null(await ReadAsync(_here));
        var binary = Path.Combine(_here, "binary");
        await File.WriteAllBytesAsync(binary, [0xC3, 0x28]);
        Assert.Null(await ReadAsync(binary));
    }

    [Fact]
    public async Task Nothing_that_does_not_end_is_opened()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var pipe = Path.Combine(_here, "pipe");
        using (var make = Process.Start("mkfifo", [pipe]))
        {
            await make.WaitForExitAsync();
        }

        Assert.Null(await ReadAsync(pipe).WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Null(await ReadAsync("/dev/zero").WaitAsync(TimeSpan.FromSeconds(10)));
        Link("circle", Path.Combine(_here, "circle"));
        Assert.Null(await ReadAsync(Path.Combine(_here, "circle")));
    }

    [Fact]
    public void Below_is_where_all_links_lead()
    {
        var root = Directory.CreateDirectory(Path.Combine(_here, "root")).FullName;
        Directory.CreateDirectory(Path.Combine(root, "..data"));
        Write("root/..data/inside", "x");
        Write("outside", "x");
        Write("root-too", "x");
        Link("root/of-a-mount", "..data/inside");
        Link("root/out", "../outside");
        Link("root/up", "..");
        Link("root/absolute", Path.Combine(_here, "outside"));
        Link("also-root", "root");

        Assert.True(SecretFiles.IsBelow(root, Path.Combine(root, "of-a-mount")));
        Assert.True(SecretFiles.IsBelow(Path.Combine(_here, "also-root"), Path.Combine(root, "of-a-mount")));
        Assert.True(SecretFiles.IsBelow(root, Path.Combine(root, "missing")));
        Assert.False(SecretFiles.IsBelow(root, Path.Combine(root, "out")));
        Assert.False(SecretFiles.IsBelow(root, Path.Combine(root, "absolute")));
        Assert.False(SecretFiles.IsBelow(root, Path.Combine(root, "up", "outside")));
        Assert.False(SecretFiles.IsBelow(root, Path.Combine(_here, "root-too")));
        Assert.False(SecretFiles.IsBelow(root, root));
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite, false)]
    [InlineData(UnixFileMode.UserRead, false)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupRead, true)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherRead, true)]
    public void A_file_that_others_can_read_is_known_by_its_mode(UnixFileMode mode, bool isOpen)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var path = Write("mode", "secret");
        File.SetUnixFileMode(path, mode);
        Assert.Equal(isOpen, SecretFiles.IsOpenToOthers(path));
    }

    private static Task<string?> ReadAsync(string path) => SecretFiles.ReadAsync(path, "name", SecretFiles.MaxBytes, CancellationToken.None);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_here, name);
        File.WriteAllText(path, text);
        return path;
    }

    private void Link(string name, string target) => File.CreateSymbolicLink(Path.Combine(_here, name), target);
}
