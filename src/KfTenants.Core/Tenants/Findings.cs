using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>What the readers of one set have found so far, and the bounded work for their spelling hints.</summary>
internal sealed class Findings
{
    private readonly List<Diagnostic> _all = [];
    private readonly SpellingHints _hints = new();

    public IReadOnlyList<Diagnostic> All => _all;

    public void Add(Diagnostic finding) => _all.Add(finding);

    public string Hint(string word, IEnumerable<string> candidates) => _hints.For(word, candidates);
}
