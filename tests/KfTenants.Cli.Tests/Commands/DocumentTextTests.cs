using KfTenants.Cli.Commands;

namespace KfTenants.Cli.Tests.Commands;

public sealed class DocumentTextTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_directory_gives_its_documents_in_order_and_each_once()
    {
        Write("teams/b.yaml", "b");
        Write("teams/a.yml", "a");
        Write("teams/README.md", "no");
        Write("teams/deeper/c.yaml", "no");
        Write("users.yaml", "users");

        var documents = await ReadAsync("users.yaml", "teams", "./teams/../teams/b.yaml");
        Assert.Equal([("users.yaml", "users"), ("teams/a.yml", "a"), ("teams/b.yaml", "b")], documents.Select(d => (d.Name, d.Text)));
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_with_its_name()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "empty"));
        File.WriteAllBytes(Path.Combine(_folder, "latin1.yaml"), [0x61, 0xE9, 0x62]);

        Assert.Equal("gone.yaml: no such file", (await Assert.ThrowsAsync<KfTenantsException>(() => ReadAsync("gone.yaml"))).Message);
        Assert.Equal("empty: holds no *.yaml or *.yml file", (await Assert.ThrowsAsync<KfTenantsException>(() => ReadAsync("empty"))).Message);
        Assert.Equal("latin1.yaml: is not UTF-8 text", (await Assert.ThrowsAsync<KfTenantsException>(() => ReadAsync("latin1.yaml"))).Message);
    }

    private async Task<DocumentText[]> ReadAsync(params string[] paths) =>
        [.. await DocumentText.ReadAsync([.. paths], new TestTerminal { Directory = _folder }.Value, CancellationToken.None)];

    private void Write(string path, string text)
    {
        var full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
