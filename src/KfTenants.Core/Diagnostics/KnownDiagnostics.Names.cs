namespace KfTenants.Diagnostics;

/// <content>KFT03: names, e-mail addresses and what refers to them.</content>
public static partial class KnownDiagnostics
{
    /// <param name="what">For example <c>tenant name</c>.</param>
    /// <param name="rule">What it must be, as the rest of a sentence.</param>
    public static Diagnostic BadName(SourceLocation at, string what, string name, string rule) =>
        Make("KFT0301", at, $"{Quote(name)} cannot be a {what}: it must be {rule}.");

    /// <param name="why">What it is reserved for, as the rest of a sentence.</param>
    public static Diagnostic ReservedTenantName(SourceLocation at, string name, string why) =>
        Make("KFT0302", at, $"{Quote(name)} cannot be a tenant: {why}. Choose another name.");

    public static Diagnostic DifferentSets(SourceLocation at, string name, string otherName, SourceLocation other) =>
        Make("KFT0303", at, $"This file belongs to the set {Quote(name)}, but {other} to the set {Quote(otherName)}; files that are read together need the same metadata.name.");

    public static Diagnostic SectionTwice(SourceLocation at, string section, SourceLocation first) =>
        Make("KFT0304", at, $"{Quote(section)} is allowed in one file only; it is already at {first}.");

    /// <param name="what">For example <c>tenant</c>.</param>
    public static Diagnostic DefinedTwice(SourceLocation at, string what, string name, SourceLocation first) =>
        Make("KFT0305", at, $"The {what} {Quote(name)} is defined here a second time, first at {first}.");

    public static Diagnostic NoTenants(SourceLocation at) =>
        Make("KFT0306", at, "No file lists a tenant. An empty set is never accepted: it would revoke all access.");

    public static Diagnostic BadEmail(SourceLocation at, string text, string why) =>
        Make("KFT0307", at, $"{Quote(text)} is not a usable e-mail address: {why}.");

    public static Diagnostic EmailTwice(SourceLocation at, string email, string other, SourceLocation first) =>
        Make("KFT0308", at, email == other
            ? $"The e-mail address {Quote(email)} is already that of the user at {first}."
            : $"The e-mail address {Quote(email)} differs only in case from {Quote(other)} at {first}; Dex takes them for one user.");

    public static Diagnostic UpperCaseEmail(SourceLocation at, string email) =>
        Make("KFT0309", at, $"The e-mail address {Quote(email)} has capital letters: Kubernetes and Istio compare it byte for byte with what the person signs in with. Write it " +
            "in lower case unless the login has capitals too.");

