using System.Collections.Immutable;
using KfTenants.Kubernetes.Running;
using KfTenants.Runs;

namespace KfTenants.Cli.Output;

/// <summary>What went wrong in an apply, tenant by tenant, in as few words as there are: the end of the log, where people look first.</summary>
internal static class FailureText
{
    private const int Named = 10;

    /// <summary><c>error: 1 tenant failed: team-c: RoleBinding/team-c/user-ana: forbidden</c>; nothing when none did.</summary>
    public static StyledText Of(ApplyResult result)
    {
        var text = new StyledText();
        ImmutableArray<string> failed =
        [
            .. from one in result.Report?.Results ?? []
               where one.Outcome is Outcome.Failed or Outcome.Stale
               group OutcomeText.Of(one.Outcome).Message by one.Change.Tenant into tenant
               select $"{tenant.Key ?? "what all tenants share"}: {tenant.First()}{(tenant.Count() > 1 ? $" (and {tenant.Count() - 1} more)" : "")}",
        ];
        if (failed.IsEmpty)
        {
            return text;
        }

        text.Add(Tone.Bad, "error: ").Add($"{Words.Count(failed.Length, "tenant")} failed:");
        if (failed is [var only])
        {
            return text.Line(" " + only);
        }

        text.EndLine();
        foreach (var line in failed.Take(Named))
        {
            text.Line("  " + line);
        }

        return failed.Length > Named ? text.Line($"  and {failed.Length - Named} more, see the report") : text;
    }
}
