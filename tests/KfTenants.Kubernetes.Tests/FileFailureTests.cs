namespace KfTenants.Kubernetes;

public sealed class FileFailureTests
{
    public static TheoryData<string, Exception> Failures => new()
    {
        { "permission denied", new UnauthorizedAccessException("Access to the path '/x' is denied.") },
        { "its directory does not exist", new DirectoryNotFoundException("Could not find a part of the path '/x'.") },
        { "it does not exist", new FileNotFoundException("Could not find file '/x'.") },
        { "no space left on the device", new IOException("No space left on device : '/x'", 28) },
        { "no space left on the device", new IOException("There is not enough space on the disk.", unchecked((int)0x80070070)) },
        { "the file system is read-only", new IOException("Read-only file system : '/x'", 30) },
        { "the system refuses (error 99)", new IOException("Cannot assign requested address : '/x'", 99) },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failure_has_words_of_its_own(string expected, Exception failure) => Assert.Equal(expected, FileFailure.Of(failure));

    [Fact]
    public async Task The_runtime_says_them_so()
    {
        var file = Path.GetTempFileName();
        var below = await Record.ExceptionAsync(() => File.WriteAllTextAsync(Path.Combine(file, "below"), ""));
        var beside = await Record.ExceptionAsync(() => File.WriteAllTextAsync(Path.Combine(file + "-nowhere", "below"), ""));
        File.Delete(file);

        Assert.Contains(FileFailure.Of(below), (string[])["a part of its path is no directory", "its directory does not exist"]);
        Assert.Equal("its directory does not exist", FileFailure.Of(beside));
    }
}
