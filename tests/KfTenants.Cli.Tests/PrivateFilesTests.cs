namespace KfTenants.Cli.Tests;

/// <summary>Files with tokens: who may read them, and what becomes of a file that is there.</summary>
public sealed class PrivateFilesTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _here = Directory.CreateTempSubdirectory("kftenants-private-").FullName;

    public void Dispose() => Directory.Delete(_here, recursive: true);

    [Fact]
    public async Task A_file_and_the_directories_that_are_made_for_it_are_of_its_owner_alone()
    {
        var path = Path.Combine(_here, "a", "b", "token");
        await PrivateFiles.WriteAsync(path, "token", "secret", force: false, default);
        Assert.Equal("secret", await File.ReadAllTextAsync(path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(Private, File.GetUnixFileMode(path));
            Assert.Equal(Private | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
        }

        await PrivateFiles.WriteAsync(path, "token", "other", force: false, default);
        Assert.Equal("other", await File.ReadAllTextAsync(path));
        Assert.Equal(["token"], Directory.GetFiles(Path.GetDirectoryName(path)!).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public async Task A_file_that_others_may_read_or_write_is_refused_and_with_force_replaced(UnixFileMode more)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var path = Path.Combine(_here, "token");
        await File.WriteAllTextAsync(path, "before");
        File.SetUnixFileMode(path, Private | more);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => PrivateFiles.WriteAsync(path, "token", "secret", force: false, default));
        Assert.Equal(ExitCode.Guarded, refused.Code);
        Assert.Equal("before", await File.ReadAllTextAsync(path));
        await PrivateFiles.WriteAsync(path, "token", "secret", force: true, default);
        Assert.Equal((Private, "secret"), (File.GetUnixFileMode(path), await File.ReadAllTextAsync(path)));
    }

    [Fact]
    public async Task A_link_does_not_decide_where_a_token_goes_but_a_kubeconfig_is_edited_where_it_is()
    {
        var (path, link) = (Path.Combine(_here, "real"), Path.Combine(_here, "link"));
        await PrivateFiles.WriteAsync(path, "real", "before", force: false, default);
        File.CreateSymbolicLink(link, path);
        await PrivateFiles.EditAsync(link, "link", text => text + " and after", force: false, TimeProvider.System, default);
        Assert.Equal("before and after", await File.ReadAllTextAsync(path));
        Assert.NotNull(new FileInfo(link).LinkTarget);
        await PrivateFiles.WriteAsync(link, "link", "token", force: false, default);
        Assert.Equal("before and after", await File.ReadAllTextAsync(path));
        Assert.Null(new FileInfo(link).LinkTarget);
    }

    [Fact]
    public async Task A_kubeconfig_is_edited_under_the_lock_that_kubectl_takes()
    {
        var path = Path.Combine(_here, "config");
        await PrivateFiles.EditAsync(path, "config", text =>
        {
            Assert.Equal("", text);
            Assert.True(File.Exists(path + ".lock"));
            return "one";
        }, force: false, TimeProvider.System, default);
        Assert.False(File.Exists(path + ".lock"));
        await Assert.ThrowsAsync<KfTenantsException>(() => PrivateFiles.EditAsync(
            path, "config", _ => throw new KfTenantsException("no"), force: false, TimeProvider.System, default));
        Assert.False(File.Exists(path + ".lock"));
        Assert.Equal("one", await File.ReadAllTextAsync(path));
    }

    [Fact]
    public async Task A_kubeconfig_that_is_locked_is_waited_for_and_left_alone()
    {
        var path = Path.Combine(_here, "config");
        await File.WriteAllTextAsync(path + ".lock", "");
        var failed = await Assert.ThrowsAsync<KfTenantsException>(() => PrivateFiles.EditAsync(path, "config", _ => "one", force: false, new Hasty(), default));
        Assert.StartsWith("config.lock: another program has locked", failed.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(path + ".lock"));
        Assert.False(File.Exists(path));
    }

    /// <summary>Each look at the clock is a second later.</summary>
    private sealed class Hasty : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks += TimeSpan.TicksPerSecond * 4;
    }
}
