using DiffPlex;
using DiffPlex.Chunkers;
using DiffPlex.Model;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>A text before and after as a unified diff (GNU diff -u): what differs, with three lines around it.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    public static StyledText Of(TextChange change)
    {
        var diff = Differ.Instance.CreateDiffs(change.Before, change.After, ignoreWhiteSpace: false, ignoreCase: false, LineChunker.Instance);
        var text = new StyledText();
        if (diff.DiffBlocks.Count == 0)
        {
            return text;
        }

        text.Line($"--- {change.Name}").Line($"+++ {change.Name}");
        var hunk = new List<DiffBlock>();
        foreach (var block in diff.DiffBlocks)
        {
            if (hunk is [.., var last] && block.DeleteStartA - (last.DeleteStartA + last.DeleteCountA) > 2 * Context)
            {
                AddTo(text, diff, hunk);
                hunk.Clear();
            }

            hunk.Add(block);
        }

        AddTo(text, diff, hunk);
        return text;
    }

    private static void AddTo(StyledText text, DiffResult diff, List<DiffBlock> hunk)
    {
        var (old, now) = (diff.PiecesOld, diff.PiecesNew);
        var from = Math.Max(0, hunk[0].DeleteStartA - Context);
        var to = Math.Min(old.Count, hunk[^1].DeleteStartA + hunk[^1].DeleteCountA + Context);
        var shift = hunk[0].InsertStartB - hunk[0].DeleteStartA;
        var count = to - from + hunk.Sum(b => b.InsertCountB - b.DeleteCountA);
        text.Line($"@@ -{from + 1},{to - from} +{from + shift + 1},{count} @@");
        var at = from;
        foreach (var block in hunk)
        {
            Lines(" ", old, at, block.DeleteStartA);
            Lines("-", old, block.DeleteStartA, block.DeleteStartA + block.DeleteCountA);
            Lines("+", now, block.InsertStartB, block.InsertStartB + block.InsertCountB);
            at = block.DeleteStartA + block.DeleteCountA;
        }

        Lines(" ", old, at, to);

        void Lines(string symbol, IReadOnlyList<string> pieces, int first, int end)
        {
            for (var i = first; i < end; i++)
            {
                text.Line(symbol + pieces[i]);
            }
        }
    }
}
