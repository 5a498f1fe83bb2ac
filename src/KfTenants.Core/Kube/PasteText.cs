using System.Buffers;

namespace KfTenants.Kube;

/// <summary>
/// Quotes what a message offers for pasting. Names come from clusters in which others choose them (RBAC allows
/// <c>x $(touch pwned)</c>), and the next step of a reader must not run what a name says.
/// </summary>
public static class PasteText
{
    private const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> ShellPlain = SearchValues.Create(LettersAndDigits + "-_=./:@,+%");
    private static readonly SearchValues<char> YamlPlain = SearchValues.Create(LettersAndDigits + "-_./~");

    // What YAML 1.1, which kubectl reads, takes for something else than text.
    private static readonly string[] YamlWords = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

    /// <summary>One word of a POSIX shell, with its value unchanged.</summary>
    public static string Shell(string word) => word.Length > 0 && !word.AsSpan().ContainsAnyExcept(ShellPlain)
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>A command line of a POSIX shell.</summary>
    public static string Command(params IEnumerable<string> words) => string.Join(' ', words.Select(Shell));

    /// <summary>A text as one scalar of YAML, also inside braces.</summary>
    public static string Yaml(string text) =>
        text.Length > 0 && (char.IsAsciiLetter(text[0]) || text[0] == '/') && !text.AsSpan().ContainsAnyExcept(YamlPlain) &&
        !YamlWords.Contains(text, StringComparer.OrdinalIgnoreCase)
            ? text
            : CanonicalJson.OfText(text);

    /// <summary><c>kubectl VERB RESOURCE/NAME -n NAMESPACE …</c>: joined with its resource, a name that begins with a dash is no option.</summary>
    public static string Kubectl(string verb, ObjectKey key, params IEnumerable<string> more)
    {
        var resource = key.Kind.Group.Length == 0 ? key.Kind.Plural : $"{key.Kind.Plural}.{key.Kind.Group}";
        return Command(["kubectl", verb, $"{resource}/{key.Name}", .. key.Namespace is null ? [] : (string[])["-n", key.Namespace], .. more]);
    }
}
