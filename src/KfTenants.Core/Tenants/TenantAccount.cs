using System.Collections.Immutable;
using KfTenants.Diagnostics;

namespace KfTenants.Tenants;

/// <summary>A service account of a tenant: an identity for what is no person, with the rights of one role or none.</summary>
/// <param name="ClusterRole">Null: it has no rights of its own.</param>
/// <param name="Origin">Where its name is written.</param>
public sealed record TenantAccount(string Name, string? ClusterRole, SourceLocation Origin)
{
    /// <summary>Pods that run as it get its token (<c>automountToken: true</c>).</summary>
    public bool MountsToken { get; init; }

    /// <summary>The role may have rules with <c>*</c>.</summary>
    public bool AllowsWildcards { get; init; }

    /// <summary>The binding that gives it its rights; null without a role.</summary>
    public RoleGrant? Grant => ClusterRole is null ? null
        : new RoleGrant(new RoleReference(IsOfCluster: true, ClusterRole), [new GrantSubject(GrantSubjectKind.ServiceAccount, Name)], Origin)
        {
            OwnName = BindingNameOf(Name),
            AllowsWildcards = AllowsWildcards,
        };

    private static readonly ImmutableArray<string> OfNamespace = ["default"];
    private static readonly ImmutableArray<string> OfProfile = ["default", "default-editor", "default-viewer"];

    /// <summary>Those that no document makes: Kubernetes', and on Kubeflow profile-controller's.</summary>
    public static ImmutableArray<string> MadeByItself(Flavor flavor) => flavor == Flavor.Kubeflow ? OfProfile : OfNamespace;

    /// <summary>The name of <see cref="Grant"/>.</summary>
    public static string BindingNameOf(string account) => $"{RoleGrant.NamePrefix}serviceaccount-{account}";
}
