namespace KfTenants.Diagnostics;

/// <content>KFT08: roles in a tenant's namespace, and its service accounts.</content>
public static partial class KnownDiagnostics
{
    /// <param name="why">As the rest of a sentence.</param>
    public static Diagnostic RoleNotBound(SourceLocation at, string role, string why) =>
        Make("KFT0801", at, $"{Quote(role)} cannot be bound in a tenant: {why}. Bind a role with the rights that are meant.");

    /// <param name="person">As it is written.</param>
    public static Diagnostic ContributorByBinding(SourceLocation at, string person, string role, string clusterRole) =>
        Make("KFT0802", at, $"{Quote(person)} would have {clusterRole} without the mesh's policy, so that Kubeflow's pages do not open, and the dashboard would not list the " +
            $"person; write contributors: [{{user: {Quote(person)}, role: {role}}}].");

    public static Diagnostic BindingForNobody(SourceLocation at, string role) =>
        Make("KFT0803", at, $"This entry gives the role {Quote(role)} to no one; name users, groups or serviceAccounts, or remove it.");

    /// <param name="what">For example <c>RoleBinding</c>.</param>
    /// <param name="whose">As the rest of a sentence.</param>
    public static Diagnostic NameTaken(SourceLocation at, string what, string name, string whose) =>
        Make("KFT0804", at, $"No {what} of the file can be called {Quote(name)}: {whose}. Choose another name.");

    public static Diagnostic BindingTwice(SourceLocation at, string binding, SourceLocation first) =>
        Make("KFT0805", at, $"This entry and the one at {first} would both be RoleBinding {Quote(binding)}; make one entry of the two, or give one of them another name.");

    public static Diagnostic SystemGroup(SourceLocation at, string group) =>
        Make("KFT0806", at, $"{Quote(group)} is a group of Kubernetes itself, which can mean everyone; name a group of the identity provider, or list service accounts.");

    public static Diagnostic GroupOfFile(SourceLocation at, string group) =>
        Make("KFT0807", at, $"{Quote(group)} is also a group of this file, and here it is a group of the identity provider: the people whom the file lists get nothing by it. " +
            "For them, write the group under contributors, or the people under users.");

    public static Diagnostic PresetAndRole(SourceLocation at, string account) =>
        Make("KFT0808", at, $"The service account {Quote(account)} has both preset and clusterRole; keep one: a preset is the name of a role.");

    public static Diagnostic IdleWildcards(SourceLocation at) =>
        Make("KFT0809", at, "allowWildcards has no effect here: no role is named whose rules are not known. Remove it.");
}
