using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Tenants.Reading;
using KfTenants.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KfTenants.Reaping;

/// <summary>
/// Changes the state of tenants in the text of a tenants file, and nothing else: comments, order, quotes, line ends and every byte between the edits
/// stay. What comes out is read back, and is only given when it says exactly what the text said before, with the edits. Pure.
/// </summary>
public sealed class StateEdits
{
    private const char ByteOrderMark = '\uFEFF';

    private readonly string _text;
    private readonly string _newLine;
    private readonly List<(int At, int Length, string Text)> _replacements = [];

    private StateEdits(string text)
    {
        _text = text;
        _newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
    }

    /// <summary>False when a person must make them: the file is written in a way that leaves no safe place for them.</summary>
    /// <param name="fileName">For the problem.</param>
    /// <param name="edits">Of entries of this text, none twice.</param>
    public static bool TryApply(
        string fileName, string text, IReadOnlyCollection<StateEdit> edits, [NotNullWhen(true)] out string? edited, [NotNullWhen(false)] out string? problem)
    {
        edited = null;
        var mark = text.StartsWith(ByteOrderMark) ? ByteOrderMark.ToString() : "";
        var body = text[mark.Length..];
        if (Root(fileName, body) is not { } before || Places(body, edits) is not { } places)
        {
            problem = Refusal(fileName, edits);
            return false;
        }

        var writer = new StateEdits(body);
        foreach (var (edit, entry) in places)
        {
            if (!writer.TryEdit(edit, entry))
            {
                problem = Refusal(fileName, [edit]);
                return false;
            }
        }

        var result = writer.Written();
        if (Root(fileName, result) is not { } after || CanonicalJson.Of(after) != CanonicalJson.Of(Expected(before, places)))
        {
            problem = Refusal(fileName, edits);
            return false;
        }

        problem = null;
        edited = mark + result;
        return true;
    }

    private static string Refusal(string fileName, IEnumerable<StateEdit> edits) =>
        $"{fileName}: cannot be edited safely, because of how it is written; change it by hand: " +
        string.Join("; ", edits.Select(e => $"{e.Tenant}: {string.Join(", ", e.Values.Select(v => $"{v.Key}: {v.Value}"))}"));

    private static List<(StateEdit Edit, TenantEntry Entry)>? Places(string text, IEnumerable<StateEdit> edits)
    {
        var byPlace = TenantEntry.In(text).Where(e => e.Find("name")?.Value is not null)
            .ToLookup(e => ((long)e.Find("name")!.Value!.Start.Line, (long)e.Find("name")!.Value!.Start.Column));
        var places = new List<(StateEdit, TenantEntry)>();
        foreach (var edit in edits)
        {
            if (byPlace[(edit.Origin.Line, edit.Origin.Column)].ToList() is not [var only])
            {
                return null;
            }

            places.Add((edit, only));
        }

        return places;
    }

    private static JsonObject? Root(string fileName, string text) =>
        YamlDocument.Parse(fileName, text, TenantsSchema.Fits).TryGet(out var document, out _) ? document.Root.ToJson() as JsonObject : null;

    private static JsonObject Expected(JsonObject before, IEnumerable<(StateEdit Edit, TenantEntry Entry)> places)
    {
        foreach (var (edit, entry) in places)
        {
            foreach (var (key, value) in edit.Values)
            {
                before["tenants"]![entry.Index]![key] = value;
            }
        }

        return before;
    }

    private bool TryEdit(StateEdit edit, TenantEntry entry)
    {
        var missing = new List<(string Key, string Value)>();
        foreach (var (key, value) in edit.Values)
        {
            if (entry.Find(key) is not { } present)
            {
                missing.Add((key, value));
            }
            else if (EndOf(present) is { } end && StartOf(present.Value!) is var start)
            {
                var quote = _text[start] is '"' or '\'' ? _text[start].ToString() : "";
                _replacements.Add((start, end - start, quote + value + quote));
            }
            else
            {
                return false;
            }
        }

        if (missing.Count > 0)
        {
            Insert(missing, entry);
        }

        return true;
    }

    // Behind the state, else behind the name; before the name where that is written over several lines.
    private void Insert(List<(string Key, string Value)> values, TenantEntry entry)
    {
        var name = entry.Find("name")!;
        var quote = _text[StartOf(name.Key)] == '"' ? "\"" : "";
        var pairs = values.Select(v => $"{quote}{v.Key}{quote}: {quote}{v.Value}{quote}");
        var anchor = entry.Find("state") is { } state && EndOf(state) is not null ? state : name;
        var indentation = new string(' ', Math.Max(0, (int)anchor.Key.Start.Column - 1));
        switch (entry.IsFlow, EndOf(anchor))
        {
            case (true, { } end):
                _replacements.Add((end, 0, string.Concat(pairs.Select(p => ", " + p))));
                break;
            case (true, null):
                _replacements.Add((StartOf(name.Key), 0, string.Concat(pairs.Select(p => p + ", "))));
                break;
            case (false, { } end) when _text.IndexOf('\n', end) is >= 0 and var lineEnd:
                _replacements.Add((lineEnd + 1, 0, string.Concat(pairs.Select(p => indentation + p + _newLine))));
                break;
            case (false, not null):
                _replacements.Add((_text.Length, 0, string.Concat(pairs.Select(p => _newLine + indentation + p))));
                break;
            default:
                indentation = new string(' ', Math.Max(0, (int)name.Key.Start.Column - 1));
                _replacements.Add((StartOf(name.Key), 0, string.Concat(pairs.Select(p => p + _newLine + indentation))));
                break;
        }
    }

    private static int StartOf(Scalar scalar) => (int)scalar.Start.Index;

    /// <summary>Where the value of a key on the key's own line ends; null where it is written in another way.</summary>
    private int? EndOf(TenantKey key)
    {
        if (key.Value is not { } value || !value.Anchor.IsEmpty || !value.Tag.IsEmpty || value.Start.Line != key.Key.Start.Line || StartOf(value) >= _text.Length)
        {
            return null;
        }

        var start = StartOf(value);
        var (end, isAsWritten) = value.Style switch
        {
            ScalarStyle.Plain => (start + value.Value.Length, string.CompareOrdinal(_text, start, value.Value, 0, value.Value.Length) == 0),
            ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted => ((int)value.End.Index, value.End.Line == value.Start.Line),
            _ => (start, false),
        };
        return isAsWritten && end > start && end <= _text.Length ? end : null;
    }

    private string Written()
    {
        var text = new StringBuilder(_text.Length);
        var from = 0;
        foreach (var (at, length, replacement) in _replacements.OrderBy(r => r.At))
        {
            text.Append(_text, from, at - from).Append(replacement);
            from = at + length;
        }

        return text.Append(_text, from, _text.Length - from).ToString();
    }
}
