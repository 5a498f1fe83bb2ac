using System.Security.Cryptography;
using System.Text;

namespace KfTenants.Cli.Output.Html;

/// <summary>
/// One page that needs nothing else: its style and its script are in it, and its Content-Security-Policy lets exactly these two work, by their sums, and nothing be
/// loaded from anywhere.
/// </summary>
internal sealed class HtmlPage(string title, HtmlText body) : IRendering
{
    private static readonly Lazy<string> Style = new(() => Resource("page.css"));
    private static readonly Lazy<string> Script = new(() => Resource("page.js"));

    public void WriteTo(TextWriter writer, bool colors) => writer.Write(ToString());

    public override string ToString()
    {
        var policy = $"default-src 'none'; style-src '{Sum(Style.Value)}'; script-src '{Sum(Script.Value)}'; base-uri 'none'; form-action 'none'";
        return new HtmlText()
            .Ours("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Ours($"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n")
            .Ours("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
            .Ours("<meta name=\"referrer\" content=\"no-referrer\">\n")
            .Element("title", title).EndLine()
            .Ours("<style>").Ours(Style.Value).Ours("</style>\n</head>\n<body>\n")
            .Add(body)
            .Ours("<script>").Ours(Script.Value).Ours("</script>\n</body>\n</html>\n")
            .ToString();
    }

    private static string Sum(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
