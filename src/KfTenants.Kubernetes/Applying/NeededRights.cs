using System.Collections.Immutable;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Plans;
using KfTenants.Resources;

namespace KfTenants.Kubernetes.Applying;

/// <summary>
/// The rights that the writes of a plan need, found out before the first of them is tried: so that missing ones come as a list, at
/// once, not object by object.
/// </summary>
internal static class NeededRights
{
    private const string WritersNeed = "Who applies needs the roles kftenants-apply: kftenants bootstrap prints them for the person who may grant them.";

    /// <summary>Nothing, where all are there, and where there is no server to ask: a directory knows no rights.</summary>
    /// <exception cref="KfTenantsException">Rights are missing: all of them, one to a line.</exception>
    public static async Task RequireAsync(Plan plan, IServerValidation? server, CancellationToken cancellationToken)
    {
        var missing = server is null ? [] : await MissingAsync(plan, server, cancellationToken);
        if (!missing.IsEmpty)
        {
            throw new KfTenantsException([.. missing.Select(q => new Problem(null, $"forbidden: these credentials may not {q}, which the plan needs") { Remedy = WritersNeed })]);
        }
    }

    /// <summary>
    /// Those that these credentials do not have; sorted. One question for a verb and a kind (and a name, where rights are given by name), and one more for each
    /// namespace where that is denied.
    /// </summary>
    public static async Task<ImmutableArray<AccessQuestion>> MissingAsync(Plan plan, IServerValidation server, CancellationToken cancellationToken)
    {
        var needs = plan.Pending.SelectMany(Of).Distinct().ToList();
        var missing = await Task.WhenAll(needs
            .Where(n => n.Tenant is not null)
            .GroupBy(n => (n.Verb, n.Key.Kind, Name: HeldObjects.IsHeld(n.Key.Kind) ? n.Key.Name : null))
            .Select(g => OfTenantsAsync(g.Key.Verb, g.Key.Kind, [.. g.Select(n => n.Key)], server, cancellationToken))
            .Concat(needs.Where(n => n.Tenant is null).Select(n => DeniedAsync([Question(n.Verb, n.Key.Kind, n.Key.Namespace, n.Key.Name)], server, cancellationToken)))
            .Append(DeniedAsync([.. plan.Pending.SelectMany(Granted).Distinct()], server, cancellationToken)));
        return [.. missing.SelectMany(m => m).OrderBy(q => q.ToString(), StringComparer.Ordinal)];
    }

    private static async Task<ImmutableArray<AccessQuestion>> OfTenantsAsync(
        string verb, ObjectKind kind, ImmutableArray<ObjectKey> keys, IServerValidation server, CancellationToken cancellationToken)
    {
        // A right may be limited to a name, where all tenants' objects have the same.
        var name = keys.Select(k => k.Name).Distinct(StringComparer.Ordinal).Take(2).ToArray() is [var only] ? only : null;
        var everywhere = Question(verb, kind, null, name);
        if (await server.IsAllowedAsync(everywhere, cancellationToken))
        {
            return [];
        }

        return kind.IsNamespaced
            ? await DeniedAsync(keys.Select(k => k.Namespace).Distinct(StringComparer.Ordinal).Select(n => everywhere with { Namespace = n }), server, cancellationToken)
            : [everywhere];
    }

    /// <summary>Those of the questions that are denied, in their order.</summary>
    public static async Task<ImmutableArray<AccessQuestion>> DeniedAsync(
        IEnumerable<AccessQuestion> questions, IServerValidation server, CancellationToken cancellationToken)
    {
        var asked = await Task.WhenAll(questions.Select(async q => (Question: q, IsAllowed: await server.IsAllowedAsync(q, cancellationToken))));
        return [.. asked.Where(a => !a.IsAllowed).Select(a => a.Question)];
    }

    private static IEnumerable<(string Verb, ObjectKey Key, string? Tenant)> Of(Change change) =>
        change.Writes.SelectMany(write => write.RbacVerbs.Select(verb => (verb, write.Key, change.Tenant))).Concat(OfWayBack(change));

    // A rollout that fails is rolled back: the text and the checksum are written once more.
    private static IEnumerable<(string Verb, ObjectKey Key, string? Tenant)> OfWayBack(Change change) =>
        change is Change.Update { Basis: LoginBasis { Step: LoginStep.Restart, Logins: var logins } }
            ? from key in (ObjectKey[])[logins.ConfigMap, logins.Deployment]
              from verb in (string[])["get", "patch"]
              select (verb, key, change.Tenant)
            : [];

    // The granter of a role must hold it, or be allowed to bind it (Kubernetes, using RBAC: privilege escalation prevention).
    private static IEnumerable<AccessQuestion> Granted(Change change) =>
        from write in change.Writes
        let intent = write.Intent
        where intent?.Key.Kind == ObjectKind.RoleBinding
        let name = intent.Text("roleRef", "name")
        where name is not null
        select intent.Text("roleRef", "kind") == "ClusterRole"
            ? Question("bind", ObjectKind.ClusterRole, null, name)
            : Question("bind", ObjectKind.Role, intent.Key.Namespace, name);

    private static AccessQuestion Question(string verb, ObjectKind kind, string? inNamespace, string? name) => new(verb, kind.Group, kind.Plural, inNamespace, name);
}
