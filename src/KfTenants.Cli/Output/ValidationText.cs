using System.Collections.Immutable;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>What the server said of the changes, for people.</summary>
internal static class ValidationText
{
    public static string Counts(ImmutableArray<ChangeDocument> changes)
    {
        int Count(string outcome) => changes.Count(c => c.Validation?.Outcome == outcome);
        return $"by a dry run on the server: {Count(ValidationDocument.Validated)} validated, {Count(ValidationDocument.Rejected)} rejected, " +
            $"{Count(ValidationDocument.NotValidated)} not validated";
    }

    /// <summary>Nothing for what was validated: the header counts it.</summary>
    public static void AddTo(StyledText text, ValidationDocument? validation, string indentation)
    {
        switch (validation)
        {
            case { Outcome: ValidationDocument.Rejected }:
                text.Add(indentation).Add(Tone.Bad, $"rejected: {validation.Reason}").EndLine();
                break;
            case { Outcome: ValidationDocument.NotValidated }:
                text.Add(indentation).Add(Tone.Notice, $"not validated: {validation.Reason}").EndLine();
                break;
            default:
                break;
        }
    }
}
