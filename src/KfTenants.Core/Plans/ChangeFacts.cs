using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Access;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Plans;

/// <summary>
/// What the changes of a plan file say by themselves, without a cluster. All else in the file is its writer's word: a saved plan is shown with these
/// facts in place of what it claims.
/// </summary>
public static class ChangeFacts
{
    private const string LoginsPrefix = "/staticPasswords/";

    private static readonly ImmutableArray<ObjectKind> Shared = [ObjectKind.ConfigMap, ObjectKind.Secret, ObjectKind.Deployment, ObjectKind.Password];

    /// <summary>Each change with its tenant and its risk; of the login store's objects by who can sign in when all of them are made.</summary>
    public static ImmutableArray<ChangeDocument> Of(ImmutableArray<ChangeDocument> changes)
    {
        var net = AccessOf(changes).Where(c => c.Tenant is null).ToLookup(c => DexPasswordName.KeyOf(c.Person), StringComparer.Ordinal);
        return [.. changes.Select(c => c with { Tenant = TenantOf(c), Risk = RiskOf(c, net).ToText() })];
    }

    /// <summary>
    /// What the changes give and take, person by person. Access that a person has by other objects is not known here; of a tenant that is
    /// deleted nothing is, because a deletion does not say who is inside.
    /// </summary>
    public static ImmutableArray<AccessChange> AccessOf(ImmutableArray<ChangeDocument> changes)
    {
        var made = changes.Where(c => c.Action != "conflict").ToArray();
        var tenants = from change in made
                      let name = TenantOf(change)
                      where name is not null
                      group change by name into tenant
                      let moves = tenant.SelectMany(MovesOf).ToArray()
                      select new TenantAccess(tenant.Key, Strongest(moves.Where(m => !m.IsGiven)), Strongest(moves.Where(m => m.IsGiven)), ImmutableHashSet<string>.Empty);
        var signIns = made.SelectMany(SignInsOf).ToLookup(s => DexPasswordName.KeyOf(s.Person), StringComparer.Ordinal)
            .Where(person => person.DistinctBy(s => s.IsGained).Count() == 1)
            .OrderBy(person => person.Key, StringComparer.Ordinal)
            .Select(person => person.First())
            .Select(s => s.IsGained ? new AccessChange(null, s.Person, null, Grants.SignIn) : new AccessChange(null, s.Person, Grants.SignIn, null));
        return AccessDiff.Of(tenants.OrderBy(t => t.Tenant, StringComparer.Ordinal), signIns).Changes;
    }

    // The namespace, or the name of what has none, stands in the id. ConfigMaps and Secrets may be Dex's or a tenant's: what says that it is a tenant's must be in it.
    private static string? TenantOf(ChangeDocument change) =>
        KindOf(change) is { } kind && Shared.Contains(kind) && change.Tenant != change.Object.Namespace ? null : change.Object.Namespace ?? change.Object.Name;

    private static Risk RiskOf(ChangeDocument change, ILookup<string, AccessChange> logins)
    {
        var signIns = SignInsOf(change).ToArray();
        if (signIns.Length == 0 || change.Action == "conflict")
        {
            return ChangeRisk.Of(KindOf(change), change.Object.Name, change.Action, [.. change.Fields.Select(Field)]);
        }

        // A person who moves from one place to another neither gains nor loses anything.
        var people = signIns.SelectMany(s => logins[DexPasswordName.KeyOf(s.Person)]).ToArray();
        return people.Any(p => p.After is null) ? Risk.AccessRevoked : people.Length > 0 ? Risk.AccessGranted : Risk.None;
    }

    private static IEnumerable<Move> MovesOf(ChangeDocument change) => KindOf(change) switch
    {
        var kind when kind == ObjectKind.RoleBinding => OfBinding(change),
        var kind when kind == ObjectKind.Profile => OfProfile(change),
        _ => [],
    };

    private static IEnumerable<Move> OfBinding(ChangeDocument change)
    {
        var role = Find(change, "/roleRef/name");
        var subjects = Find(change, "/subjects");
        if (role is null && subjects is null)
        {
            return [];
        }

        // A side that says nothing is as the other: only what differs is shown. What is made has no side before, what is deleted none after.
        var (before, after) = change.Action switch
        {
            "create" => ([], People(subjects?.New, change)),
            "delete" => (People(subjects?.Old, change), []),
            _ => (subjects is null ? People(null, change) : People(subjects.Old, change), subjects is null ? People(null, change) : People(subjects.New, change)),
        };
        var name = change.Object.Name;
        return
        [
            .. before.Select(p => new Move(p, ChangeRisk.RoleOf(name, role?.Old ?? role?.New), IsGiven: false)),
            .. after.Select(p => new Move(p, ChangeRisk.RoleOf(name, role?.New ?? role?.Old), IsGiven: true)),
        ];
    }

    private static IEnumerable<Move> OfProfile(ChangeDocument change)
    {
        var owner = Find(change, "/spec/owner/name") ?? Find(change, "/Namespace/metadata/annotations/owner");
        return owner is null || change.Action == "delete" ? [] : Owner(owner.Old, isGiven: false).Concat(Owner(owner.New, isGiven: true));
    }

    // The address that owns a suspended tenant does not belong to a person.
    private static IEnumerable<Move> Owner(string? json, bool isGiven) =>
        ChangeRisk.Text(json) is { } person and not Suspension.Owner ? [new Move(person, Grants.Owner, isGiven)] : [];

    private static IEnumerable<SignIn> SignInsOf(ChangeDocument change)
    {
        if (KindOf(change) == ObjectKind.Password)
        {
            return change.Action is "create" or "delete" && DexPasswordName.EmailOf(change.Object.Name) is { } email
                ? [new SignIn(email, change.Action == "create")]
                : [];
        }

        // An entry comes or goes with its e-mail; other fields of it may change alone.
        return from field in KindOf(change) == ObjectKind.ConfigMap ? change.Fields : []
               where field.Path.StartsWith(LoginsPrefix, StringComparison.Ordinal) && field.Op != "replace"
               let segments = JsonPointer.Segments(field.Path)
               where segments is [_, _] or [_, _, "email"]
               select new SignIn(segments[1], field.Op == "add");
    }

    private static ImmutableSortedDictionary<string, string> Strongest(IEnumerable<Move> moves) => Grants.Strongest(moves.Select(m => (m.Person, m.Role)));

    private static IEnumerable<string> People(string? subjects, ChangeDocument change)
    {
        if (subjects is null)
        {
            return [$"the people of {change.Object}"];
        }

        using var document = JsonDocument.Parse(subjects);
        JsonElement? root = document.RootElement;
        return [.. root.Items().Select(s => Grants.SubjectText(s, change.Object.Namespace)).Where(s => !s.StartsWith(Grants.ServiceAccountPrefix, StringComparison.Ordinal))];
    }

    private static FieldDocument? Find(ChangeDocument change, string path) => change.Fields.FirstOrDefault(f => f.Path == path);

    private static FieldChange Field(FieldDocument field) => new(field.Path, field.Old, field.New);

    // As in the id, which the checksum covers: without the group, in any case.
    private static ObjectKind? KindOf(ChangeDocument change) =>
        ObjectKind.All.FirstOrDefault(k => string.Equals(k.Kind, change.Object.Kind, StringComparison.OrdinalIgnoreCase));

    private readonly record struct Move(string Person, string Role, bool IsGiven);
}
