using System.Collections.Immutable;
using KfTenants.Doctor;
using KfTenants.Kube;
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
            return new RightsFacts(missing[0], missing[1], plan.Length + apply.Length, Unasked(PermissionTable.ForPlan(places)) + Unasked(PermissionTable.ForApply(places)));
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

    private static int Unasked(ImmutableArray<RbacRule> rules) => rules.Sum(r => Math.Max(0, r.Names.Length - MostNames) * r.Resources.Length * r.Verbs.Length);

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

        var denied = new List<string>();
        foreach (var tenant in tenants.Take(MostSpaces))
        {
            if (!await server.IsAllowedAsync(question with { Namespace = tenant }, cancellationToken))
            {
                denied.Add(tenant);
            }
        }

        return denied.Count == 0 ? null : denied.Count == tenants.Length ? question.ToString() : $"{question with { Namespace = denied[0] }}";
    }

    private static bool IsNamespaced(AccessQuestion question) =>
        ObjectKind.All.FirstOrDefault(k => k.Group == question.Group && k.Plural == question.Resource.Split('/')[0]) is { IsNamespaced: true };
}
