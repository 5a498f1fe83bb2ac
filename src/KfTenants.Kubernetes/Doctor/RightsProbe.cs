using System.Collections.Immutable;
using KfTenants.Doctor;
using KfTenants.Kube;
using KfTenants.Kubernetes.Applying;
using KfTenants.Rbac;

namespace KfTenants.Kubernetes.Doctor;

/// <summary>
/// Asks the server for each right of <see cref="PermissionTable"/>, with the scope that the requests will have: a kind without a namespace is asked for without
/// one, because with one the server says yes to what it then refuses.
/// </summary>
internal static class RightsProbe
{
    // Rights of objects by name, and of namespaces: from here on more questions tell no more.
    private const int MostNames = 20;
    private const int MostSpaces = 50;

    /// <param name="tenants">Where a right that is not given everywhere may be given instead.</param>
    /// <returns>Null when the server did not answer.</returns>
    public static async Task<RightsFacts?> AskAsync(IServerValidation server, ToolPlaces places, ImmutableArray<string> tenants, CancellationToken cancellationToken)
    {
        var plan = QuestionsOf(PermissionTable.ForPlan(places));
        var apply = QuestionsOf(PermissionTable.ForApply(places)).Except(plan).ToImmutableArray();
        try
        {
            var missing = await Task.WhenAll(MissingAsync(server, plan, tenants, cancellationToken), MissingAsync(server, apply, tenants, cancellationToken));
            return new RightsFacts(missing[0], missing[1]);
        }
        catch (KfTenantsException)
        {
            return null;
        }
    }

    private static ImmutableArray<AccessQuestion> QuestionsOf(ImmutableArray<RbacRule> rules) =>
    [
        .. (from rule in rules
            from resource in rule.Resources
            from verb in rule.Verbs
            from name in rule.Names.IsEmpty ? [null] : rule.Names.Take(MostNames).Cast<string?>()
            select new AccessQuestion(verb, rule.Group, resource, rule.Namespace, name)).Distinct(),
    ];

    private static async Task<ImmutableArray<string>> MissingAsync(
        IServerValidation server, ImmutableArray<AccessQuestion> questions, ImmutableArray<string> tenants, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(questions.Select(async q => (Question: q, Missing: await MissingAsync(server, q, tenants, cancellationToken))));
        return [.. answers.Select(a => a.Missing).OfType<string>().Order(StringComparer.Ordinal)];
    }

    private static async Task<string?> MissingAsync(IServerValidation server, AccessQuestion question, ImmutableArray<string> tenants, CancellationToken cancellationToken)
    {
        if (await server.IsAllowedAsync(question, cancellationToken))
        {
            return null;
        }

        // A list of all namespaces is one request: a right in each of them does not allow it.
        if (question.Namespace is not null || question.Verb == "list" || tenants.IsEmpty || !IsNamespaced(question))
        {
            return question.ToString();
        }

        var asked = tenants.Take(MostSpaces).Select(tenant => question with { Namespace = tenant }).ToList();
        var denied = await NeededRights.DeniedAsync(asked, server, cancellationToken);
        return denied.IsEmpty ? null : denied.Length == asked.Count ? question.ToString() : denied[0].ToString();
    }

    private static bool IsNamespaced(AccessQuestion question) =>
        ObjectKind.All.FirstOrDefault(k => k.Group == question.Group && k.Plural == question.Resource.Split('/')[0]) is { IsNamespaced: true };
}
