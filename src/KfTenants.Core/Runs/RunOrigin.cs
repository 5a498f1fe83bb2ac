namespace KfTenants.Runs;

/// <summary>One run of <c>apply</c>: what the lock, the run history, events and audit logs know it by.</summary>
/// <param name="Id">Short, random, and in the order of time when sorted.</param>
/// <param name="Actor">Who, as the cluster names them; <c>unknown</c> when it cannot be known.</param>
/// <param name="Url">Of the pipeline's run.</param>
/// <param name="Commit">Of what the pipeline checked out.</param>
public sealed record RunOrigin(string Id, string Actor, string? Url, string? Commit);
