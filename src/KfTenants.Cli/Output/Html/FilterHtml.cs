namespace KfTenants.Cli.Output.Html;

/// <summary>The form that hides what is not looked for; the page's script shows it, because without script it does nothing.</summary>
internal static class FilterHtml
{
    /// <param name="fields">Beside the tenant and the person.</param>
    /// <param name="more">Below the line of fields.</param>
    public static void AddTo(HtmlText body, HtmlText fields, HtmlText more) => body
        .Ours("<form id=\"filter\" class=\"filter\" aria-label=\"Filter\" hidden>\n<div class=\"row\">")
        .Ours("<label class=\"field\">Tenant <input type=\"search\" name=\"tenant\" autocomplete=\"off\" spellcheck=\"false\"></label>")
        .Ours("<label class=\"field\">Person <input type=\"search\" name=\"person\" autocomplete=\"off\" spellcheck=\"false\"></label>")
        .Add(fields)
        .Ours("<button type=\"reset\">Clear</button> <button type=\"button\" id=\"openall\">Open all</button> ")
        .Ours("<button type=\"button\" id=\"closeall\">Close all</button></div>\n")
        .Add(more)
        .Ours("<p id=\"shown\" role=\"status\" class=\"faint\"></p></form>\n");
}
