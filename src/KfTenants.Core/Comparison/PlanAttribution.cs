using System.Collections.Immutable;
using KfTenants.Diff;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Logins.Dex;
using KfTenants.Planning;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Comparison;

/// <summary>
/// Which part of a plan a change of the tenants file brings, and which was pending before it: the file before the change is planned on the same live state, and what
/// both plans do is pending. What the plan does, its checksum and its guards are not touched.
/// </summary>
/// <param name="set">The set that was planned.</param>
/// <param name="before">The same before the change.</param>
/// <param name="hashOf">The hash of a login of the set by its e-mail; null where it is not known. No secret that only the base names is ever read.</param>
public sealed class PlanAttribution(TenantSet set, TenantSet before, Func<string, string?> hashOf)
{
    // Of a login whose hash is not known and that Dex does not have: the base's plan is compared, and never carried out.
    private const string UnknownHash = "$2b$12$abcdefghijklmnopqrstuuMYGcqJUUYOoSGYvzLYtsMRZC0Vz3xBm";

    private readonly Dictionary<string, Login> _logins = LoginsOf(set);
    private readonly Dictionary<string, Login> _loginsBefore = LoginsOf(before);
    private readonly Dictionary<string, string> _people = set.Users.ToDictionary(u => DexEnvName.For(u.Email), u => u.Email, StringComparer.Ordinal);

    /// <summary>The document with everything in it attributed.</summary>
    /// <param name="document">Of the plan.</param>
    /// <param name="files">The base's documents, as they were named.</param>
    /// <param name="live">What the plan was made on.</param>
    public PlanDocument Attribute(PlanDocument document, ImmutableArray<string> files, LiveState live, PlanOptions options)
    {
        var named = new BaseDocument(files) { Sha256 = ConfigDocument.HexOf(before.Digest) };
        if (before.Name != set.Name)
        {
            return document with { Base = named with { Problem = $"it is the file of another set, {before.Name}" } };
        }

        Plan plan;
        try
        {
            plan = PlanBase(live, options);
        }
        catch (KfTenantsException problem)
        {
            return document with { Base = named with { Problem = $"it cannot be planned: {problem.Message}" } };
        }

        var planned = PlanDocument.Of(plan, new PlanSource(files, options, Commit: null, document.Tool), document.CreatedAt);
        var byId = planned.Changes.ToDictionary(c => c.Id, StringComparer.Ordinal);
        var ids = document.Changes.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        var (access, settings) = (planned.Access.ToHashSet(), planned.Settings.ToHashSet());
        return document with
        {
            Changes = [.. document.Changes.Select(c => Attributed(c, byId.GetValueOrDefault(c.Id)))],
            Access = [.. document.Access.Select(a => a with { Pending = access.Contains(a) })],
            Settings = [.. document.Settings.Select(s => s with { Pending = settings.Contains(s) })],
            Base = named with
            {
                Withdrawn =
                [
                    .. planned.Changes.Where(c => c.Action != "conflict" && !ids.Contains(c.Id)).OrderBy(c => c.Id, StringComparer.Ordinal)
                        .Select(c => new WithdrawnDocument(c.Id, c.Tenant, c.Action, c.Object)),
                ],
                Omitted = [.. document.MissingTenants.Select(t => t.Name).Except(planned.MissingTenants.Select(t => t.Name), StringComparer.Ordinal)],
            },
        };
    }

    private Plan PlanBase(LiveState live, PlanOptions options)
    {
        var desired = DesiredState.For(before.With(ValuesBefore(live)), ClusterIstio.Read(before.Platform.Istio, live));

        // Where Dex is elsewhere, or keeps logins in another way, all that happens to it is of the change.
        var isSameDex = before.Platform.Dex == (set.Platform.Dex with { Origin = before.Platform.Dex.Origin });
        return Planner.Plan(desired, isSameDex ? LoginResolver.Resolve(before, live, options, HashBefore) : null, live, options);
    }

    // No secret that only the base names is ever read: in its stead stands where it is.
    private SecretValues ValuesBefore(LiveState live)
    {
        var known = set.Tenants.SelectMany(t => t.References.Select(r => (r.Source, Value: t.Values?.Of(r))))
            .DistinctBy(r => r.Source).ToDictionary(r => r.Source, r => r.Value);
        var values = new SecretValues(source => known.GetValueOrDefault(source) ?? source.Text);
        return live.Cluster.Snapshot is null ? values : values.Marked(HashMark.Of);
    }

    private string? HashBefore(User user, string? present) => user.Login switch
    {
        Login.PasswordHash declared => declared.Hash,
        Login.DexEnv or null => null,
        _ => (IsSameSecret(user.Email) ? hashOf(user.Email) : null) ?? present ?? UnknownHash,
    };

    private ChangeDocument Attributed(ChangeDocument change, ChangeDocument? pending)
    {
        if (pending is null || pending.Action != change.Action || pending.Detail != change.Detail)
        {
            return change with { Pending = false };
        }

        var values = pending.Fields.ToDictionary(f => f.Path, f => f.New, StringComparer.Ordinal);
        ImmutableArray<FieldDocument> fields =
        [
            .. change.Fields.Select(f => f with { Pending = values.TryGetValue(f.Path, out var value) && value == f.New && !IsOtherSecret(change, f) }),
        ];
        return fields.All(f => f.Pending) ? change with { Pending = true } : change with { Pending = false, Fields = fields };
    }

    // Two hidden values are the same as far as anyone sees.
    private bool IsOtherSecret(ChangeDocument change, FieldDocument field) =>
        (field.Old == FieldChange.Hidden || field.New == FieldChange.Hidden) &&
        (change.Tenant is null ? PersonOf(change, field) is { } person && !IsSameSecret(person) : !IsSamePlace(change));

    private bool IsSamePlace(ChangeDocument change) => Places(set, change).SequenceEqual(Places(before, change), StringComparer.Ordinal);

    private static IEnumerable<string> Places(TenantSet of, ChangeDocument change) =>
        from tenant in of.Tenants
        where tenant.Name == change.Tenant
        from reference in tenant.PullSecrets.Where(s => s.Name == change.Object.Name).Select(s => s.Login.Secret)
            .Concat(tenant.Secrets.Where(s => s.Name == change.Object.Name).SelectMany(s => s.Entries.Values))
        select reference.Source.Text;

    private string? PersonOf(ChangeDocument change, FieldDocument field) => JsonPointer.Segments(field.Path) switch
    {
        ["staticPasswords", var email, _] => email,
        ["data", var variable] => _people.GetValueOrDefault(variable),
        _ => change.Object.Kind == ObjectKind.Password.Kind ? DexPasswordName.EmailOf(change.Object.Name) : null,
    };

    private bool IsSameSecret(string email) => (_logins.GetValueOrDefault(DexPasswordName.KeyOf(email)), _loginsBefore.GetValueOrDefault(DexPasswordName.KeyOf(email))) switch
    {
        (Login.PasswordHash one, Login.PasswordHash other) => one.Hash == other.Hash,
        ({ } one, { } other) => ApprovedSettings.SourceOf(one) == ApprovedSettings.SourceOf(other),
        _ => false,
    };

    private static Dictionary<string, Login> LoginsOf(TenantSet of)
    {
        var logins = new Dictionary<string, Login>(StringComparer.Ordinal);
        foreach (var user in of.Users)
        {
            if (user.Login is { } login)
            {
                logins[DexPasswordName.KeyOf(user.Email)] = login;
            }
        }

        return logins;
    }
}
