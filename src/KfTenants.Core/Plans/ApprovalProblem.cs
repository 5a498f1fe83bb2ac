namespace KfTenants.Plans;

/// <summary>Why an approval does not hold for a plan at all, whatever its changes are; a closed hierarchy.</summary>
public abstract record ApprovalProblem
{
    private ApprovalProblem()
    {
    }

    /// <summary>The approved plan is older than was allowed.</summary>
    public sealed record TooOld : ApprovalProblem;

    /// <summary>It is for another set.</summary>
    public sealed record OtherSet : ApprovalProblem;

    /// <summary>It was made from another tenants file.</summary>
    public sealed record OtherFile : ApprovalProblem;

    /// <summary>It is for another cluster.</summary>
    public sealed record OtherCluster : ApprovalProblem;

    /// <summary>Exactly one plan was approved, and this is another one.</summary>
    public sealed record OtherChecksum(string Approved) : ApprovalProblem;
}
