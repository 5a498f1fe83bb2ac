using System.Collections.Immutable;
using KfTenants.Cli.Output;
using KfTenants.Diagnostics;
using KfTenants.Testing;

namespace KfTenants.Cli.Tests.Output;

public sealed class DiagnosticOutputTests
{
    private static readonly ImmutableArray<Diagnostic> Findings =
    [
        new("KFT0104", Severity.Error, "Contributor \"alice\" has role \"owner\"; a tenant has one owner, set in \"owner\".", HandMade.At(12, 7)),
        new("KFT0201", Severity.Warning, "Line\nbreak and \u001b[31m", HandMade.At(14)),
        new("KFT0105", Severity.Error, "Third.", new SourceLocation("::error::.yaml", 1, 1)),
    ];

    [Fact]
    public void Text_is_in_the_form_that_editors_know() => Assert.Equal(
        """
        tenants.yaml:12:7: error KFT0104: Contributor "alice" has role "owner"; a tenant has one owner, set in "owner".
        tenants.yaml:14:5: warning KFT0201: Line\u{A}break and \u{1B}[31m
        \u{3A}:error::.yaml:1:1: error KFT0105: Third.
        2 errors, 1 warning.

        """,
        DiagnosticText.Of(Findings, SourceLines.None).ToString());

    [Fact]
    public void No_finding_is_no_text() => Assert.Empty(DiagnosticText.Of([], SourceLines.None).ToString());

    [Fact]
    public void Json_is_canonical_and_carries_the_outcome() => Assert.Equal(
        """{"apiVersion":"kftenants.io/validation/v1","diagnostics":[{"column":5,"file":"tenants.yaml","id":"KFT0201","line":14,"message":"Line\nbreak and """ +
            """\u001B[31m","severity":"warning"}],"errors":0,"outcome":"ok","warnings":1}""" + "\n",
        JsonFormat.Format.Validation!(new ValidationAnswer(["tenants.yaml"], Some.Set(), [Findings[1]])).ToString());
}
