namespace KfTenants.Plans;

/// <summary>
/// What a real API server said of one change when it was asked to try it and store nothing: admission, quotas, defaults and webhooks, which no plan can know.
/// </summary>
public abstract record Validation
{
    private Validation()
    {
    }

    /// <summary>It would be accepted now.</summary>
    public sealed record Validated : Validation;

    /// <summary>It would be refused, or could not be processed.</summary>
    public sealed record Rejected(string Reason) : Validation;

    /// <summary>The server cannot tell ahead.</summary>
    public sealed record NotValidated(string Reason) : Validation;
}
