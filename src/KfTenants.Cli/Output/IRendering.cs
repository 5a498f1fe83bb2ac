namespace KfTenants.Cli.Output;

/// <summary>An answer in one format, ready to be written.</summary>
internal interface IRendering
{
    /// <param name="colors">For a terminal that shows them; a format without colours does not care.</param>
    void WriteTo(TextWriter writer, bool colors);

    /// <summary>As it stands in a file.</summary>
    string ToString();
}
