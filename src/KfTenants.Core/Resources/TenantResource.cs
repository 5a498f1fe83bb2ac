using System.Collections.Immutable;
using KfTenants.Diff;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>
/// One kind of object that a tenant consists of: everything that reading, planning, the rights and the rules must know of it. A new
/// kind is one file with one of these, and its line in <see cref="TenantResources.All"/>.
/// </summary>
public abstract class TenantResource : KindTraits
{
    /// <summary>Tenants of this flavour have objects of this kind, made in this way.</summary>
    public virtual bool IsOf(Flavor flavor) => true;

    /// <summary>How much of such an object is ours.</summary>
    public virtual Claim Claim => Claim.Whole;

    /// <summary>Objects of ours that nothing asks for any more are deleted. Never a Profile: omission destroys no data.</summary>
    public virtual bool IsPruned => false;

    /// <summary>Objects of this kind carry the set's label, and so are members of its ApplySet.</summary>
    public virtual bool IsMember => Claim == Claim.Whole;

    /// <summary>What a run that only plans needs.</summary>
    public abstract ImmutableArray<Right> PlanRights { get; }

    /// <summary>What a run that applies needs beside it.</summary>
    public abstract ImmutableArray<Right> ApplyRights { get; }

    /// <summary>The fields that <c>fieldRules</c> may speak of; null when the document asks for no object of this kind.</summary>
    public abstract RuleScope? Rules { get; }

    /// <summary>The objects of this kind that the document asks for.</summary>
    /// <param name="identity">How this cluster's mesh recognises people.</param>
    public abstract IEnumerable<DesiredObject> Desired(string setName, Tenant tenant, IstioIdentity identity);

    /// <summary>Why an object that does not exist is created, in a tenant that does.</summary>
    public virtual ChangeReason ReasonOfCreation(DesiredObject desired, TenantView view) => Added;

    /// <summary>The same, and why it goes, where only two documents are compared.</summary>
    public virtual ChangeReason Added => ReasonOfChange([]);

    public virtual ChangeReason Removed => ReasonOfChange([]);

    /// <summary>Why an object with these differences is changed.</summary>
    public abstract ChangeReason ReasonOfChange(ImmutableArray<FieldChange> fields);

    /// <summary>Of the objects of this kind that are ours, this one is this resource's.</summary>
    public virtual bool Owns(KubeObject found) => true;

    /// <summary>An object of another name that does what the desired one would, so that it need not be made; null when there is none.</summary>
    public virtual KubeObject? Equivalent(DesiredObject desired, TenantView view) => null;

    /// <summary>The deletion of an object that nothing asks for any more; only asked where <see cref="IsPruned"/>.</summary>
    /// <param name="wanted">All that the document asks for in this tenant.</param>
    public virtual Change.Delete Prune(KubeObject found, TenantView view, ImmutableArray<DesiredObject> wanted) => !IsPruned
        ? throw new InvalidOperationException($"a {Kind} is not pruned")
        : new Change.Delete(Precondition.Of(found))
        {
            Key = found.Key,
            Tenant = view.Tenant.Name,
            Reason = Removed,
            Origin = view.Tenant.Origin,
            Risk = ChangeRisk.OfDeletion(Kind, found.Key.Name),
            Content = ObjectContent.Of(found),
        };

    /// <summary>What the cluster's objects of this kind say of a tenant, added to what other kinds said: the way back from <see cref="Desired"/>.</summary>
    /// <param name="known">What the kinds before this one in <see cref="TenantResources.All"/> said.</param>
    public virtual ImportedTenant Import(ImportedTenant known, ImportView view) => known;

    /// <summary>An intent of this kind's traits.</summary>
    protected DesiredObject Desire(KubeObject intent, Tenant tenant, Diagnostics.SourceLocation origin) => new(this, intent, Claim, tenant.Name, origin);
}
