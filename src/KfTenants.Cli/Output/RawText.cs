namespace KfTenants.Cli.Output;

/// <summary>An answer for machines, as it is: who makes it has made it safe (<see cref="SafeText.OfJson"/>).</summary>
internal sealed record RawText(string Text) : IRendering
{
    public void WriteTo(TextWriter writer, bool colors) => writer.Write(Text);

    public override string ToString() => Text;
}
