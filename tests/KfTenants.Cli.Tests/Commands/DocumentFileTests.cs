using System.Text;
using KfTenants.Cli.Commands;

namespace KfTenants.Cli.Tests.Commands;

public sealed class DocumentFileTests : IDisposable
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
        Assert.Equal([("users.yaml", "users"), ("teams/a.yml", "a"), ("teams/b.yaml", "b")], documents.Select(d => (d.Name, Encoding.UTF8.GetString([.. d.Bytes]))));
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_with_its_name()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "empty"));

        Assert.Equal("gone.yaml: no such file", (await Assert.ThrowsAsync<KfTenantsException>(() => ReadAsync("gone.yaml"))).Message);
        Assert.Equal("empty: holds no *.yaml or *.yml file", (await Assert.ThrowsAsync<KfTenantsException>(() => ReadAsync("empty"))).Message);
    }

    private async Task<DocumentFile[]> ReadAsync(params string[] paths) =>
        [.. await DocumentFile.ReadAsync([.. paths], new TestTerminal { Directory = _folder }.Value, CancellationToken.None)];

    private void Write(string path, string text)
    {
        var full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
