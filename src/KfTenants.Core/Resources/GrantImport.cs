using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>
/// The contributors of a tenant: every person whom a RoleBinding gives one of Kubeflow's roles, whatever it is called and whatever its annotations say.
/// What the binding gives counts, because a person must have the same access after an apply as before.
/// </summary>
internal static class GrantImport
{
    private readonly record struct Route(KubeObject Binding, string Person, Role Role)
    {
        public bool HasOwnName => Binding.Key.Name == KfamName.For(Person, Role);
    }

    public static ImportedTenant Of(ImportedTenant tenant, ImportView view)
    {
        var routes = view.Live.In(tenant.Name, ObjectKind.RoleBinding)
            .Where(b => !IsOwners(b, tenant, view.Flavor) && !b.IsTerminating)
            .SelectMany(b => RoutesOf(b, view))
            .ToList();
        var people = routes.GroupBy(r => r.Person, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();

        // Of two people whose bindings have one name, the one who has it now keeps it.
        var holders = people.Select(Best).GroupBy(r => KfamName.For(r.Person, r.Role), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.OrderByDescending(r => r.HasOwnName).First().Person, StringComparer.Ordinal);
        foreach (var person in people)
        {
            var best = Best(person);
            if (string.Equals(person.Key, tenant.Owner, StringComparison.OrdinalIgnoreCase))
            {
                tenant = person.Aggregate(tenant, (t, r) => t.Saying(
                    $"{Who(r)} owns the tenant and has every right already: {r.Binding.Key} stays as an unmanaged grant", r.Binding.Key));
            }
            else if (holders[KfamName.For(best.Person, best.Role)] is var holder && holder != person.Key)
            {
                tenant = person.Aggregate(tenant, (t, r) => t.Saying(
                    $"{Who(r)} has {r.Role.ToText()} by {r.Binding.Key} and is not in the file: Kubeflow would give that pair the name of the one of {QuotedText.Of(holder)}; " +
                    "it stays as an unmanaged grant", r.Binding.Key));
            }
            else if (best.HasOwnName && Grants.Subjects(best.Binding).FirstOrDefault(s => Grants.Of(best.Binding).All(g => g.Person != s)) is { } other)
            {
                tenant = tenant.Saying(
                    $"{Who(best)} has {best.Role.ToText()} by {best.Binding.Key} and is not in the file: the binding also gives it to {QuotedText.Of(other)}, " +
                    "which would lose it; give each a binding of their own first", best.Binding.Key);
            }
            else
            {
                tenant = AddPerson(tenant, best, [.. person.Where(r => r.Binding.Key != best.Binding.Key)]);
            }
        }

        return tenant;
    }

    private static Route Best(IEnumerable<Route> routes) => routes.OrderByDescending(r => r.Role).ThenByDescending(r => r.HasOwnName).ThenBy(r => r.Binding.Key).First();

    private static ImportedTenant AddPerson(ImportedTenant tenant, Route best, ImmutableArray<Route> others)
    {
        tenant = tenant with { Contributors = tenant.Contributors.Add(new ImportedContributor(best.Person, best.Role, best.Binding.Key.ToString())) };
        if (Oddity(best) is { } odd)
        {
            var made = new ObjectKey(ObjectKind.RoleBinding, tenant.Name, KfamName.For(best.Person, best.Role));
            tenant = best.HasOwnName ? tenant.Saying(odd, best.Binding.Key) : tenant.Saying(odd, best.Binding.Key, made, made with { Kind = ObjectKind.AuthorizationPolicy });
        }

        if (EmailAddress.HasUpperCase(best.Person))
        {
            tenant = tenant.Saying($"{Who(best)} has capital letters: Kubernetes and Istio compare them, so that a person who signs in without them has no access");
        }

        return others.Aggregate(tenant, (t, r) =>
            t.Saying($"{Who(r)} also has {r.Role.ToText()} by {r.Binding.Key}: the strongest role is listed, and this one stays as an unmanaged grant", r.Binding.Key));
    }

    // What is not as KFAM makes it, and what the next plan does about it.
    private static string? Oddity(Route route)
    {
        var binding = route.Binding;
        var (user, role) = (binding.Annotation(Grants.UserAnnotation), binding.Annotation(Grants.RoleAnnotation));
        var subjects = Grants.Subjects(binding).ToList();
        var made = KfamName.For(route.Person, route.Role);
        if (!route.HasOwnName && subjects.Any(s => s != route.Person && KfamName.For(s, route.Role) == binding.Key.Name))
        {
            return $"{Who(route)} is not the first subject of {binding.Key}: the plan makes the pair {made} for this person, and leaves that binding to the person of " +
                "its name";
        }

        if (!route.HasOwnName)
        {
            var says = role is not null && role != route.Role.ToText() ? $", and its annotation says {QuotedText.Of(role)}" : "";
            return $"{binding.Key} gives {Who(route)} the role {route.Role.ToText()}{says}, and has not the name that Kubeflow gives it: the plan makes the pair {made}, " +
                $"and this object stays as an unmanaged grant; delete it after the apply ({PasteText.Kubectl("delete", binding.Key)})";
        }

        if (subjects.Count > 1)
        {
            string[] others = [.. subjects.Where(s => s != route.Person).Select(QuotedText.Of)];
            return $"{binding.Key} has {subjects.Count} subjects, so that the dashboard cannot list it: the plan leaves it to {Who(route)} alone" +
                (others.Length == 0 ? "" : $", and takes {NameList.And(others)} out of it");
        }

        if (user is null && role is null)
        {
            return $"{binding.Key} has no annotations, so that the dashboard does not list {Who(route)}: the plan adds them";
        }

        return user == route.Person && role == route.Role.ToText() ? null
            : $"{binding.Key} gives {Who(route)} the role {route.Role.ToText()}, and its annotations say something else (user {QuotedText.Of(user ?? "")}, role " +
                $"{QuotedText.Of(role ?? "")}): the plan corrects them";
    }

    private static string Who(Route route) => QuotedText.Of(route.Person);

    // What profile-controller gives the owner and its own accounts; without it, what the owner is given by us.
    private static bool IsOwners(KubeObject binding, ImportedTenant tenant, Flavor flavor) => flavor == Flavor.Kubeflow
        ? ProfileObject.ControllerBindings.Contains(binding.Key.Name)
        : tenant.Owner is { } owner && binding.Key.Name == KfamName.For(owner, Role.Owner);

    private static IEnumerable<Route> RoutesOf(KubeObject binding, ImportView view) =>
        binding.Text("roleRef", "kind") != "ClusterRole" ? []
        : from grant in Grants.Of(binding).DistinctBy(g => g.Person)
          let role = view.RoleOf(binding.Text("roleRef", "name"))
          where role is not null && grant.Person.Length > 0
          select new Route(binding, grant.Person, role.Value);
}
