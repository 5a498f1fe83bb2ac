namespace KfTenants.Yaml;

/// <summary>Which of the documents of a text, apart by <c>---</c>, are read.</summary>
public enum YamlDocuments
{
    /// <summary>The only one; a second is an error.</summary>
    One,

    /// <summary>The first; what follows is not looked at.</summary>
    First,

    All,
}
