using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Logins;
using KfTenants.Planning;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.AccessLists;

/// <summary>
/// Who can get in now, read from what lets people in: subjects and roles of bindings, rules of policies. Never from labels, annotations or names, which the
/// owner of a namespace can write. What profile-controller grants to the namespace's own accounts and to Kubeflow is not listed.
/// </summary>
public sealed class LiveAccessList
{
    private readonly LiveState _live;
    private readonly TenantSet? _set;
    private readonly TenantRoot _root;
    private readonly Dictionary<string, Tenant> _declared;
    private readonly PolicyReach _reach;
    private readonly ImmutableArray<(string Name, GrantEvidence Evidence)> _sets;

    private LiveAccessList(LiveState live, TenantSet? set, PolicyReach reach)
    {
        _live = live;
        _set = set;
        _root = set is null ? TenantRoot.Of(Flavor.Kubeflow) : TenantRoot.Of(set.Platform);
        _declared = set?.Tenants.ToDictionary(t => t.Name, StringComparer.Ordinal) ?? [];
        _reach = reach;
        _sets = [.. SetsOf(live, set).Select(name => (name, new GrantEvidence(name, AccessRecordParts.Read(name, live), set?.Platform)))];
    }

    /// <param name="live">All tenants.</param>
    /// <param name="set">Null: no document says what is meant of them.</param>
    /// <param name="dex">Where logins are.</param>
    /// <param name="identity">How this cluster's mesh recognises people.</param>
    public static AccessList Of(LiveState live, TenantSet? set, DexPlatform dex, IstioIdentity identity)
    {
        var list = new LiveAccessList(live, set, identity.Reach);
        var roots = list._root.All(live).ToImmutableArray();
        return new AccessList(
            [.. roots.Select(r => new ListedTenant(r.Key.Name, list._root.OwnerOf(r), list.ConditionOf(r)))],
            AccessList.Sorted(roots.SelectMany(list.In).Concat(list.Everywhere())),
            list._root.Flavor == Flavor.Kubeflow ? KnownLogins.Read(dex, live) : KnownLogins.Elsewhere,
            [.. live.Unread.Select(u => $"{u.What}: {u.Why}"), .. list.Flaws(roots)]);
    }

