namespace KfTenants.Cli;

/// <summary>Follows links without opening anything.</summary>
internal static class RealPath
{
    // As Linux: more are taken for a circle (MAXSYMLINKS).
    private const int MostLinks = 40;

    /// <summary>Where a path leads when every link on the way is followed; null when they go in a circle. What does not exist is no link.</summary>
    public static string? Of(string path)
    {
        var real = Path.GetPathRoot(path)!;
        var ahead = new Stack<string>();
        Push(ahead, path[real.Length..]);
        for (var links = 0; ahead.TryPop(out var name);)
        {
            if (name == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = Path.Combine(real, name);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
            {
                return null;
            }

            var root = Path.GetPathRoot(target) ?? "";
            real = root.Length > 0 ? root : real;
            Push(ahead, target[root.Length..]);
        }

        return real;
    }

    private static void Push(Stack<string> ahead, string path)
    {
        foreach (var name in path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar]).Where(n => n is not ("" or ".")).Reverse())
        {
            ahead.Push(name);
        }
    }
}
