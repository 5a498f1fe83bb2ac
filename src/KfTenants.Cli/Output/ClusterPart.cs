namespace KfTenants.Cli.Output;

/// <summary>What came of one of several clusters: an answer, or why there is none.</summary>
/// <param name="Name">What the tenants file calls it.</param>
/// <param name="Summary">In a word or two, for the line about all: <c>3 changes</c>.</param>
/// <param name="Answer">Null when there is none.</param>
/// <param name="Failure">Null when it ended in order.</param>
internal sealed record ClusterPart<T>(string Name, ExitCode Code, string Summary, T? Answer, FailureAnswer? Failure)
    where T : class
{
    public static ClusterPart<T> Of(string name, FailureAnswer failure) => new(
        name, failure.Code, failure.Problems.Any(p => p.IsUnreachable) ? "unreachable" : failure.Code.Word, null, failure);
}
