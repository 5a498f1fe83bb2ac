using KfTenants.Diagnostics;
using KfTenants.Resources;
using KfTenants.Tenants.Reading;
using KfTenants.Testing;
using KfTenants.Yaml;

namespace KfTenants.Fuzzing;

/// <summary>Whatever is written into a tenants file: findings with a place inside it, or a set; never an exception, never a hang.</summary>
public sealed class TenantsFileFuzzTests
{
    private static readonly string Example = File.ReadAllText(Path.Combine(TestPaths.Repository(typeof(TenantsFileFuzzTests)), "tenants.example.yaml"));

    [Fact]
    public void A_changed_document_is_read_or_refused_with_places() =>
        Fuzz.Play(300, random => Check(Fuzz.Mutated(Example, random, Fuzz.YamlTokens)), share: 4);

    [Fact]
    public void Tokens_in_any_order_are_read_or_refused_with_places() => Fuzz.Play(2000, random => Check(Fuzz.Soup(random, Fuzz.YamlTokens)));

    [Fact]
    public void Tokens_behind_a_right_beginning_are_read_or_refused_with_places() =>
        Fuzz.Play(500, random => Check(ReadSet.Header + Fuzz.Soup(random, Fuzz.YamlTokens)), share: 2);

    private static void Check(string text)
    {
        var started = DateTime.UtcNow;
        var read = YamlDocument.Parse("f.yaml", text);
        var findings = read.Diagnostics;
        if (read.TryGet(out var document, out _))
        {
            var set = TenantReader.Read([document], TenantResources.Rules, ReadSet.Now);
            findings = set.Diagnostics;
            Assert.Equal(!findings.Any(d => d.Severity == Severity.Error), set.TryGet(out _, out _));
        }
        else
        {
            Assert.Contains(findings, d => d.Severity == Severity.Error);
        }

        var lines = text.Split(["\r\n", "\n", "\r", "\u0085", "\u2028", "\u2029"], StringSplitOptions.None).Length;
        Assert.All(findings, d =>
        {
            Assert.Equal("f.yaml", d.Location.File);
            Assert.InRange(d.Location.Line, 1, lines);
            Assert.InRange(d.Location.Column, 1, text.Length + 2);
            Assert.DoesNotContain(d.Message, c => char.IsControl(c) || c is '\u202E' or '\u2028');
        });
        Assert.True(DateTime.UtcNow - started < TimeSpan.FromSeconds(20), "it took too long");
    }
}
