namespace KfTenants.EndToEnd.Tests.Suite;

/// <summary>One finished run of the program.</summary>
/// <param name="Out">Standard output: the answer.</param>
/// <param name="Error">Standard error: the talk.</param>
public sealed record Run(int Code, string Out, string Error)
{
    // A remedy for several of them stands behind them.
    private string[] Errors => [.. Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l.StartsWith("error: ", StringComparison.Ordinal))];

    /// <summary>Asserts the exit code; a failure shows all that the program said.</summary>
    public Run Ends(int code)
    {
        Assert.True(code == Code, $"ended with {Code}, not {code}\n--- out ---\n{Out}\n--- error ---\n{Error}");
        return this;
    }

    /// <summary>Asserts that the run failed with one line that begins with the object or file at fault.</summary>
    public void Fails(int code, string beginning, params IEnumerable<string> parts)
    {
        Ends(code);
        Assert.Single(Errors);
        FailsInLines(code, beginning, parts);
    }

    /// <summary>The same with one line for each thing that failed; all say these parts.</summary>
    public void FailsInLines(int code, string beginning, params IEnumerable<string> parts)
    {
        Ends(code);
        Assert.StartsWith("error: " + beginning, Error, StringComparison.Ordinal);
        Assert.All(Errors, line =>
            Assert.All(parts, part => Assert.Contains(part, line, StringComparison.OrdinalIgnoreCase)));
    }
}
