using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace KfTenants.Diagnostics;

/// <summary>A value, or the errors that prevented it; warnings come with either.</summary>
public sealed class ParseResult<T>
    where T : class
{
    private readonly T? _value;

    /// <param name="value">The value; ignored when <paramref name="diagnostics"/> holds an error.</param>
    /// <param name="diagnostics">All findings; the first are kept, sorted by place, then by id.</param>
    public ParseResult(T? value, IEnumerable<Diagnostic> diagnostics)
    {
        var first = new DiagnosticBag();
        first.AddRange(diagnostics);
        Diagnostics = [.. first.All()];
        _value = Diagnostics.Any(d => d.Severity == Severity.Error) ? null : value;
    }

    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>True with the value when there is no error; the diagnostics may hold warnings all the same.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, out ImmutableArray<Diagnostic> diagnostics)
    {
        value = _value;
        diagnostics = Diagnostics;
        return value is not null;
    }
}
