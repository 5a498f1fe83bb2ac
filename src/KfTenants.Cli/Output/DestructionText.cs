using System.Collections.Immutable;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>What of people's data a plan destroys: before everything else, and never shortened.</summary>
internal static class DestructionText
{
    public static void AddTo(StyledText text, PlanDocument plan)
    {
        if (!plan.HasWrites)
        {
            return;
        }

        var destroyed = Of(plan);
        text.EndLine().Add(Tone.Heading, "Destroys").Add(destroyed.IsEmpty ? ": nothing" : "").EndLine();
        foreach (var line in destroyed)
        {
            text.Add("  ").Add(Tone.Bad, "- ").Add(line).EndLine();
        }
    }

    /// <summary><c>tenant team-a, its namespace and all its data (4 people)</c>: one for each tenant.</summary>
    public static ImmutableArray<string> Of(PlanDocument plan) =>
    [
        .. from change in plan.Changes.Where(IsTenantDeletion)
           let data = Stays(plan, change) ? "; its namespace and all its data stay" : ", its namespace and all its data"
           select $"tenant {change.Object.Name}{data}{People(plan, change)}",
    ];

    /// <summary>The tenants that a plan deletes, each with its Profile.</summary>
    public static ImmutableArray<string> Tenants(PlanDocument plan) => [.. plan.Changes.Where(IsTenantDeletion).Select(c => c.Object.Name)];

    public static bool IsTenantDeletion(ChangeDocument change) => change.Risk == Risk.TenantDeleted.ToText();

    // That the namespace stays is nothing that the change shows, and a file may lie.
    private static bool Stays(PlanDocument plan, ChangeDocument change) => change.Reason == ChangeReason.TenantReleased.Word && !plan.IsSaved;

    // A deletion does not say who is inside: of a plan that was read from a file it is not known.
    private static string People(PlanDocument plan, ChangeDocument change)
    {
        var people = plan.IsSaved ? 0 : plan.Access.Where(a => a.Tenant == change.Object.Name && a.After is null).Select(a => a.Person).Distinct(StringComparer.Ordinal).Count();
        return people == 0 ? "" : $" ({Words.Count(people, "person")})";
    }
}
