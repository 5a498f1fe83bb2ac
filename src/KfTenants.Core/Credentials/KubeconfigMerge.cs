using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using KfTenants.Diagnostics;
using KfTenants.Yaml;

namespace KfTenants.Credentials;

/// <summary>
/// Puts the entries of one kubeconfig into another's text: ours replaced or added line by line, every other line as it is, with its comments and keys that no
/// one here knows. The result is read again and compared with what is meant, so that a text that is written in another way is refused and never damaged.
/// </summary>
public static class KubeconfigMerge
{
    private const string Elsewhere = "write a file of its own, and name both in KUBECONFIG";

    /// <param name="file">For messages.</param>
    /// <param name="use">The context becomes the current one; it does so anyway where there is none.</param>
    /// <param name="problem">Why it is left as it is: begins with the file.</param>
    public static bool TryApply(
        string file, string text, HandedKubeconfig added, bool use, [NotNullWhen(true)] out string? merged, [NotNullWhen(false)] out string? problem)
    {
        merged = null;
        if (!TryParse(file, text, out var before, out problem))
        {
            return false;
        }

        if (before.Entries.IsEmpty)
        {
            merged = added.ToYaml();
            return true;
        }

        var meant = (JsonObject)before.ToJson()!;
        var result = text.Length == 0 || text.EndsWith('\n') ? text : text + "\n";
        var known = Find(before.List("clusters"), added.Cluster);
        if (known is not null && known.Map("cluster").Text("server")?.Text is var server && !SameServer(server, added.Server))
        {
            problem = $"{file}: has a cluster {QuotedText.Of(added.Cluster)} already, which is another server" +
                $"{(server is null ? "" : $" ({server})")}; name yours with --cluster-name";
            return false;
        }

        foreach (var (list, item) in new[] { ("clusters", known is null ? added.ClusterEntry : null), ("contexts", added.ContextEntry), ("users", added.UserEntry) })
        {
            if (item is null)
            {
                continue;
            }

            if (!TryParse(file, result, out var root, out _) || Put(result, root, list, item) is not { } next)
            {
                problem = $"{file}: \"{list}\" is written in a way that cannot be edited line by line, and is left as it is; {Elsewhere}";
                return false;
            }

            result = next;
            Put(meant, list, item);
        }

        if (use || before.Text("current-context") is not { Text.Length: > 0 })
        {
            if (!TryParse(file, result, out var root, out _))
            {
                problem = Unsafe(file);
                return false;
            }

            result = SetCurrent(result, root, added.Context);
            meant["current-context"] = added.Context;
        }

        if (!TryParse(file, result, out var after, out _) || !JsonNode.DeepEquals(after.ToJson(), meant))
        {
            problem = Unsafe(file);
            return false;
        }

        merged = result;
        return true;
    }

    private static string Unsafe(string file) => $"{file}: cannot be edited without a risk for what else is in it, and is left as it is; {Elsewhere}";

    /// <param name="root">Of an empty text a map without entries.</param>
    private static bool TryParse(string file, string text, [NotNullWhen(true)] out YamlNode.Mapping? root, [NotNullWhen(false)] out string? problem)
    {
        (root, problem) = (null, null);
        if (!YamlReader.Read(file, text, YamlDialect.Kubeconfig).TryGet(out var documents, out var errors))
        {
            problem = $"{errors[0].Location}: {YamlReader.ReasonOf(errors[0])}; it is left as it is";
            return false;
        }

        if (documents is [{ RepeatedKeys.IsEmpty: false }, ..])
        {
            problem = $"{file}: has a key twice, and is left as it is; {Elsewhere}";
            return false;
        }

        root = (documents is [var first, ..] ? first.Root : null) switch
        {
            YamlNode.Mapping map => map,
            null or YamlNode.Scalar { Kind: ScalarKind.Null } => new YamlNode.Mapping([], new SourceLocation(file, 1, 1)),
            _ => null,
        };
        problem = root is null ? $"{file}: is not a kubeconfig, and is left as it is" : null;
        return root is not null;
    }