    // The file's set is known before it was ever applied.
    private static IEnumerable<string> SetsOf(LiveState live, TenantSet? set) =>
        Ownership.SetsIn(live).Concat(set is null ? [] : (string[])[set.Name]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private TenantCondition ConditionOf(KubeObject root) =>
        root.IsTerminating ? TenantCondition.Deleting
        : _root.IsSuspended(root) ? TenantCondition.Suspended
        : _root.IsFrozen(root, _live) ? TenantCondition.Frozen
        : TenantCondition.Active;

    private IEnumerable<AccessEntry> In(KubeObject root)
    {
        var tenant = root.Key.Name;
        var owner = OwnerOf(root);
        var bindings = _live.In(tenant, ObjectKind.RoleBinding).SelectMany(b => OfBinding(b, owner)).ToList();
        var policies = (from policy in _live.In(tenant, ObjectKind.AuthorizationPolicy)
                        from subject in SubjectsOf(policy)
                        select (Policy: policy, Subject: subject)).ToList();
        var entries = new List<AccessEntry>();
        if (owner is { } holder)
        {
            entries.Add(OfOwner(root, holder, policies.Where(p => p.Subject == holder).Select(p => p.Policy)));
        }

        foreach (var (binding, subject) in bindings)
        {
            var half = policies.Find(p => p.Subject == subject && p.Policy.Key.Name == binding.Key.Name).Policy;
            entries.Add(Entry(binding, subject, half is null ? [binding.Key] : [binding.Key, half.Key]));
        }

        // What is left over is the missing half of a grant with another name, or lets in who has no other way.
        foreach (var (policy, subject) in policies.Where(p => p.Subject != owner && !entries.Any(e => e.Objects.Contains(p.Policy.Key) && e.Subject == p.Subject)))
        {
            var at = entries.FindIndex(e => e.Subject == subject && !e.HasMesh);
            if (at >= 0)
            {
                entries[at] = entries[at] with { Objects = entries[at].Objects.Add(policy.Key) };
            }
            else if (!entries.Exists(e => e.Subject == subject && e.Route != AccessRoute.Policy))
            {
                entries.Add(With(new AccessEntry(subject, tenant, Grants.MeshOnly, AccessRoute.Policy, [policy.Key]), policy));
            }
        }

        var isManaged = SetOf(root) is not null;
        var isDeclared = _declared.ContainsKey(tenant);
        return entries.Select(e => e with
        {
            IsUnmanaged = e.Subject.IsPeople && e.ManagedBy is null && (isDeclared ? e.Declared is null : isManaged),
            IsDropped = isDeclared && e.Declared is null && e.ManagedBy == _set!.Name,
        });
    }

    private AccessSubject? OwnerOf(KubeObject root)
    {
        if (root.Text("spec", "owner", "kind") is { } kind and not "User")
        {
            return root.At("spec", "owner") is { } owner ? AccessSubject.Of(owner, null) : new AccessSubject(SubjectKind.System, kind);
        }

        return _root.HolderIn(root.Key.Name, _live) is { } holder ? AccessSubject.Of(new MeshSubject(holder, IsPerson: true)) : null;
    }

    // The policy that holds the owner's name is the controller's, or whichever else lets the owner in.
    private AccessEntry OfOwner(KubeObject root, AccessSubject owner, IEnumerable<KubeObject> policies)
    {
        var tenant = root.Key.Name;
        var binding = _live.Find(_root.OwnerBindingKey(tenant, owner.Name));
        var controllers = _live.Find(ProfileObject.OwnerPolicyKey(tenant));
        var policy = controllers is not null && _reach.Of(controllers).Any(s => AccessSubject.Of(s) == owner) ? controllers : policies.FirstOrDefault();
        var objects = new[] { root.Key, binding?.Key, policy?.Key }.OfType<ObjectKey>();
        return Declared(new AccessEntry(owner, tenant, Grants.Owner, AccessRoute.Owner, [.. objects])
        {
            ManagedBy = SetOf(root),
            IsWithoutMesh = _root.Flavor == Flavor.Kubernetes,
        });
    }

    private IEnumerable<(KubeObject Binding, AccessSubject Subject)> OfBinding(KubeObject binding, AccessSubject? owner)
    {
        var given = _root.SubjectsOf(binding, _live).ToHashSet(StringComparer.Ordinal);
        return from subject in binding.At("subjects").Items()
               where given.Contains(Grants.SubjectText(subject, binding.Key.Namespace))
               let who = AccessSubject.Of(subject, binding.Key.Namespace)
               where !(who == owner && binding.Key == _root.OwnerBindingKey(binding.Key.Namespace!, who.Name))
               select (binding, who);
    }

    private IEnumerable<AccessSubject> SubjectsOf(KubeObject policy) => _root.SubjectsOf(policy, _live, _reach).Select(AccessSubject.Of).Distinct();

    private AccessEntry Entry(KubeObject binding, AccessSubject subject, ImmutableArray<ObjectKey> objects)
    {
        var bound = binding.Text("roleRef", "name") ?? "";
        var role = _root.RoleNamed(bound);
        var isContributor = subject.Kind == SubjectKind.Person && binding.Text("roleRef", "kind") == "ClusterRole" && _root.RoleOf(bound) is not null;
        return With(
            new AccessEntry(subject, binding.Key.Namespace, role, isContributor ? AccessRoute.Contributor : AccessRoute.RoleBinding, objects)
            {
                IsWithoutMesh = _root.Flavor == Flavor.Kubernetes,
            }, binding);
    }

    private AccessEntry With(AccessEntry entry, KubeObject grant) => Declared(entry with
    {
        ManagedBy = _sets.Where(s => s.Evidence.IsOurs(grant)).Select(s => s.Name).FirstOrDefault() ?? OtherSet(grant),
    });

    private AccessEntry Declared(AccessEntry entry)
    {
        if (entry.Tenant is null || !_declared.TryGetValue(entry.Tenant, out var tenant))
        {
            return entry;
        }

        var said = entry.Subject.Kind == SubjectKind.Person ? DeclaredAccessList.Find(tenant, entry.Subject.Name) : null;
        if (entry.Route == AccessRoute.RoleBinding)
        {
            said = DeclaredAccessList.Find(tenant, entry.Objects[0], entry.Subject) ?? said;
        }

        return entry with
        {
            Declared = said,
            Route = entry.Route == AccessRoute.Contributor && said?.Group is not null ? AccessRoute.Group : entry.Route,
        };
    }

    private string? SetOf(KubeObject root) =>
        _sets.Where(s => root.Label(Ownership.PartOfLabel) == Ownership.SetId(s.Name) && root.Managers.IncludeUs).Select(s => s.Name).FirstOrDefault() ?? OtherSet(root);

    // A set that has left nothing else that may be read.
    private string? OtherSet(KubeObject found) =>
        found.Label(Ownership.PartOfLabel) is { } id && found.Managers.IncludeUs && !_sets.Any(s => Ownership.SetId(s.Name) == id) ? "another set" : null;

    private IEnumerable<AccessEntry> Everywhere() =>
        WideGrants.Bindings(_live)
            .Select(b => new AccessEntry(AccessSubject.Of(b.Subject, null), null, b.Role, AccessRoute.ClusterRoleBinding, [b.Binding.Key]))
            .Concat(WideGrants.Policies(_live, _reach).SelectMany(p => _reach.Of(p).Select(AccessSubject.Of).Distinct()
                .Select(s => new AccessEntry(s, null, Grants.MeshOnly, AccessRoute.MeshPolicy, [p.Key]))));

    // Of these only the name is known: what they let in is not in the list.
    private IEnumerable<string> Flaws(IEnumerable<KubeObject> roots) =>
        from root in roots
        from found in Grants.Kinds.SelectMany(kind => _live.In(root.Key.Name, kind)).Prepend(root)
        where found.BodyFlaw is not null
        select $"{found.Key}: cannot be read safely: {found.BodyFlaw}";
}
