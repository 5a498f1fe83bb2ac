using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>What the server said of the changes, in text and in JSON.</summary>
internal static class ValidationWords
{
    public static string Counts(ImmutableArray<ChangeView> changes)
    {
        int Count<T>() => changes.Count(c => c.Validation is T);
        return $"by a dry run on the server: {Count<Validation.Validated>()} validated, {Count<Validation.Rejected>()} rejected, {Count<Validation.NotValidated>()} not validated";
    }

    /// <summary>Nothing for what was validated: the header counts it.</summary>
    public static void AddTo(StyledText text, Validation? validation)
    {
        switch (validation)
        {
            case Validation.Rejected rejected:
                text.Add("        ").Add(Tone.Bad, $"rejected: {rejected.Reason}").EndLine();
                break;
            case Validation.NotValidated unknown:
                text.Add("        ").Add(Tone.Notice, $"not validated: {unknown.Reason}").EndLine();
                break;
            default:
                break;
        }
    }

    public static JsonObject ToJson(Validation validation) => validation switch
    {
        Validation.Validated => new JsonObject { ["outcome"] = "validated" },
        Validation.Rejected rejected => new JsonObject { ["outcome"] = "rejected", ["reason"] = rejected.Reason },
        Validation.NotValidated unknown => new JsonObject { ["outcome"] = "notValidated", ["reason"] = unknown.Reason },
        _ => throw new UnreachableException(),
    };

    /// <exception cref="FormatException">An outcome that no version writes.</exception>
    public static Validation Read(JsonElement json)
    {
        var reason = json.TryGetProperty("reason", out var text) ? text.GetString() ?? "" : "";
        return json.GetProperty("outcome").GetString() switch
        {
            "validated" => new Validation.Validated(),
            "rejected" => new Validation.Rejected(reason),
            "notValidated" => new Validation.NotValidated(reason),
            var other => throw new FormatException($"validation outcome {other}"),
        };
    }
}
