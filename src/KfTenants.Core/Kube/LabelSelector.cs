using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace KfTenants.Kube;

/// <summary>A selector by equality, as kubectl reads it: <c>key=value</c>, or <c>key</c> for any value; a comma means that all must hold.</summary>
public sealed partial record LabelSelector(ImmutableArray<(string Key, string? Value)> Terms)
{
    /// <summary>Null when it is none.</summary>
    public static LabelSelector? Parse(string text)
    {
        var terms = ImmutableArray.CreateBuilder<(string, string?)>();
        foreach (var term in text.Split(','))
        {
            if (Term().Match(term) is not { Success: true } match)
            {
                return null;
            }

            terms.Add((match.Groups[1].Value, match.Groups[2].Success ? match.Groups[2].Value : null));
        }

        return new LabelSelector(terms.ToImmutable());
    }

    public bool Matches(KubeObject candidate) => Terms.All(t => candidate.Label(t.Key) is { } value && (t.Value is null || t.Value == value));

    [GeneratedRegex(@"^((?:[a-z0-9.-]+/)?[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?:==?([A-Za-z0-9._-]*))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Term();
}
