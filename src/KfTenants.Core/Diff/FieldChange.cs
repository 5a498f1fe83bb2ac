namespace KfTenants.Diff;

/// <summary>What happens to one field.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901) into the object; for Dex logins <c>/staticPasswords/E-MAIL/FIELD</c>.</param>
/// <param name="Before">Canonical JSON, null when absent. A secret value is <see cref="Hidden"/>.</param>
/// <param name="After">Canonical JSON, null when absent.</param>
/// <param name="TakenFrom">The field manager that set the present value behind our back, when this repairs drift.</param>
/// <param name="TakenFromTime">When that manager last wrote, if the server says.</param>
public sealed record FieldChange(string Pointer, string? Before, string? After, string? TakenFrom = null, DateTimeOffset? TakenFromTime = null)
{
    /// <summary>Stands for a secret value in every plan, text and file.</summary>
    public const string Hidden = "\"" + HiddenText + "\"";

    /// <summary>The same where no JSON is meant.</summary>
    public const string HiddenText = "(hidden)";

    public bool IsDrift => TakenFrom is not null;
}
