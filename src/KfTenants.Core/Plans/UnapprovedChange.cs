namespace KfTenants.Plans;

/// <summary>What a plan asks for beyond the one that was approved; a closed hierarchy.</summary>
public abstract record UnapprovedChange
{
    private UnapprovedChange()
    {
    }

    /// <summary>As it is needed now.</summary>
    public required ChangeDocument Change { get; init; }

    /// <summary>Nothing about this object was approved.</summary>
    public sealed record Added : UnapprovedChange;

    /// <summary>Something else was approved for it.</summary>
    public sealed record OtherAction(string Approved) : UnapprovedChange;

    /// <summary>The object is to be deleted as approved, but it is not the one that was seen.</summary>
    public sealed record WrittenSince : UnapprovedChange;

    /// <summary>A field, or its value, was not approved.</summary>
    public sealed record OtherField(FieldDocument Field) : UnapprovedChange;
}
