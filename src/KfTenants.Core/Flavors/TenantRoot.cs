using System.Collections.Immutable;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Flavors;

/// <summary>
/// What the root of a tenant is: the object that it stands and falls with, how that object says who owns the tenant, and what must be
/// planned beside it. All else of a tenant is the same in every flavour.
/// </summary>
public abstract class TenantRoot
{
    private protected TenantRoot()
    {
    }

    /// <summary>Of a cluster of this platform.</summary>
    public static TenantRoot Of(Platform platform) => platform.Flavor == Flavor.Kubernetes ? new NamespaceRoot(platform.Roles) : ProfileRoot.Instance;

    /// <summary>Of a cluster of this flavour of which nothing else is said.</summary>
    public static TenantRoot Of(Flavor flavor) => flavor == Flavor.Kubernetes ? new NamespaceRoot(ClusterRoles.Kubernetes) : ProfileRoot.Instance;

    public abstract Flavor Flavor { get; }

    /// <summary>The root's kind. It has no namespace, and its name is the tenant's.</summary>
    public abstract ObjectKind Kind { get; }

    public ObjectKey Key(string tenant) => new(Kind, null, tenant);

    public KubeObject? Find(string tenant, LiveState live) => live.Find(Key(tenant));

    /// <summary>Every tenant of the cluster, in the order of names.</summary>
    public abstract IEnumerable<KubeObject> All(LiveState live);

    /// <summary>The tenants that carry this set's label.</summary>
    public IEnumerable<KubeObject> OfSet(string setName, LiveState live) => All(live).Where(r => r.Label(Ownership.PartOfLabel) == Ownership.SetId(setName));

    /// <summary>Whom the root names as the owner; null for none.</summary>
    public abstract string? OwnerOf(KubeObject root);

    /// <summary>All access was taken away, and the data stays.</summary>
    public abstract bool IsSuspended(KubeObject root);

    /// <summary>Who has the owner's access in fact; null for none, and where there is no such tenant.</summary>
    public abstract string? HolderIn(string tenant, LiveState live);

    /// <summary>Who has it after a plan.</summary>
    /// <param name="fate">What is planned for the root; null for nothing.</param>
    /// <param name="bindings">The tenant's RoleBindings as the plan leaves them.</param>
    public abstract string? HolderAfter(string tenant, LiveState live, Change? fate, IEnumerable<KubeObject> bindings);

    /// <summary>The change gives the tenant another owner, or takes the owner's access away.</summary>
    public abstract bool IsTransfer(Change change);

    /// <summary>Whom a RoleBinding gives something beside what the platform itself grants, each as in <see cref="Grants.Subjects"/>.</summary>
    public abstract IEnumerable<string> SubjectsOf(KubeObject binding, LiveState live);

    /// <summary>The same of a policy of the mesh.</summary>
    public abstract IEnumerable<MeshSubject> SubjectsOf(KubeObject policy, LiveState live, PolicyReach reach);

    /// <summary>The people among <see cref="SubjectsOf(KubeObject, LiveState)"/>, each with the role.</summary>
    public abstract IEnumerable<Grants.Grant> GrantsOf(KubeObject binding, LiveState live);

    /// <summary>What a contributor has by this ClusterRole; null where it is not one of those that contributors are given.</summary>
    public abstract Role? RoleOf(string? clusterRole);

    /// <summary>The word for it; of another role its own name.</summary>
    public string RoleNamed(string clusterRole) => RoleOf(clusterRole)?.ToText() ?? clusterRole;

    /// <summary>The RoleBinding that gives the owner's access.</summary>
    public abstract ObjectKey OwnerBindingKey(string tenant, string owner);

    /// <summary>The root and its Namespace name two owners, so that a controller has stopped looking after them.</summary>
    public virtual bool IsFrozen(KubeObject root, LiveState live) => false;

    /// <summary>What keeps anything from being planned for the tenant; null for nothing.</summary>
    /// <param name="mayAdopt">What exists already may become the tenant's.</param>
    public abstract Change.Conflict? Obstacle(string setName, Tenant tenant, bool mayAdopt, LiveState live);

    /// <summary>The root's own change with what belongs to it.</summary>
    /// <param name="desired">The root as the document wants it.</param>
    /// <param name="planned">What <see cref="ObjectPlanner"/> says of it.</param>
    public virtual Change Complete(Tenant tenant, DesiredObject desired, Change planned, LiveState live) => planned;

    /// <summary>Changes of what the flavour keeps beside the objects of the document.</summary>
    /// <param name="fate">What is planned for the root.</param>
    /// <param name="wanted">All that the document asks for in this tenant.</param>
    public virtual IEnumerable<Change> Beside(Tenant tenant, Change fate, ImmutableArray<DesiredObject> wanted, LiveState live) => [];

    /// <summary>The fate of the root of a tenant that must not exist: its deletion, or what keeps it; null when there is nothing left.</summary>
    public abstract Change? Deletion(string setName, Tombstone tombstone, LiveState live);

    /// <summary>What must be said of a tenant although nothing is changed by it.</summary>
    public abstract IEnumerable<PlanNotice> NoticesOf(Tenant tenant, bool mayAdopt, LiveState live);

    /// <summary>The same of one that must not exist.</summary>
    public abstract IEnumerable<PlanNotice> NoticesOf(Tombstone tombstone, LiveState live);
}
