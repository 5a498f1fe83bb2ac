namespace KfTenants.Diagnostics;

/// <summary>
/// Keeps the first errors and the first warnings by place, and counts the rest: a million findings help no reader, and a file that
/// has them must cost no more than one that has few. A warning never takes an error's place.
/// </summary>
public sealed class DiagnosticBag
{
    /// <summary>How many errors, and how many warnings, are told.</summary>
    public const int Most = 1000;

    private readonly SpellingHints _hints = new();
    private readonly Bounded _errors = new();
    private readonly Bounded _warnings = new();

    /// <summary>More errors than are told: looking for others is of no use.</summary>
    public bool IsFull => _errors.Count > Most;

    public void Add(Diagnostic finding) => (finding.Severity == Severity.Error ? _errors : _warnings).Add(finding);

    public void AddRange(IEnumerable<Diagnostic> findings)
    {
        foreach (var finding in findings)
        {
            Add(finding);
        }
    }

    /// <summary><c>; did you mean "x"?</c> or, when nothing is near, the empty text; the work for all hints of one bag is bounded.</summary>
    public string Hint(string word, IEnumerable<string> candidates) => _hints.For(word, candidates);

    /// <summary>By place, then by id; behind them, where some were left out, how many.</summary>
    public IReadOnlyList<Diagnostic> All() => [.. InOrder()];

    private IEnumerable<Diagnostic> InOrder()
    {
        var errors = _errors.Kept();
        var warnings = _warnings.Kept();
        foreach (var finding in errors.Concat(warnings).Order(Bounded.ByPlace))
        {
            yield return finding;
        }

        if (_errors.Count > errors.Count)
        {
            yield return KnownDiagnostics.MoreErrors(errors[^1].Location, _errors.Count - errors.Count);
        }

        if (_warnings.Count > warnings.Count)
        {
            yield return KnownDiagnostics.MoreWarnings(warnings[^1].Location, _warnings.Count - warnings.Count);
        }
    }

    /// <summary>The findings of one severity.</summary>
    private sealed class Bounded
    {
        public static readonly Comparer<Diagnostic> ByPlace = Comparer<Diagnostic>.Create((a, b) =>
            a.Location.CompareTo(b.Location) is not 0 and var byPlace ? byPlace
            : string.CompareOrdinal(a.Id, b.Id) is not 0 and var byId ? byId
            : string.CompareOrdinal(a.Message, b.Message));

        private readonly List<Diagnostic> _kept = [];
        private int _dropped;

        public int Count => _kept.Count + _dropped;

        public void Add(Diagnostic finding)
        {
            _kept.Add(finding);
            if (_kept.Count >= Most * 4)
            {
                Cut();
            }
        }

        public List<Diagnostic> Kept()
        {
            Cut();
            return _kept;
        }

        private void Cut()
        {
            var first = _kept.Distinct().Order(ByPlace).ToList();
            _dropped += Math.Max(0, first.Count - Most);
            _kept.Clear();
            _kept.AddRange(first.Take(Most));
        }
    }
}
