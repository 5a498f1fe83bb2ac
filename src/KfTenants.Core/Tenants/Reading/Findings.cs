using KfTenants.Diagnostics;

namespace KfTenants.Tenants.Reading;

/// <summary>What the readers of one set have found so far, and the bounded work for their spelling hints.</summary>
internal sealed class Findings
{
    private readonly FirstFindings _first = new();
    private readonly SpellingHints _hints = new();

    public IReadOnlyList<Diagnostic> All() => [.. _first.All()];

    /// <summary>More errors than are told: looking for others is of no use.</summary>
    public bool IsFull => _first.IsFull;

    public void Add(Diagnostic finding) => _first.Add(finding);

    public string Hint(string word, IEnumerable<string> candidates) => _hints.For(word, candidates);
}
