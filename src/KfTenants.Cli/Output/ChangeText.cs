using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Cli.Output;

/// <summary>What a change of a plan is shown with: its symbol, its colour, and the name of its object.</summary>
internal static class ChangeText
{
    /// <summary><c>-/+</c> and so on; each means one action.</summary>
    public static string Symbol(this ChangeDocument change) => change.Action switch
    {
        "create" => "+",
        "update" => "~",
        "replace" => "-/+",
        "delete" => "-",
        "adopt" => "<",
        "release" => ">",
        _ => "!",
    };

    public static Tone Tone(this ChangeDocument change) => change.Action switch
    {
        "create" or "adopt" => Output.Tone.Good,
        "update" or "release" => Output.Tone.Change,
        "replace" or "delete" => Output.Tone.Bad,
        _ => Output.Tone.Notice,
    };

    /// <summary><c>RoleBinding user-ana-edit</c>, with the namespace before the name unless the reader knows it; a login's name is told as Dex reads it.</summary>
    public static string Within(this ObjectDocument changed, string? tenant) =>
        (changed.Namespace is null || changed.Namespace == tenant ? $"{changed.Kind} {changed.Name}" : $"{changed.Kind} {changed.Namespace}/{changed.Name}") +
        (changed.Kind == ObjectKind.Password.Kind && DexPasswordName.EmailOf(changed.Name) is { } email ? $" ({email})" : "");

    /// <summary>What text calls the tenants file of a plan.</summary>
    public static string FileName(this PlanDocument plan) => plan.Config.Files is [var only] ? only : "the tenants files";
}
