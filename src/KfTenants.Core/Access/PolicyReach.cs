using System.Text.Json;
using KfTenants.Kube;

namespace KfTenants.Access;

/// <summary>Whom the mesh lets in.</summary>
/// <param name="Who">An e-mail (or a pattern of e-mails with <c>*</c>), <c>ServiceAccount NAMESPACE/NAME</c>, <c>Namespace NAME</c>, or <c>everyone</c>.</param>
/// <param name="IsPerson">It is an e-mail.</param>
public readonly record struct MeshSubject(string Who, bool IsPerson);

/// <summary>
/// Whom an AuthorizationPolicy lets in, read from its rules as Istio reads them (authorization-policy.proto): from, to and when of one rule
/// must all hold, and one rule that holds is enough. What a rule says beside the person only narrows it and is not asked.
/// </summary>
/// <param name="UserIdHeader">The header by which the mesh knows people.</param>
/// <param name="UserIdPrefix">Text before the e-mail in it.</param>
/// <param name="Gateways">The principals through which people come: a rule that asks for nothing else lets in every one of them.</param>
public sealed record PolicyReach(string UserIdHeader, string UserIdPrefix, IReadOnlyCollection<string> Gateways)
{
    /// <summary>Every workload and every person whom another rule does not stop.</summary>
    public static readonly MeshSubject Everyone = new("everyone", IsPerson: false);

    private const string HeaderStart = "request.headers[";

    /// <summary>Without repetition, in the order of the rules. A policy that denies, audits or asks elsewhere lets no one in by itself.</summary>
    public IEnumerable<MeshSubject> Of(KubeObject policy) => policy.Text("spec", "action") is null or "ALLOW"
        ? policy.At("spec", "rules").Items().SelectMany(OfRule).Distinct()
        : [];

    /// <summary>Whom one rule lets in.</summary>
    public IEnumerable<MeshSubject> OfRule(JsonElement rule)
    {
        var people = rule.Member("when").Items().Where(IsAboutPeople).ToList();
        if (people.Count > 0)
        {
            // All conditions must hold: the first one bounds the people.
            return people[0].Member("values").Items().Select(v => v.ToString()).Select(v => new MeshSubject(WithoutPrefix(v), IsPerson: true));
        }

        var spaces = rule.Member("when").Items().Where(w => w.TextMember("key") == "source.namespace").SelectMany(w => w.Member("values").Items()).ToList();
        if (spaces.Count > 0)
        {
            return spaces.Select(s => new MeshSubject($"Namespace {s}", IsPerson: false));
        }

        var sources = rule.Member("from").Items().Select(f => f.Member("source")).ToList();
        return sources.Count == 0 ? [Everyone] : sources.SelectMany(OfSource);
    }

    // A condition that only excludes some lets in all others.
    private bool IsAboutPeople(JsonElement condition) =>
        condition.TextMember("key") is { } key && condition.Member("values").Items().Any() &&
        (IsHeader(key) || key.StartsWith("request.auth.", StringComparison.Ordinal));

    private bool IsHeader(string key) => key.StartsWith(HeaderStart, StringComparison.OrdinalIgnoreCase) && key.EndsWith(']') &&
        key[HeaderStart.Length..^1].Equals(UserIdHeader, StringComparison.OrdinalIgnoreCase);

    private string WithoutPrefix(string value) =>
        UserIdPrefix.Length > 0 && value.StartsWith(UserIdPrefix, StringComparison.Ordinal) ? value[UserIdPrefix.Length..] : value;

    private IEnumerable<MeshSubject> OfSource(JsonElement? source)
    {
        var principals = source?.Member("principals").Items().Select(p => p.ToString()).ToList() ?? [];
        if (principals.Count > 0)
        {
            return principals.Select(p => Gateways.Contains(p) || p == "*" ? Everyone : new MeshSubject(WorkloadOf(p), IsPerson: false));
        }

        var spaces = source?.Member("namespaces").Items().Select(n => n.ToString()).ToList() ?? [];
        return spaces.Count > 0 ? spaces.Select(n => n == "*" ? Everyone : new MeshSubject($"Namespace {n}", IsPerson: false)) : [Everyone];
    }

    // TRUST-DOMAIN/ns/NAMESPACE/sa/NAME
    private static string WorkloadOf(string principal) =>
        principal.Split('/') is [_, "ns", var space, "sa", var name] ? $"{Grants.ServiceAccountPrefix}{space}/{name}" : $"Principal {principal}";
}