    private static string? Put(string text, YamlNode.Mapping root, string list, JsonObject item)
    {
        List<string> lines = [.. text[..^1].Split('\n')];
        if (!root.TryGet(list, out var entry))
        {
            lines.AddRange([$"{list}:", .. ItemLines(item, 0)]);
            return Joined(lines);
        }

        var keyLine = entry.KeyLocation.Line - 1;
        if (entry.Value is YamlNode.Scalar { Kind: ScalarKind.Null } or YamlNode.Sequence { Items.IsEmpty: true })
        {
            // An empty list on the line of its key, and nothing else there.
            if (entry.KeyLocation.Column != 1 || lines[keyLine].Trim().Replace(" ", "", StringComparison.Ordinal) is var bare && bare != $"{list}:" && bare != $"{list}:[]" &&
                bare != $"{list}:null")
            {
                return null;
            }

            lines[keyLine] = $"{list}:";
            lines.InsertRange(keyLine + 1, ItemLines(item, 0));
            return Joined(lines);
        }

        if (entry.Value is not YamlNode.Sequence { Items: var items } || items.Any(i => i is not YamlNode.Mapping) || DashOf(lines, items[^1]) is not { } last)
        {
            return null;
        }

        if (Find(root.List(list), (string)item["name"]!) is not { } present)
        {
            lines.InsertRange(EndOf(lines, last), ItemLines(item, last.Column));
            return Joined(lines);
        }

        if (DashOf(lines, present) is not { } place)
        {
            return null;
        }

        var end = EndOf(lines, place);
        lines.RemoveRange(place.Line, end - place.Line);
        lines.InsertRange(place.Line, ItemLines(item, place.Column));
        return Joined(lines);
    }

    private static void Put(JsonObject root, string list, JsonObject item)
    {
        if (root[list] is not JsonArray items)
        {
            root[list] = items = [];
        }

        var name = (string)item["name"]!;
        for (var i = 0; i < items.Count; i++)
        {
            if ((string?)items[i]?["name"] == name)
            {
                items[i] = item.DeepClone();
                return;
            }
        }

        items.Add(item.DeepClone());
    }

    private static string SetCurrent(string text, YamlNode.Mapping root, string context)
    {
        List<string> lines = [.. text[..^1].Split('\n')];
        var line = $"current-context: {PlainYaml.Scalar(context)}";
        if (root.TryGet("current-context", out var entry))
        {
            lines[entry.KeyLocation.Line - 1] = line;
        }
        else
        {
            lines.Add(line);
        }

        return Joined(lines);
    }

    private static YamlNode.Mapping? Find(YamlNode.Sequence? list, string name) => list.Maps().FirstOrDefault(m => m.AnyText("name")?.Text == name);

    /// <summary>Where the dash of an item is, from 0; null when it has none.</summary>
    private static (int Line, int Column)? DashOf(List<string> lines, YamlNode item)
    {
        var line = item.Location.Line - 1;
        var before = lines[line][..Math.Min(item.Location.Column - 1, lines[line].Length)];
        return before.TrimEnd() is { Length: > 0 } dash && dash.TrimStart() == "-" ? (line, dash.Length - 1) : null;
    }

    /// <summary>The line behind an item, without the blank lines and comments that may belong to the next.</summary>
    private static int EndOf(List<string> lines, (int Line, int Column) dash)
    {
        var end = dash.Line + 1;
        for (var i = end; i < lines.Count; i++)
        {
            var text = lines[i].TrimEnd();
            var indent = text.Length - text.TrimStart().Length;
            if (text.Length == 0 || (text[indent] == '#' && indent <= dash.Column))
            {
                continue;
            }

            if (indent <= dash.Column)
            {
                break;
            }

            end = i + 1;
        }

        return end;
    }

    private static string[] ItemLines(JsonObject item, int indent) => PlainYaml.Item(item, indent).TrimEnd('\n').Split('\n');

    private static string Joined(List<string> lines) => string.Join('\n', lines) + "\n";

    private static bool SameServer(string? one, string other) => one?.TrimEnd('/') == other.TrimEnd('/');
}
