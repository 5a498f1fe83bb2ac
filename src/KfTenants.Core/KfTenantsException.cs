using System.Collections.Immutable;

namespace KfTenants;

/// <summary>
/// A runtime error: a file that cannot be read, a cluster that does not answer. The message begins with the object or the
/// file and is one sentence for a person; it is caught once, in the command line's <c>App</c>. A wrong document is never an
/// exception but a <see cref="Diagnostics.Diagnostic"/>.
/// </summary>
public class KfTenantsException : Exception
{
    public KfTenantsException(string message) : this([new Problem(null, message)])
    {
    }

    public KfTenantsException(string message, Exception innerException) : base(message, innerException) => Problems = [new Problem(null, message)];

    /// <param name="problems">At least one.</param>
    public KfTenantsException(params ImmutableArray<Problem> problems) : base(string.Join("; ", Problem.Merged(problems).Select(p => p.Line))) =>
        Problems = Problem.Merged(problems);

    /// <summary>One or several, no two of which say the same.</summary>
    public ImmutableArray<Problem> Problems { get; }
}
