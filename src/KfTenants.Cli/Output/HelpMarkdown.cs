using System.Text;

namespace KfTenants.Cli.Output;

/// <summary>The help as the reference page of the documentation: of the root all commands whole, one below the other.</summary>
internal static class HelpMarkdown
{
    public static RawText Of(HelpAnswer answer)
    {
        var page = answer.Page;
        var text = new StringBuilder();
        if (page.Name is null)
        {
            text.Append("# Commands\n\nWhat `kftenants help COMMAND` prints, of every command; `kftenants help -o markdown` writes this page.\n\n");
        }

        Add(text, page);
        foreach (var command in page.Commands)
        {
            text.Append('\n');
            Add(text, command);
        }

        return new RawText(text.ToString());
    }

    private static void Add(StringBuilder text, HelpPage page)
    {
        text.Append(page.Name is null ? "" : $"## {page.Name}\n\n").Append(page.Description).Append($"\n\n```\n{page.Usage}\n```\n");
        foreach (var example in page.Examples)
        {
            text.Append(example == page.Examples[0] ? "\n" : "").Append($"- `{example.Words}`: {example.Purpose}\n");
        }

        foreach (var section in page.Sections)
        {
            text.Append($"\n| {section.Heading} | |\n|---|---|\n");
            foreach (var row in section.Rows)
            {
                text.Append($"| {Name(row)} | {Cell(row.Description)} |\n");
            }
        }
    }

    private static string Name(HelpRow row) => row.IsCommand
        ? $"[`{row.Name}`](#{row.Name})"
        : $"{(row.Short is null ? "" : $"`{row.Short}`, ")}`{row.Name}{(row.Value is null ? "" : " " + row.Value)}`";

    // Our own words: of Markdown's signs only those of a table and of HTML stand in them.
    private static string Cell(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);
}
