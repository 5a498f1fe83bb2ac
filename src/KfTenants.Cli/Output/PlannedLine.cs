using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Plans;

namespace KfTenants.Cli.Output;

/// <summary>One change as a reader meets it: an object, or the two objects of one grant.</summary>
/// <param name="Change">Of a grant its RoleBinding's.</param>
/// <param name="IsGrant">The AuthorizationPolicy of the same name has the same change.</param>
internal sealed record PlannedLine(ChangeDocument Change, bool IsGrant)
{
    /// <summary>Those that say more than the line itself.</summary>
    public ImmutableArray<FieldDocument> Fields { get; } = [.. Change.Fields.Except(Change.Drift).Where(f => IsTold(Change, f))];

    public string Reason => $"{Because}{Mark}";

    /// <summary>What it means for people and data, in brackets; empty for nothing.</summary>
    public string Mark => Change.Risk is "none" or "metadata" ? "" : $" [{Change.Risk}]";

    public string Because => ChangeReason.PhraseOf(Change.Reason) + (Change.Tier is { } tier ? $", because of tier {tier}" : "");

    /// <summary>The changes of one tenant, in their order.</summary>
    /// <param name="pairs">The two objects of a grant are one.</param>
    public static ImmutableArray<PlannedLine> Of(IReadOnlyCollection<ChangeDocument> changes, bool pairs)
    {
        if (!pairs)
        {
            return [.. changes.Select(c => new PlannedLine(c, IsGrant: false))];
        }

        var policies = changes.Where(c => c.Object.Kind == ObjectKind.AuthorizationPolicy.Kind && IsPlain(c)).DistinctBy(c => NameOf(c.Object)).ToDictionary(c => NameOf(c.Object));
        var lines = ImmutableArray.CreateBuilder<PlannedLine>();
        var taken = new HashSet<ChangeDocument>(ReferenceEqualityComparer.Instance);
        foreach (var change in changes)
        {
            var policy = change.Object.Kind == ObjectKind.RoleBinding.Kind && IsPlain(change) ? policies.GetValueOrDefault(NameOf(change.Object)) : null;
            if (policy is not null && IsSameWork(change, policy))
            {
                taken.Add(policy);
                lines.Add(new PlannedLine(change, IsGrant: true));
            }
            else
            {
                lines.Add(new PlannedLine(change, IsGrant: false));
            }
        }

        return [.. lines.Where(l => !taken.Contains(l.Change))];
    }

    /// <summary><c>Grant user-ana-example-com-clusterrole-edit</c>, or the object's kind and name.</summary>
    /// <param name="tenant">The one whose block it stands in; null for none.</param>
    public string Name(string? tenant) => IsGrant ? $"Grant {Change.Object.Name}" : Change.Object.Within(tenant);

    /// <summary>Equal for changes that differ in nothing but the tenant they are in.</summary>
    public string Likeness()
    {
        var tenant = Change.Tenant;
        var itsName = tenant is null ? null : CanonicalJson.OfText(tenant);
        string? Like(string? json) => json is not null && json == itsName ? "(its name)" : json;
        return string.Join('\n', [
            Change.Action, Change.Object.Kind, Change.Object.Name == tenant ? "" : Change.Object.Name, Change.Object.Namespace == tenant ? "" : Change.Object.Namespace ?? "",
            Reason, IsGrant ? "grant" : "", Change.Detail ?? "", Change.Validation?.ToString() ?? "", .. (Change.Moves ?? []).Select(m => m.ToString()),
            .. Change.Fields.Select(f => $"{f.Path} {f.Op} {Like(f.Old)} {Like(f.New)} {f.Manager} {f.IsDrift}")]);
    }

    // Nothing is said of it that the grant's own line does not say.
    private static bool IsPlain(ChangeDocument change) =>
        change is { Detail: null, Moves: null, Validation: null or { Outcome: ValidationDocument.Validated } } && !change.Fields.Any(f => f.IsDrift || IsTold(change, f));

    private static bool IsSameWork(ChangeDocument binding, ChangeDocument policy) =>
        binding.Action == policy.Action && binding.Reason == policy.Reason && binding.Risk == policy.Risk && binding.Origin == policy.Origin;

    private static (string? Namespace, string Name) NameOf(ObjectDocument named) => (named.Namespace, named.Name);

    // Of a new object our labels say nothing; a Namespace gets only what the file declares. Whom a grant that comes or goes is for stands under who gains and loses access.
    private static bool IsTold(ChangeDocument change, FieldDocument field)
    {
        var isGrant = change.Object.Kind == ObjectKind.RoleBinding.Kind || change.Object.Kind == ObjectKind.AuthorizationPolicy.Kind;
        var isMetadata = field.Path.StartsWith("/metadata/", StringComparison.Ordinal);
        return change.Action switch
        {
            "create" => change.Object.Kind == ObjectKind.Namespace.Kind || (!isGrant && !isMetadata),
            "delete" => !isGrant || isMetadata,
            _ => true,
        };
    }
}
