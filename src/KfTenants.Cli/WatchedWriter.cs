using System.Text;

namespace KfTenants.Cli;

/// <summary>Knows whether anything was written: a run that has begun to answer does not answer a second time.</summary>
internal sealed class WatchedWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public bool IsUsed { get; private set; }

    public override void Write(char value)
    {
        IsUsed = true;
        inner.Write(value);
    }

    public override void Write(char[] buffer, int index, int count)
    {
        IsUsed = true;
        inner.Write(buffer, index, count);
    }

    public override void Write(string? value)
    {
        IsUsed = true;
        inner.Write(value);
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        IsUsed = true;
        inner.Write(buffer);
    }

    public override void Flush() => inner.Flush();
}
