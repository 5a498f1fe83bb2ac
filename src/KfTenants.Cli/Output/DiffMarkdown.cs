using KfTenants.Comparison;

namespace KfTenants.Cli.Output;

/// <summary><c>markdown</c> of a diff: a comment that needs no cluster, for pull requests that may not see one.</summary>
internal static class DiffMarkdown
{
    public static MarkdownText Of(DiffAnswer answer)
    {
        var diff = answer.Diff;
        var isFiles = diff.Subject == DiffSubject.Files;
        var title = diff.To.Set is { } set ? $"### What changes in the file of set {MarkdownText.Code(set)}" : "### Difference of clusters";
        var text = new MarkdownText().Line(MarkdownComment.Marker("diff", diff.To.Set ?? DiffSubject.Clusters)).Line(title).Line()
            .Line(diff.Differs ? $"**{DiffText.Numbers(diff)}**" : DiffText.Numbers(diff)).Line();
        if (isFiles && diff is { Differs: true, Compared: true })
        {
            text.Line("No cluster was asked: this is what the files say. What a cluster has besides, and what guards say to it, only a plan knows.").Line();
        }

        return MarkdownComment.Fill(
            text,
            DiffText.People(diff),
            $"**More people gain or lose access than a comment holds.** {AccessText.Counts(diff.Access)}: read all of them in the text of this diff.",
            ChangeBlocks.Of(diff.Changes, answer.Detail, ""),
            End(answer),
            "this diff");
    }

    private static MarkdownText End(DiffAnswer answer)
    {
        var text = new MarkdownText();
        var notices = new StyledText();
        NoticeText.AddTo(notices, answer.Diff.Notices, answer.Detail);
        var besides = new MarkdownText().Block(notices);
        if (besides.Length < MarkdownComment.MostBesides())
        {
            text.Add(besides);
        }
        else
        {
            text.Line("The notices are more than a comment holds: read them in the text of this diff.").Line();
        }

        return text.Line($"{Side(answer.Diff.From)} → {Side(answer.Diff.To)}");
    }

    private static string Side(SideDocument side)
    {
        var names = MarkdownText.Code(Diagnostics.NameList.Of(side.Names, 3));
        return side.Sha256 is { } sum ? $"{names} ({MarkdownText.Code(DigestText.Short(sum))})" : names;
    }
}
