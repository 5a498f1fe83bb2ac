namespace KfTenants.Yaml;

/// <summary>
/// Counts the values of one document. A few lines of aliases can stand for any number of values, and a text of a form that no one asks for has no reason to be
/// large: both have one bound. A text that has the right form wherever it is finished is no more than it says: it may grow to the second, and its aliases
/// may stand for as many values again.
/// </summary>
internal sealed class ValueBudget(YamlLimits limits)
{
    private long _written;
    private long _expanded;
    private long _finished;
    private long _fitting;

    /// <summary>Looking for the form of what is finished may help.</summary>
    public bool CanGrow => _written <= limits.FittingValues && Beyond(_finished) <= limits.Values;

    public bool IsExceeded => Beyond(_fitting) > limits.Values || (_fitting > 0 && _written > limits.FittingValues);

    /// <summary>The bound that a message tells.</summary>
    public int Limit => _fitting > 0 && _written > limits.FittingValues ? limits.FittingValues : limits.Values;

    /// <summary>One value stands in the text.</summary>
    public void Write() => _written++;

    /// <summary>An alias stands for so many.</summary>
    public void Expand(long values) => _expanded += values;

    /// <summary>What was written so far is finished: its form can be judged.</summary>
    public void Finish() => _finished = _written;

    /// <summary>All that is finished has the right form.</summary>
    public void Fit() => _fitting = _finished;

    /// <summary>For the next document.</summary>
    public void Clear() => (_written, _expanded, _finished, _fitting) = (0, 0, 0, 0);

    private long Beyond(long fitting) => _written - fitting + Math.Max(0, _expanded - fitting);
}
