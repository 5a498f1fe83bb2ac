using System.Globalization;
using System.Text;

namespace KfTenants.Cli.Output;

/// <summary>
/// Metrics in Prometheus' text exposition format 0.0.4, as the node exporter's textfile collector reads them: each metric once, with its help and type, and no
/// time stamps, which that collector refuses.
/// </summary>
internal sealed class PrometheusText : IRendering
{
    private readonly StringBuilder _text = new();

    /// <param name="name">Ours begin with <c>kftenants_</c>; a time ends with <c>_seconds</c>.</param>
    /// <param name="help">One sentence of our own words.</param>
    /// <param name="samples">Labels, and the value.</param>
    public PrometheusText Gauge(string name, string help, params IEnumerable<((string Name, string Value)[] Labels, double Value)> samples)
    {
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n");
        foreach (var (labels, value) in samples)
        {
            _text.Append(name).Append('{').AppendJoin(',', labels.Select(l => $"{l.Name}=\"{Escaped(l.Value)}\"")).Append("} ");
            _text.Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
        }

        return this;
    }

    public void WriteTo(TextWriter writer, bool colors) => writer.Write(ToString());

    public override string ToString() => _text.ToString();

    // Of a label's value these three are all that has a meaning (exposition formats, "Comments, help text, and type information").
    private static string Escaped(string value) => SafeText.Of(value)
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
