using System.Text;
using KfTenants.Diagnostics;
using KfTenants.Kube;

namespace KfTenants.Audit;

/// <summary>One check of <c>audit</c>: an entry of <see cref="AuditRules"/>, the catalogue that every output and docs/audit.md have it from.</summary>
/// <param name="Id"><c>AUD</c> and four digits; never given to another meaning.</param>
/// <param name="Severity">An error: access or a tenant is not as it looks, or is broken, now. A warning: a person should look. Info: good to know.</param>
/// <param name="Title">A short sentence without the particulars; the heading in docs/audit.md.</param>
public sealed record AuditRule(string Id, Severity Severity, string Title)
{
    /// <param name="found">The object that it is about.</param>
    /// <param name="tenant">Null for what all tenants share.</param>
    /// <param name="detail">What tells two findings about one object apart: a person, a resource. It must not change while the finding is the same.</param>
    /// <param name="message">What there is and what follows from it, one sentence without a full stop.</param>
    /// <param name="remedy">What to do, the same.</param>
    public AuditFinding At(ObjectKey found, string? tenant, string? detail, string message, string remedy) => new(this, found, tenant, detail, message, remedy);
}

/// <summary>One thing that is wrong, or should be known, in a cluster.</summary>
/// <inheritdoc cref="AuditRule.At"/>
public sealed record AuditFinding(AuditRule Rule, ObjectKey Object, string? Tenant, string? Detail, string Message, string Remedy)
{
    /// <summary>The same finding in every run: how a baseline knows it again.</summary>
    public FindingIdentity Identity => new(Rule.Id, Plain(Object.ToString()), Detail is null ? null : Plain(Detail));

    // Names may hold what no file that people read may hold; each stays another text than every other.
    private static string Plain(string text) => text.EnumerateRunes().All(IsPlain)
        ? text
        : string.Concat(text.EnumerateRunes().Select(r => IsPlain(r) ? r.ToString() : UnseenRunes.Escape(r.Value)));

    private static bool IsPlain(Rune rune) => rune.Value != '\\' && !rune.IsUnseen();
}

/// <summary>Which finding, without its words.</summary>
/// <param name="Object"><c>RoleBinding/team-a/user-ana</c></param>
/// <param name="Subject">The finding's detail; null without one. In both, what no one can see or read is written as <c>\u{1B}</c>.</param>
public readonly record struct FindingIdentity(string Id, string Object, string? Subject) : IComparable<FindingIdentity>
{
    public int CompareTo(FindingIdentity other) => string.CompareOrdinal(Id, other.Id) is not 0 and var byId ? byId
        : string.CompareOrdinal(Object, other.Object) is not 0 and var byObject ? byObject
        : string.CompareOrdinal(Subject, other.Subject);

    public override string ToString() => $"{Id} {Object}{(Subject is null ? "" : $" {Subject}")}";

    public static bool operator <(FindingIdentity left, FindingIdentity right) => left.CompareTo(right) < 0;

    public static bool operator >(FindingIdentity left, FindingIdentity right) => left.CompareTo(right) > 0;

    public static bool operator <=(FindingIdentity left, FindingIdentity right) => left.CompareTo(right) <= 0;

    public static bool operator >=(FindingIdentity left, FindingIdentity right) => left.CompareTo(right) >= 0;
}
