using KfTenants.Diagnostics;
using KfTenants.Resources;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>Reads texts as the files of one set, the whole way from text to TenantSet.</summary>
internal static class ReadSet
{
    public const string Header = """
        apiVersion: kftenants.io/v1
        kind: TenantSet
        metadata: {name: production}

        """;

    /// <summary>The moment of every reading.</summary>
    public static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static ParseResult<TenantSet> Of(params (string Name, string Text)[] files)
    {
        var documents = new List<YamlDocument>();
        var findings = new List<Diagnostic>();
        foreach (var (name, text) in files)
        {
            if (YamlDocument.Parse(name, text).TryGet(out var document, out var found))
            {
                documents.Add(document);
            }

            findings.AddRange(found);
        }

        if (documents.Count < files.Length)
        {
            return new ParseResult<TenantSet>(null, findings);
        }

        var read = TenantReader.Read(documents, TenantResources.Rules, Now);
        return new ParseResult<TenantSet>(read.TryGet(out var set, out _) ? set : null, findings.Concat(read.Diagnostics));
    }

    /// <summary>One file, with the header put before it (three lines).</summary>
    public static ParseResult<TenantSet> Of(string body) => Of(("tenants.yaml", Header + body));

    public static TenantSet Valid(string body) => Valid(("tenants.yaml", Header + body));

    public static TenantSet Valid(params (string Name, string Text)[] files)
    {
        var read = Of(files);
        return read.TryGet(out var set, out var findings) ? set : throw new InvalidOperationException(string.Join('\n', findings));
    }

    public static string[] Ids(this ParseResult<TenantSet> read) => [.. read.Diagnostics.Select(d => d.Id)];

    public static string Print(this ParseResult<TenantSet> read) => string.Concat(read.Diagnostics.Select(d => d + "\n"));
}
