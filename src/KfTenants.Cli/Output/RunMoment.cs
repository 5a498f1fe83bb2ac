namespace KfTenants.Cli.Output;

/// <summary>When something happened, and in which run of the program.</summary>
internal sealed record RunMoment(DateTimeOffset Time, string RunId);