    /// <param name="asEmail">There is no <c>users:</c> list, so only an e-mail could have been meant.</param>
    public static Diagnostic UnknownUser(SourceLocation at, string name, string hint, bool asEmail) =>
        Make("KFT0310", at, asEmail
            ? $"{Quote(name)} is not an e-mail address, and there is no \"users\" list that could define it as a handle."
            : $"No user has the handle or e-mail address {Quote(name)}{Ending(hint, "add it to \"users\"")}");

    /// <param name="isContributor">A group could stand here; otherwise only a person can.</param>
    public static Diagnostic GroupAsUser(SourceLocation at, string name, bool isContributor) =>
        Make("KFT0310", at, isContributor
            ? $"{Quote(name)} is a group and not a user; write group: {Quote(name)}."
            : $"{Quote(name)} is a group, and only a person can stand here; name a user.");

    public static Diagnostic UserAsGroup(SourceLocation at, string name) =>
        Make("KFT0311", at, $"{Quote(name)} is a user and not a group; write user: {Quote(name)}.");

    public static Diagnostic UnknownGroup(SourceLocation at, string name, string hint) =>
        Make("KFT0311", at, $"No group has the name {Quote(name)}{Ending(hint, "add it to \"groups\"")}");

    public static Diagnostic UnknownTier(SourceLocation at, string name, string hint) =>
        Make("KFT0312", at, $"No tier has the name {Quote(name)}{Ending(hint, "add it to \"tiers\"")}");

    public static Diagnostic OwnerIsContributor(SourceLocation at, string tenant, string email) =>
        Make("KFT0313", at, $"{Quote(email)} owns the tenant {Quote(tenant)} and so has every right in it; remove this entry.");

    public static Diagnostic ListedTwice(SourceLocation at, string what, string name, SourceLocation first) =>
        Make("KFT0314", at, $"The {what} {Quote(name)} is listed here a second time, first at {first}; keep one.");

    public static Diagnostic BindingCollision(SourceLocation at, string tenant, string email, string other, SourceLocation otherPlace, string binding) =>
        Make("KFT0315", at, $"In the tenant {Quote(tenant)}, {Quote(email)} and {Quote(other)} at {otherPlace} would both have the binding \"{binding}\", as Kubeflow names it; " +
            "give them different roles or keep one.");

    public static Diagnostic BindingNameTooLong(SourceLocation at, string email, int length, int limit) =>
        Make("KFT0316", at, $"The binding of {Quote(email)}, as Kubeflow names it, would have a name of {length} characters; at most {limit} are allowed.");

    /// <param name="what"><c>label</c>, <c>annotation</c>, or <c>value of the label "x"</c>.</param>
    public static Diagnostic BadMetadata(SourceLocation at, string what, string text, string rule) =>
        Make("KFT0317", at, $"{Quote(text)} cannot be a {what}: {rule}.");

    public static Diagnostic ReservedMetadata(SourceLocation at, string what, string key, string owner) =>
        Make("KFT0318", at, $"The {what} {Quote(key)} belongs to {owner}; remove it here.");

    public static Diagnostic BadIstioSetting(SourceLocation at, string what, string text, string rule) =>
        Make("KFT0319", at, $"{Quote(text)} cannot be {what}: {rule}.");

    public static Diagnostic WrongPluginKey(SourceLocation at, string kind, string problem) =>
        Make("KFT0320", at, $"The plugin {Quote(kind)} {problem}.");

    public static Diagnostic OnlyAbsentTenants(SourceLocation at) =>
        Make("KFT0321", at, "Every tenant of the set is absent; a plan that leaves nothing is refused. Keep a tenant, or delete the last Profiles by hand.");

    /// <param name="shown">The address with code points for what is not ASCII.</param>
    public static Diagnostic MixedScripts(SourceLocation at, string email, string shown, IEnumerable<string> scripts) =>
        Make("KFT0322", at, $"{Quote(email)} mixes letters of different scripts in one word ({string.Join(", ", scripts)}): it is {Quote(shown)}. " +
            "Check that this is the address that the person signs in with.");

    /// <param name="shown">The address with code points for what is not ASCII.</param>
    /// <param name="other">The one it looks like, in the same form.</param>
    public static Diagnostic LookAlikes(SourceLocation at, string shown, string other, SourceLocation first) =>
        Make("KFT0323", at, $"{Quote(shown)} looks like {Quote(other)} at {first}, and is another person to Kubernetes and Istio. Remove one of them unless both exist.");

    public static Diagnostic BadAccessEnd(SourceLocation at, string text) =>
        Make("KFT0324", at, $"{Quote(text)} is no date and no time: write the last day of the access, for example 2027-01-31, or a moment in UTC, for example 2027-01-31T18:00Z.");

    /// <param name="name">Of the user or the group.</param>
    public static Diagnostic AccessHasEnded(SourceLocation at, string name, string tenant, string end) =>
        Make("KFT0325", at, $"The access of {Quote(name)} to the tenant {Quote(tenant)} ended at {end}, and counts no more. Remove the entry, or give it a later end.");

    /// <param name="text">The path, or the manager.</param>
    public static Diagnostic BadFieldRule(SourceLocation at, string text, string why) =>
        Make("KFT0331", at, $"{Quote(text)} cannot be used in a field rule: {why}.");

    private static string Ending(string hint, string advice) => hint.Length > 0 ? hint : $"; {advice}.";
}
