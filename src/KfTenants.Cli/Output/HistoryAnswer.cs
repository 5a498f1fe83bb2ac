using KfTenants.Runs;

namespace KfTenants.Cli.Output;

/// <summary>The answer of <c>history</c>.</summary>
/// <param name="Address">Of the cluster.</param>
internal sealed record HistoryAnswer(string Set, string Address, SetRecord Record);
