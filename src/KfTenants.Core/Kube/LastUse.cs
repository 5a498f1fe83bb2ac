using System.Globalization;

namespace KfTenants.Kube;

/// <summary>
/// When a namespace was last used by a person, as one annotation says: Open OnDemand's bootstrap hook writes it at every sign-in, and so does
/// <c>kftenants touch</c>. It changes by itself, so that no plan, import or snapshot looks at it.
/// </summary>
public static class LastUse
{
    /// <summary>Open OnDemand's own name (hooks/k8s-bootstrap/yaml/namespace.yaml), which k8-namespace-reaper is told as well.</summary>
    public const string Annotation = "openondemand.org/last-hook-execution";

    /// <summary>The field manager of <c>touch</c>: what it writes is no part of what a set manages.</summary>
    public const string FieldManager = "kftenants-touch";

    /// <summary>Whole seconds of Unix time, as <c>date +%s</c> prints them.</summary>
    public static string Text(DateTimeOffset now) => now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Null for what is no such number, or a moment that no calendar has.</summary>
    public static DateTimeOffset? Parse(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
