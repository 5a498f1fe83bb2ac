using KfTenants.Diagnostics;
using YamlDotNet.Core.Events;

namespace KfTenants.Yaml;

/// <summary>What the tags of one text say its values are. In a reviewed text only those of the core schema stand, and only where they fit.</summary>
internal sealed class YamlTags(YamlDialect dialect, List<Diagnostic> findings)
{
    private const string Core = "tag:yaml.org,2002:";

    public ScalarKind KindOf(Scalar scalar, SourceLocation place)
    {
        if (scalar.Tag.IsEmpty)
        {
            return scalar.Style == YamlDotNet.Core.ScalarStyle.Plain ? CoreScalars.KindOf(scalar.Value) : ScalarKind.Text;
        }

        var tag = scalar.Tag.IsNonSpecific ? "!" : scalar.Tag.Value;
        var kind = tag switch
        {
            "!" or Core + "str" => ScalarKind.Text,
            Core + "null" => ScalarKind.Null,
            Core + "bool" => ScalarKind.Boolean,
            Core + "int" => ScalarKind.Integer,
            Core + "float" => ScalarKind.Float,
            Core + "binary" when !dialect.IsReviewed => ScalarKind.Text,
            _ => (ScalarKind?)null,
        };
        if (kind == ScalarKind.Text)
        {
            return ScalarKind.Text;
        }

        var natural = CoreScalars.KindOf(scalar.Value);
        if (!dialect.IsReviewed)
        {
            return natural;
        }

        if (kind is null)
        {
            findings.Add(KnownDiagnostics.RefusedTag(place));
            return ScalarKind.Text;
        }

        if (natural != kind && !(kind == ScalarKind.Float && natural == ScalarKind.Integer))
        {
            findings.Add(KnownDiagnostics.TagDoesNotFit(place, tag));
        }

        return natural;
    }

    public void Check(NodeEvent started, bool isMapping, SourceLocation place)
    {
        var expected = isMapping ? Core + "map" : Core + "seq";
        if (dialect.IsReviewed && !started.Tag.IsEmpty && !started.Tag.IsNonSpecific && started.Tag.Value != expected)
        {
            findings.Add(KnownDiagnostics.RefusedTag(place));
        }
    }
}
