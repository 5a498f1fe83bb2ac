namespace KfTenants.Yaml;

/// <summary>
/// Gives equal short texts of a document as one: a file of a thousand tenants says <c>user</c> and <c>edit</c> a hundred thousand
/// times. It grows to a bound, so that a manifest of twenty lines costs little; a text that has lost its place is merely kept twice.
/// </summary>
internal sealed class TextCache
{
    private const int LongestText = 64;

    // Powers of two.
    private const int FewestPlaces = 1 << 6;
    private const int MostPlaces = 1 << 14;

    private string?[] _texts = new string?[FewestPlaces];
    private int _added;

    public string Same(string text)
    {
        if (text.Length > LongestText)
        {
            return text;
        }

        ref var known = ref _texts[string.GetHashCode(text) & (_texts.Length - 1)];
        if (known == text)
        {
            return known;
        }

        known = text;
        if (++_added == _texts.Length && _texts.Length < MostPlaces)
        {
            (_texts, _added) = (new string?[_texts.Length * 4], 0);
        }

        return text;
    }
}
