namespace KfTenants.Plans;

/// <summary>
/// A text that a change edits in place (Dex's configuration), before and after, for people. What may be a secret stands in neither (<c>(hidden)</c>), and it is never
/// saved: a plan file says by its fields what is done.
/// </summary>
/// <param name="Name">Of the text: the object and the key.</param>
public sealed record TextChange(string Name, string Before, string After);
