namespace KfTenants.Plans;

/// <summary>
/// What an apply of a Profile must be followed by when the owner in it is a new one. profile-controller does not hand a Profile over: as
/// long as the Namespace's annotation and the Profile disagree it leaves both alone, and it never rewrites the annotations by which the
/// dashboard lists the owner (profile_controller.go, Reconcile; the same from v1.6.1 to dashboard main). So, in this order: the Profile;
/// the Namespace's annotation; wait until the controller has given the owner's binding and policy to the new owner; their annotations.
/// Whether any of it is needed is read from the live objects alone, so that a run that died in the middle is finished by the next.
/// </summary>
/// <param name="Owner">The new owner's e-mail, or nobody's (<see cref="Tenants.Suspension.Owner"/>).</param>
public sealed record OwnerTransfer(string Owner)
{
    /// <summary>Stands in the Profile's change for the Namespace's annotation.</summary>
    public const string NamespaceField = "/Namespace/metadata/annotations/owner";

    /// <summary>Stands for the annotation of the RoleBinding namespaceAdmin.</summary>
    public const string BindingField = "/RoleBinding/namespaceAdmin/metadata/annotations/user";

    /// <summary>Stands for the annotation of the AuthorizationPolicy ns-owner-access-istio.</summary>
    public const string PolicyField = "/AuthorizationPolicy/ns-owner-access-istio/metadata/annotations/user";

    /// <summary>The owner in the Profile itself.</summary>
    public const string OwnerField = "/spec/owner/name";
}
