using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Kube;

namespace KfTenants.Plans;

/// <summary>
/// Reads a <see cref="PlanDocument"/> back. Unknown keys are ignored; an unknown version, and a content that its seal or its checksum does not
/// fit, are refused; what follows from the changes is made again, and how guards judged them is forgotten (<see cref="ChangeFacts"/>).
/// </summary>
public static class PlanDocumentReader
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="PlanRefusedException">It is of another version, or was edited.</exception>
    /// <exception cref="KfTenantsException">It is not a plan.</exception>
    public static PlanDocument Read(string name, string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, Options);
            if (json.RootElement.GetProperty("apiVersion").GetString() is not PlanDocument.Version and var version)
            {
                throw new PlanRefusedException($"{name}: apiVersion {version} is not {PlanDocument.Version}, which this version reads");
            }

            var plan = json.RootElement.Deserialize(PlanJsonContext.Default.PlanDocument) ?? throw new JsonException("null");
            var seal = json.RootElement.TextMember(PlanSeal.Key);
            return seal == PlanSeal.Of(JsonObject.Create(json.RootElement.Clone())!) && IsWhole(plan) && PlanChecksum.Of(plan) == plan.Checksum
                ? Derived(plan) with { Seal = seal }
                : throw new PlanRefusedException($"{name}: the plan does not match its checksum; it was edited or damaged: make a new one with kftenants plan --out");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new KfTenantsException($"{name}: not a plan that kftenants plan --out wrote: {Why(e)}", e);
        }
    }

    private static string Why(Exception problem) => problem switch
    {
        JsonException { Path: null } json => json.Words(),
        JsonException { Path: "$" } => "a part that every plan has is missing",
        JsonException { Path: var path } => $"{path![2..]} is not what stands there in a plan",
        KeyNotFoundException => "it has no apiVersion",
        FormatException => "a value in it is not what stands there in a plan",
        _ => "it is not a JSON object with an apiVersion",
    };

    private static PlanDocument Derived(PlanDocument plan) => plan with
    {
        Guards = [],
        Access = ChangeFacts.AccessOf(plan.Changes),
        Changes = ChangeFacts.Of(plan.Changes),
        Summary = SummaryDocument.Of(plan.Changes, plan.Summary.Unchanged),
    };

    // What the sum does not cover but follows from what it covers.
    private static bool IsWhole(PlanDocument plan) =>
        plan.Changes.All(c => c.Object.HasId(c.Id) && c.Fields.DistinctBy(f => f.Path).Count() == c.Fields.Length) &&
        plan.Changes.DistinctBy(c => c.Id).Count() == plan.Changes.Length &&
        plan.Changes.All(c => c.Validation is null or { Outcome: ValidationDocument.Validated or ValidationDocument.Rejected or ValidationDocument.NotValidated });
}
