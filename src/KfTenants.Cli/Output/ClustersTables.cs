using KfTenants.Cli.Output.Html;

namespace KfTenants.Cli.Output;

/// <summary>Several clusters in the formats of tables and pages.</summary>
internal static class ClustersTables
{
    // For what stands behind the parts of a comment.
    private const int EndLength = 1500;

    /// <summary>The rows of all, each with its cluster; a cluster without an answer has a row where the table has a place for its problem.</summary>
    public static CsvText Csv(RenderedClusters answer)
    {
        CsvText[] tables = [.. answer.Parts.Select(p => p.Rendering).OfType<CsvText>()];
        if (tables.Length == 0)
        {
            return answer.Parts.Aggregate(new CsvText("cluster", "row", "message"), (table, p) => table.Row(p.Name, "problem", ProblemOf(p)));
        }

        // A table of people and tenants has other columns in each cluster.
        (string Name, int Number)[] columns = [.. tables.SelectMany(ColumnsOf).Distinct()];
        var names = Array.ConvertAll(columns, c => c.Name);
        var joined = new CsvText([CsvText.Cluster, .. names]);
        foreach (var part in answer.Parts)
        {
            if (part.Rendering is CsvText table)
            {
                var own = ColumnsOf(table);
                int[] places = [.. columns.Select(c => Array.IndexOf(own, c))];
                var first = table.Header.Length - own.Length;
                foreach (var row in table.Rows)
                {
                    joined.Row([part.Name, .. places.Select(i => i < 0 ? null : row[first + i])]);
                }
            }

            if (part.Failure is not null && Array.Find(names, c => c is "note" or "message") is { } note && names.Contains("row"))
            {
                joined.Row([part.Name, .. names.Select(c => c == "row" ? "problem" : c == note ? ProblemOf(part) : null)]);
            }
        }

        return joined;
    }

    // Without the one for the cluster. A tenant may be called as a column is: the number tells them apart.
    private static (string Name, int Number)[] ColumnsOf(CsvText table)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. table.Header.Skip(table.Header[0] == CsvText.Cluster ? 1 : 0).Select(name => (name, seen[name] = seen.GetValueOrDefault(name) + 1))];
    }

    /// <summary>The samples of all under each metric, and which clusters gave an answer: of the others there are no samples.</summary>
    public static PrometheusText Metrics(RenderedClusters answer) => PrometheusText.Joined(answer.Parts.Select(p => p.Rendering).OfType<PrometheusText>())
        .Gauge("kftenants_cluster_answered", "1 for a cluster that the last run had an answer of.",
            answer.Parts.Select(p => (((string, string)[])[("set", answer.Set), ("cluster", p.Name)], p.Rendering is null ? 0.0 : 1.0)));

    /// <summary>One comment: what became of each cluster, then each of them, as far as there is room.</summary>
    public static MarkdownText Markdown(RenderedClusters answer)
    {
        var text = new MarkdownText();
        string[] parts = [.. answer.Parts.Select(p => p.Rendering?.ToString() ?? "")];

        // The marker is the comment's, and stands once, in front.
        var marker = parts.Select(p => p.Split('\n')[0]).FirstOrDefault(l => l.StartsWith("<!--", StringComparison.Ordinal));
        if (marker is not null)
        {
            text.Line(marker);
        }

        text.Line($"### {Words.Count(parts.Length, "cluster")} of set {MarkdownText.Code(answer.Set)}").Line();
        text.Line("| cluster | ended with | |").Line("|---|---|---|");
        foreach (var part in answer.Parts)
        {
            text.Line($"| {MarkdownText.Code(part.Name)} | {part.Code.Word} | {MarkdownText.Code(part.Summary)} |");
        }

        text.Line();
        var left = new List<string>();
        foreach (var (part, told) in answer.Parts.Zip(parts))
        {
            var section = Section(part, told);
            if (text.Length + section.Length > MarkdownComment.MostCharacters - EndLength)
            {
                left.Add(part.Name);
            }
            else
            {
                text.Add(section);
            }
        }

        if (left.Count > 0)
        {
            text.Line($"**Not shown here, because a comment holds no more:** {MarkdownText.Code(Diagnostics.NameList.Of([.. left], 10))}. The text has them.").Line();
        }

        if (answer.Checksum is { } sum)
        {
            text.Line($"Checksum of all clusters: {MarkdownText.Code(sum)}");
        }

        return answer.Next is { } next ? text.Line().Line($"Next: {MarkdownText.Code(next)}") : text;
    }

    /// <summary>One page with the text of each; filters and pictures are on the page of one cluster.</summary>
    public static HtmlPage Html(RenderedClusters answer)
    {
        var body = new HtmlText().Ours("<header>\n").Open("h1").Text($"{Words.Count(answer.Parts.Length, "cluster")} of set ").Element("code", answer.Set).Close("h1").EndLine();
        body.Element("p", answer.Summary, ("class", "numbers")).EndLine();
        if (answer.Checksum is { } sum)
        {
            body.Ours("<dl>").Element("dt", "checksum").Open("dd").Element("code", sum).Close("dd").Ours("</dl>\n");
        }

        body.Ours("</header>\n<main>\n");
        foreach (var part in answer.Parts)
        {
            body.Open("section", ("class", part.Failure is null ? null : "call refused")).Element("h2", $"{part.Name}: {part.Summary}").EndLine();
            body.Lines(part.Text ?? new StyledText());
            if (part.Failure is { } failure)
            {
                body.Lines(failure.ToText());
            }

            body.Ours("</section>\n");
        }

        body.Ours("</main>\n").Element("footer", $"Ended at {Kube.Times.Seconds(answer.At)}.").EndLine();
        return new HtmlPage($"{Words.Count(answer.Parts.Length, "cluster")} of set {answer.Set}", body);
    }

    private static MarkdownText Section(RenderedCluster part, string told)
    {
        var section = new MarkdownText();
        if (told.Length > 0)
        {
            section.Line(told.StartsWith("<!--", StringComparison.Ordinal) ? told[(told.IndexOf('\n', StringComparison.Ordinal) + 1)..] : told);
        }

        if (part.Failure is { } failure)
        {
            section.Line($"### Cluster {MarkdownText.Code(part.Name)}").Line().Block(failure.ToText());
        }

        return section;
    }

    private static string ProblemOf(RenderedCluster part) =>
        string.Join("; ", (part.Failure?.Problems.Select(p => p.Line) ?? []).Concat(part.Failure?.Diagnostics.Select(d => d.ToString()) ?? []).DefaultIfEmpty(part.Summary));
}
