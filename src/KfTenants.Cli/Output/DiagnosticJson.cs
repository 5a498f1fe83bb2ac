using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Diagnostics;
using KfTenants.Kube;

namespace KfTenants.Cli.Output;

/// <summary>The answer of <c>validate -o json</c>.</summary>
internal static class DiagnosticJson
{
    public const string ApiVersion = "kftenants.io/validation/v1";

    public static string Of(ImmutableArray<Diagnostic> diagnostics, ExitCode outcome) => SafeText.OfJson(CanonicalJson.Of(new JsonObject
    {
        ["apiVersion"] = ApiVersion,
        ["outcome"] = outcome.Word,
        ["errors"] = diagnostics.Count(d => d.Severity == Severity.Error),
        ["warnings"] = diagnostics.Count(d => d.Severity == Severity.Warning),
        ["diagnostics"] = new JsonArray([.. diagnostics.Select(JsonNode (d) => new JsonObject
        {
            ["id"] = d.Id,
            ["severity"] = d.Severity == Severity.Error ? "error" : "warning",
            ["message"] = d.Message,
            ["file"] = d.Location.File,
            ["line"] = d.Location.Line,
            ["column"] = d.Location.Column,
        })]),
    })) + "\n";
}
