using System.Text;

namespace KfTenants.Kubernetes.Client;

/// <summary>Reads <c>Warning</c> headers (RFC 7234, 5.5) as client-go does: code 299 only, several per line, escapes undone.</summary>
internal static class WarningHeader
{
    public static IEnumerable<string> Texts(string header)
    {
        var position = 0;
        while (position < header.Length)
        {
            // 299 agent "text" ["date"], separated by commas.
            var open = header.IndexOf('"', position);
            if (open < 0)
            {
                yield break;
            }

            var code = header[position..open].TrimStart(' ', ',');
            var text = new StringBuilder();
            var end = open + 1;
            for (; end < header.Length && header[end] != '"'; end++)
            {
                if (header[end] == '\\' && end + 1 < header.Length)
                {
                    end++;
                }

                text.Append(char.IsControl(header[end]) ? ' ' : header[end]);
            }

            if (end >= header.Length)
            {
                yield break;
            }

            if (code.StartsWith("299 ", StringComparison.Ordinal) && text.Length > 0)
            {
                yield return text.ToString();
            }

            position = end + 1;
        }
    }
}
