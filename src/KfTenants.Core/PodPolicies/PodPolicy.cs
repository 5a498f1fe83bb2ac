using System.Collections.Immutable;

namespace KfTenants.PodPolicies;

/// <summary>
/// One question to a pod, in CEL without any extension: the API server asks it (ValidatingAdmissionPolicy) or Kyverno does, with the same words. What it must
/// know of a tenant it looks up by the name of the namespace, so that the text is the same for every tenant and for every cluster.
/// </summary>
/// <param name="Name">Of the policy, and of its binding.</param>
/// <param name="What">One sentence for the person who puts it into a cluster.</param>
/// <param name="Map">The ConfigMap that is <c>params</c>.</param>
/// <param name="Label">The label of the Namespaces whose pods are asked.</param>
/// <param name="LabelValues">Any of these.</param>
/// <param name="Resources">Of the core group.</param>
/// <param name="Changed">An update is asked about only where this is true: what a policy would reject now, and was there before it, can still be given up.</param>
/// <param name="Variables">In the order in which they build on each other.</param>
public sealed record PodPolicy(
    string Name,
    string What,
    string Map,
    string Label,
    ImmutableArray<string> LabelValues,
    ImmutableArray<string> Resources,
    string Changed,
    ImmutableArray<PolicyVariable> Variables,
    ImmutableArray<PolicyRule> Rules);

/// <summary>A part of a policy's rules with a name.</summary>
public sealed record PolicyVariable(string Name, string Expression);

/// <summary>What must be true of a pod.</summary>
/// <param name="Message">CEL, for the person whose pod is rejected.</param>
public sealed record PolicyRule(string Expression, string Message);
