namespace KfTenants.Tenants;

/// <summary>The values that tenants name by variable or file, read before the plan. It tells none of them but to who asks for one.</summary>
public sealed class SecretValues
{
    private readonly Func<SecretSource, string?> _valueOf;
    private readonly Func<string, string> _mark;

    /// <param name="valueOf">Null for what was not read. Always the same of one source; tenants are planned side by side, and ask at the same time.</param>
    public SecretValues(Func<SecretSource, string?> valueOf)
        : this(valueOf, text => text)
    {
    }

    private SecretValues(Func<SecretSource, string?> valueOf, Func<string, string> mark) => (_valueOf, _mark) = (valueOf, mark);

    /// <summary>None was read.</summary>
    public static SecretValues None { get; } = new(_ => null);

    /// <summary>The place of each value in its stead: two documents that read a value elsewhere differ, and nothing is read.</summary>
    public static SecretValues Places { get; } = new(source => source.Text);

    /// <summary>Null for what was not read.</summary>
    public string? Of(SecretReference reference) => _valueOf(reference.Source);

    /// <summary>A value as the cluster would show it: in a snapshot its mark.</summary>
    public string Shown(string value) => _mark(value);

    /// <summary>The same, to be compared with what holds a mark in the place of each value.</summary>
    public SecretValues Marked(Func<string, string> mark) => new(_valueOf, mark);

    /// <summary>Without the values.</summary>
    public override string ToString() => nameof(SecretValues);
}
