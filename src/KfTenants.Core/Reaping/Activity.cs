using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using KfTenants.Kube;

namespace KfTenants.Reaping;

/// <summary>When a container was last seen in which namespace, by Prometheus.</summary>
/// <param name="LastSeen">By namespace; what is not there had none within the time that was asked about.</param>
public sealed record Activity(ImmutableSortedDictionary<string, DateTimeOffset> LastSeen)
{
    /// <summary>What several questions were answered.</summary>
    public static Activity Of(IEnumerable<Activity> parts) => new(parts.SelectMany(p => p.LastSeen).GroupBy(p => p.Key, StringComparer.Ordinal)
        .ToImmutableSortedDictionary(g => g.Key, g => g.Max(p => p.Value), StringComparer.Ordinal));

    /// <summary>Reads the answer of <c>/api/v1/query</c>. An answer that is not understood is no answer: that no one is active must be said, not missing.</summary>
    /// <param name="problem">Why it is none, as the rest of a sentence.</param>
    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out Activity? activity, [NotNullWhen(false)] out string? problem)
    {
        activity = null;
        try
        {
            using var document = JsonDocument.Parse(json);
            problem = Problem(document.RootElement);
            if (problem is not null)
            {
                return false;
            }

            var seen = ImmutableSortedDictionary.CreateBuilder<string, DateTimeOffset>(StringComparer.Ordinal);
            foreach (var series in document.RootElement.GetProperty("data").GetProperty("result").EnumerateArray())
            {
                if (series.Member("metric")?.TextMember("namespace") is not { } space || Moment(series) is not { } moment)
                {
                    problem = "answered a series without a namespace or without a time";
                    return false;
                }

                seen[space] = moment;
            }

            activity = new Activity(seen.ToImmutable());
            return true;
        }
        catch (JsonException)
        {
            problem = "did not answer JSON";
            return false;
        }
    }

    private static string? Problem(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || root.TextMember("status") is not { } status)
        {
            return "did not answer as Prometheus does";
        }

        if (status != "success")
        {
            return $"answered an error: {root.TextMember("errorType") ?? "unknown"}: {root.TextMember("error") ?? "without words"}";
        }

        return root.Member("data") is { ValueKind: JsonValueKind.Object } data && data.TextMember("resultType") == "vector" &&
            data.Member("result") is { ValueKind: JsonValueKind.Array }
            ? null
            : $"answered no vector but {root.Member("data")?.TextMember("resultType") ?? "nothing"}";
    }

    private static DateTimeOffset? Moment(JsonElement series) =>
        series.Member("value") is { ValueKind: JsonValueKind.Array } pair && pair.GetArrayLength() == 2 && pair[1] is { ValueKind: JsonValueKind.String } text &&
        double.TryParse(text.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) &&
        seconds >= 0 && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : null;
}
