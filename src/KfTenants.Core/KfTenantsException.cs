namespace KfTenants;

/// <summary>
/// A runtime error: a file that cannot be read, a cluster that does not answer. The message begins with the object or the
/// file and is one sentence for a person; it is caught once, in the command line's <c>App</c>. A wrong document is never an
/// exception but a <see cref="Diagnostics.Diagnostic"/>.
/// </summary>
public class KfTenantsException : Exception
{
    public KfTenantsException(string message) : base(message)
    {
    }

    public KfTenantsException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
