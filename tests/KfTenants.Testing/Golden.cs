using DiffPlex;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace KfTenants.Testing;

/// <summary>
/// Compares text with a golden file, in the naming of Verify: <c>NAME.verified.EXT</c> is the truth, a mismatch leaves
/// <c>NAME.received.EXT</c> beside it. <c>KFTENANTS_ACCEPT=1</c> (script/accept) rewrites the golden instead; never when CI=true.
/// </summary>
public static class Golden
{
    /// <param name="folder">Absolute folder of the golden file.</param>
    /// <param name="name">For example <c>plan.txt</c>, for <c>plan.verified.txt</c>.</param>
    /// <exception cref="GoldenMismatchException">It differs, or there is no golden file.</exception>
    public static void Match(string folder, string name, string actual)
    {
        var stem = Path.GetFileNameWithoutExtension(name);
        var extension = Path.GetExtension(name);
        Compare(Path.Combine(folder, $"{stem}.verified{extension}"), Path.Combine(folder, $"{stem}.received{extension}"), actual);
    }

    /// <summary>The same for a page of the documentation that the program writes, which has a name of its own.</summary>
    /// <exception cref="GoldenMismatchException">It differs, or there is none.</exception>
    public static void MatchPage(string page, string actual) => Compare(page, page + ".received", actual);

    private static void Compare(string verified, string received, string actual)
    {
        var expected = File.Exists(verified) ? File.ReadAllText(verified) : null;
        if (expected == actual)
        {
            File.Delete(received);
            return;
        }

        if (Environment.GetEnvironmentVariable("KFTENANTS_ACCEPT") == "1" && Environment.GetEnvironmentVariable("CI") != "true")
        {
            File.WriteAllText(verified, actual);
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, actual);
        throw new GoldenMismatchException(expected is null
            ? $"{verified} does not exist. Received:\n{actual}"
            : $"{verified} differs (run script/accept if the change is meant):\n{Draw(expected, actual)}");
    }

    private static string Draw(string expected, string actual)
    {
        var lines = new InlineDiffBuilder(new Differ()).BuildDiffModel(expected, actual).Lines;
        return string.Join('\n', lines.Where(l => l.Type != ChangeType.Unchanged).Select(l =>
            (l.Type == ChangeType.Inserted ? "+ " : "- ") + l.Text));
    }
}

public sealed class GoldenMismatchException(string message) : Exception(message);
