using System.Text;
using KfTenants.Cli.Commands;
using KfTenants.Yaml;

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
    public async Task Standard_input_is_a_document_and_read_once()
    {
        Write("-", "a file of that name");
        Write("users.yaml", "users");

        var terminal = new TestTerminal { Directory = _folder, Input = "tenants" }.Value;
        var documents = await DocumentFile.ReadAsync(["-", "users.yaml", "-", "./-"], terminal, CancellationToken.None);
        Assert.Equal(
            [("standard input", "tenants"), ("users.yaml", "users"), ("./-", "a file of that name")],
            documents.Select(d => (d.Name, Encoding.UTF8.GetString([.. d.Bytes]))));
    }

    [Fact]
    public async Task Standard_input_without_an_end_is_read_to_the_limit()
    {
        var terminal = new TestTerminal().Value with { OpenInput = () => new Endless() };
        var document = Assert.Single(await DocumentFile.ReadAsync(["-"], terminal, CancellationToken.None));
        Assert.Equal(YamlLimits.TenantsFile.Size + 1, document.Bytes.Length);
    }

    [Fact]
    public async Task Standard_input_that_says_nothing_is_given_up_when_the_run_is_interrupted()
    {
        using var interruption = new CancellationTokenSource();
        using var silence = new SemaphoreSlim(0);
        var terminal = new TestTerminal().Value with
        {
            OpenInput = () =>
            {
                interruption.Cancel();
                silence.Wait(TimeSpan.FromSeconds(20));
                return Stream.Null;
            },
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DocumentFile.ReadAsync(["-"], terminal, interruption.Token));
        silence.Release();
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

    private sealed class Endless : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(buffer.Length);
    }
}
