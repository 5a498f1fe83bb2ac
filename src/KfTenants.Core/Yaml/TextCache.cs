namespace KfTenants.Yaml;

/// <summary>
/// Gives equal short texts of a document as one: a file of a thousand tenants says <c>user</c> and <c>edit</c> a hundred thousand
/// times. Its size is fixed; a text that has lost its place to another is merely kept twice.
/// </summary>
internal sealed class TextCache
{
    private const int LongestText = 64;

    // A power of two.
    private const int Places = 1 << 14;

    private readonly string?[] _texts = new string?[Places];

    public string Same(string text)
    {
        if (text.Length > LongestText)
        {
            return text;
        }

        ref var known = ref _texts[string.GetHashCode(text) & (Places - 1)];
        if (known == text)
        {
            return known;
        }

        known = text;
        return text;
    }
}
