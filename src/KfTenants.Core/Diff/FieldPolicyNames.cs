namespace KfTenants.Diff;

/// <summary>The words for <see cref="FieldPolicy"/>, in the tenants file and in every output.</summary>
public static class FieldPolicyNames
{
    public static string ToWord(this FieldPolicy policy) => policy switch
    {
        FieldPolicy.Ignore => "ignore",
        FieldPolicy.Yield => "yield",
        FieldPolicy.Take => "take",
        _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, null),
    };

    /// <summary>Null when it is none of the words.</summary>
    public static FieldPolicy? Find(string? word) => word switch
    {
        "ignore" => FieldPolicy.Ignore,
        "yield" => FieldPolicy.Yield,
        "take" => FieldPolicy.Take,
        _ => null,
    };

    /// <exception cref="FormatException">It is none of the words.</exception>
    public static FieldPolicy Parse(string word) => Find(word) ?? throw new FormatException($"{word} is not a field policy");
}
