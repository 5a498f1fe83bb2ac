using System.Text;
using KfTenants.Kubernetes;

namespace KfTenants.Cli;

/// <summary>
/// Standard output or error of the process, or a file that is written while others read it. What cannot be written there (a full disk, a closed descriptor) is a runtime
/// error and not a bug.
/// </summary>
/// <param name="failed">Called for a write that failed; what it throws ends the run.</param>
/// <param name="owns">The inner writer ends with this one; the console's does not.</param>
internal sealed class StandardWriter(TextWriter inner, Action<Exception> failed, bool owns = false) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    /// <summary>The answer: a run that cannot give it has failed, and one that cannot show its plan must not write.</summary>
    /// <exception cref="KfTenantsException">From every write that fails.</exception>
    public static StandardWriter ForOutput(TextWriter inner) =>
        new(inner, e => throw new KfTenantsException($"standard output: cannot be written: {FileFailure.Of(e)}", e));

    /// <summary>A file, which ends with this writer.</summary>
    /// <exception cref="KfTenantsException">From every write that fails.</exception>
    public static StandardWriter ForFile(TextWriter inner, string name) =>
        new(inner, e => throw new KfTenantsException($"{name}: cannot be written: {FileFailure.Of(e)}", e), owns: true);

    /// <summary>The messages: when they cannot be written there is no place left to say so, and the exit code still tells.</summary>
    public static StandardWriter ForError(TextWriter inner) => new(inner, _ => { });

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Flush() => Try(inner.Flush);

    protected override void Dispose(bool disposing)
    {
        if (disposing && owns)
        {
            Try(inner.Dispose);
        }

        base.Dispose(disposing);
    }

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            failed(e);
        }
    }
}
