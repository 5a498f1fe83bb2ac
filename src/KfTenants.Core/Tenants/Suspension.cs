namespace KfTenants.Tenants;

/// <summary>
/// Who owns a suspended tenant. profile-controller puts the owner's binding and policy back every time, and a Profile without an owner is
/// frozen, so that an owner's access can only be taken away by giving it to another identity: here, to one that cannot sign in.
/// </summary>
public static class Suspension
{
    /// <summary>
    /// An address that cannot sign in: <c>.invalid</c> is never delegated (RFC 2606, section 2), so that no mail server,
    /// directory or identity provider can vouch for an address in it. One for all tenants and sets; a file must not use it
    /// (<see cref="EmailAddress.Problem"/>), or its login would own every suspended tenant.
    /// </summary>
    public const string Owner = "suspended@kftenants.invalid";
}
