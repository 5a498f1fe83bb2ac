using System.Globalization;
using System.Text;

namespace KfTenants.Cli.Output;

/// <summary>
/// Metrics in Prometheus' text exposition format 0.0.4, as the node exporter's textfile collector reads them: each metric once, with its help and type, and no
/// time stamps, which that collector refuses.
/// </summary>
internal sealed class PrometheusText : IRendering
{
    private readonly List<(string Name, string Help, StringBuilder Samples)> _metrics = [];

    /// <param name="name">Ours begin with <c>kftenants_</c>; a time ends with <c>_seconds</c>.</param>
    /// <param name="help">One sentence of our own words.</param>
    /// <param name="samples">Labels, and the value.</param>
    public PrometheusText Gauge(string name, string help, params IEnumerable<((string Name, string Value)[] Labels, double Value)> samples)
    {
        var text = new StringBuilder();
        foreach (var (labels, value) in samples)
        {
            text.Append(name).Append('{').AppendJoin(',', labels.Select(l => $"{l.Name}=\"{Escaped(l.Value)}\"")).Append("} ");
            text.Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
        }

        return Add(name, help, text.ToString());
    }

    /// <summary>The samples of several under each metric, which stands once.</summary>
    public static PrometheusText Joined(IEnumerable<PrometheusText> texts)
    {
        var joined = new PrometheusText();
        foreach (var (name, help, samples) in texts.SelectMany(t => t._metrics))
        {
            joined.Add(name, help, samples.ToString());
        }

        return joined;
    }

    public void WriteTo(TextWriter writer, bool colors) => writer.Write(ToString());

    public override string ToString() => string.Concat(_metrics.Select(m => $"# HELP {m.Name} {m.Help}\n# TYPE {m.Name} gauge\n{m.Samples}"));

    private PrometheusText Add(string name, string help, string samples)
    {
        var known = _metrics.FindIndex(m => m.Name == name);
        if (known < 0)
        {
            known = _metrics.Count;
            _metrics.Add((name, help, new StringBuilder()));
        }

        _metrics[known].Samples.Append(samples);
        return this;
    }

    // Of a label's value these three are all that has a meaning (exposition formats, "Comments, help text, and type information").
    private static string Escaped(string value) => SafeText.Of(value)
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
