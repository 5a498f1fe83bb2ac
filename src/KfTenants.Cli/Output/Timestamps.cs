using System.Globalization;

namespace KfTenants.Cli.Output;

/// <summary>Times as Kubernetes writes them: UTC, whole seconds. Never ages: the same plan must always read the same.</summary>
internal static class Timestamps
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);
}
