namespace KfTenants.Diff;

/// <summary>What a <see cref="FieldRule"/> says about a field that is not as the document wants it.</summary>
public enum FieldPolicy
{
    /// <summary>Neither set nor removed, whichever manager holds it.</summary>
    Ignore,

    /// <summary>Left to another manager as long as one holds it; set while none does.</summary>
    Yield,

    /// <summary>Taken from the manager that holds it.</summary>
    Take,
}
