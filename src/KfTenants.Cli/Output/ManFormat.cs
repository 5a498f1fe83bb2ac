using System.Text;

namespace KfTenants.Cli.Output;

/// <summary><c>man</c>: the help as a manual page (man-pages(7), in the macros of man(7)).</summary>
internal static class ManFormat
{
    public static readonly OutputFormat Format = new("man") { Help = Of };

    private static readonly (string Name, string Meaning)[] Environment =
    [
        ("KFTENANTS_CLUSTER_DIR", "A directory of manifests as a simulated cluster, unless the command line names a cluster."),
        ("KUBECONFIG", "The kubeconfig files, merged as kubectl merges them."),
        ("K8S_API_SERVER, K8S_SERVICE_ACCOUNT_TOKEN, K8S_CA_CERT", "The address of an API server, a token for it, and the file with its authority's certificate."),
        ("NO_COLOR, FORCE_COLOR", "No colour; colour without a terminal."),
    ];

    private static RawText Of(HelpAnswer answer)
    {
        var page = answer.Page;
        var text = new StringBuilder();
        text.Append($".TH {Title(page).ToUpperInvariant()} 1 \"\" \"{Escaped(VersionAction.Tool)}\" \"kftenants manual\"\n");
        Heading(text, "NAME").Append($"{Escaped(Title(page))} \\- {Escaped(Summary(page.Description))}\n");
        Heading(text, "SYNOPSIS").Append($".B {Escaped(page.Usage)}\n");
        Heading(text, "DESCRIPTION").Append(Line(page.Description));
        foreach (var section in page.Sections)
        {
            Heading(text, section.Heading.ToUpperInvariant());
            foreach (var row in section.Rows)
            {
                text.Append($".TP\n{Name(row)}\n{Line(row.Description)}");
            }
        }

        if (page.Name is null)
        {
            Heading(text, "ENVIRONMENT");
            foreach (var (name, meaning) in Environment)
            {
                text.Append($".TP\n.B {Escaped(name)}\n{Line(meaning)}");
            }

            Heading(text, "EXIT STATUS");
            foreach (var code in ExitCode.All)
            {
                text.Append($".TP\n.B {code.Number} {code.Word}\n{Line(code.Meaning)}");
            }
        }

        if (!page.Examples.IsEmpty)
        {
            Heading(text, "EXAMPLES");
            foreach (var example in page.Examples)
            {
                text.Append($".TP\n.B {Escaped(example.Words)}\n{Line(example.Purpose)}");
            }
        }

        Heading(text, "SEE ALSO");
        string[] others = page.Name is null ? [.. page.Commands.Select(Title)] : ["kftenants"];
        text.AppendJoin('\n', others.Select((o, i) => $".BR {Escaped(o)} (1){(i < others.Length - 1 ? "," : "")}")).Append('\n');
        return new RawText(text.ToString());
    }

    private static string Title(HelpPage page) => page.Name is null ? "kftenants" : $"kftenants-{page.Name}";

    // whatis(1) shows it: the first sentence, without its full stop.
    private static string Summary(string description) => description.Split(". ")[0].TrimEnd('.');

    private static string Name(HelpRow row) => row.IsCommand
        ? $".BR {Escaped("kftenants-" + row.Name)} (1)"
        : $".B {Escaped((row.Short is null ? "" : row.Short + ", ") + row.Name)}{(row.Value is null ? "" : $" \\fI{Escaped(row.Value)}\\fR")}";

    private static StringBuilder Heading(StringBuilder text, string heading) => text.Append($".SH {Escaped(heading)}\n");

    // A full stop or an apostrophe at the beginning of a line would be a command of roff.
    private static string Line(string text) => Escaped(text) is var line && line is ['.' or '\'', ..] ? $"\\&{line}\n" : line + "\n";

    private static string Escaped(string text) => text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
}
