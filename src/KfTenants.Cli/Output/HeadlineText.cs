using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>
/// The changes that decide about more than one person's access, before the objects, and each only once, whatever the number of tenants it is made in.
/// </summary>
internal static class HeadlineText
{
    private const int Named = 3;

    public static void AddTo(StyledText text, ImmutableArray<ChangeDocument> changes)
    {
        var headlines = changes.SelectMany(Of).ToArray();
        if (headlines.Length == 0)
        {
            return;
        }

        text.EndLine().Add(Tone.Heading, "Look closely").EndLine();
        foreach (var headline in headlines.GroupBy(h => (h.Risk, h.What)))
        {
            var names = headline.Select(h => h.Object).Distinct(StringComparer.Ordinal).ToArray();
            text.Add("  ").Add(Tone.Notice, "! ").Add($"[{headline.Key.Risk.ToText()}] {headline.Key.What}");
            text.Add(Tone.Faint, $"  {NameList.Of(names, Named)}").EndLine();
        }
    }

    private static IEnumerable<(Risk Risk, string What, string Object)> Of(ChangeDocument change)
    {
        var name = change.Object.Within(null);
        return change switch
        {
            { Action: "conflict" } => [],
            { Object.Kind: "NetworkPolicy", Action: "delete" } => [(Risk.NetworkOpened, "network isolation goes: pods of the whole cluster may connect", name)],
            _ => change.Fields.Select(f => Of(change, f)).OfType<(Risk Risk, string What)>().Select(h => (h.Risk, h.What, name)),
        };
    }

    private static (Risk Risk, string What)? Of(ChangeDocument change, FieldDocument field)
    {
        switch (change.Object.Kind, field.Path)
        {
            case ("Profile", "/spec/plugins"):
                return (Risk.CloudRole, Field(field));
            case ("Namespace", _) when NamespaceSecurity.Decides(field.Path):
                return (Risk.NamespaceSecurity, Field(field));
            case ("ConfigMap", _) when change.Risk == Risk.PodIdentity.ToText() && field is { Old: not null, New: not null }:
            case ("PodDefault", _) when change.Action != "delete" && PodCredentials.Decides(field.Path, field.New):
                return (Risk.PodIdentity, Field(field));
            case ("AuthorizationPolicy", "/spec/rules") when change.Risk == Risk.MeshIdentity.ToText():
                return (Risk.MeshIdentity, $"people are recognised by {Mesh(field.Old)} -> {Mesh(field.New)}");
            case ("RoleBinding", ChangeRisk.AllowsField):
                return (ChangeRisk.Of(ObjectKind.RoleBinding, change.Object.Name, "create", [new FieldChange(field.Path, null, field.New)]), Role(change, field));
            case ("NetworkPolicy", "/spec/ingress") when change.Action != "create" && NetworkSources.Gained(field.Old, field.New) is { IsEmpty: false } gained:
                return (Risk.NetworkOpened, $"also let in: {NameList.Of(gained, Named)}");
            default:
                return null;
        }
    }

    private static string Role(ChangeDocument change, FieldDocument allows)
    {
        var role = ChangeRisk.Text(change.Fields.FirstOrDefault(f => f.Path == "/roleRef/name")?.New);
        return $"the role{(role is null ? "" : $" {role}")} allows {NameList.And(ChangeRisk.Texts(allows.New))}";
    }

    private static string Field(FieldDocument field)
    {
        var (before, after) = FieldText.Values(field.Path, field.Old, field.New);
        return $"{FieldText.Path(field.Path)}  {before} -> {after}";
    }

    private static string Mesh(string? rules)
    {
        var identity = MeshIdentity.Of(rules);
        var keys = identity.Keys.IsEmpty ? "nothing" : string.Join(", ", identity.Keys);
        return $"{keys} from {(identity.Principals.IsEmpty ? "every workload" : string.Join(", ", identity.Principals))}";
    }
}
