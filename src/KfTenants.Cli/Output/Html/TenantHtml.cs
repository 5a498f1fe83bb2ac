namespace KfTenants.Cli.Output.Html;

/// <summary>One tenant of a page, folded where there are many. The page's script finds it by its name and its people.</summary>
internal static class TenantHtml
{
    // So many that a person reads them one after the other.
    private const int Unfolded = 12;

    /// <summary>Begins it; what follows stands behind its name, up to the end of <c>summary</c>.</summary>
    /// <param name="people">Whom it is about; each is named once.</param>
    /// <param name="tenants">How many the page has.</param>
    public static HtmlText Open(HtmlText html, string name, IEnumerable<string> people, int tenants) => html
        .Open(
            "details", ("class", "tenant"), ("open", tenants <= Unfolded ? "" : null), ("data-tenant", name),
            ("data-people", string.Join(' ', people.Distinct(StringComparer.Ordinal))))
        .Open("summary").Element("h3", name);
}
