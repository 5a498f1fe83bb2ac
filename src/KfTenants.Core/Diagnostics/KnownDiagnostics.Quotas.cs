namespace KfTenants.Diagnostics;

/// <content>KFT05: quotas and limit ranges.</content>
public static partial class KnownDiagnostics
{
    /// <param name="meant">The quantity that was probably meant; null for none.</param>
    public static Diagnostic NotAQuantity(SourceLocation at, string resource, string text, string? meant) =>
        Make("KFT0501", at, $"{Quote(text)} for {Quote(resource)} is not a Kubernetes quantity" +
            Ending(SpellingHints.Of(meant), "write a number with a suffix such as 500m, 4, 16Gi or 2k"));

    public static Diagnostic QuantityOutOfRange(SourceLocation at, string resource, string text, string rule) =>
        Make("KFT0502", at, $"{Quote(text)} for {Quote(resource)} is out of range: it must be {rule}.");

    /// <param name="where"><c>a quota</c> or <c>a limitRange</c>.</param>
    public static Diagnostic UnknownResource(SourceLocation at, string name, string where, string hint) =>
        Make("KFT0503", at, $"{Quote(name)} is not a resource that {where} can have{(hint.Length > 0 ? hint : ".")}");

    /// <param name="problem">For example <c>min 2 is greater than max 1</c>.</param>
    public static Diagnostic ContradictingLimits(SourceLocation at, string resource, string problem) =>
        Make("KFT0504", at, $"The limitRange contradicts itself for {Quote(resource)}: {problem}.");

    /// <param name="needed">The limitRange entries that would do.</param>
    public static Diagnostic QuotaWithoutDefault(SourceLocation at, IEnumerable<string> resources, IEnumerable<string> needed)
    {
        string[] counted = [.. resources.Select(Quote)];
        return Make("KFT0505", at, $"There is a quota of {NameList.And(counted)} but no limitRange with {NameList.And([.. needed])}: " +
            $"Kubernetes rejects every container that does not set {(counted.Length > 1 ? "them" : "it")}, and many of Kubeflow's do not.");
    }

    public static Diagnostic QuotaNotEnforced(SourceLocation at, string resource, string enforced) =>
        Make("KFT0506", at, $"Kubernetes accepts a quota of {Quote(resource)} but does not enforce it; write {Quote(enforced)}.");

    public static Diagnostic QuotaWithoutScope(SourceLocation at, string name) =>
        Make("KFT0508", at, $"The quota {Quote(name)} counts every pod, as quota does: give it scopes or priorityClasses, or write its amounts in quota.");

    public static Diagnostic OppositeScopes(SourceLocation at, string scope, string opposite) =>
        Make("KFT0509", at, $"No pod is {Quote(scope)} and {Quote(opposite)}: Kubernetes refuses such a quota; make two of it.");

    /// <param name="onlyCounts">One of the scopes is BestEffort.</param>
    public static Diagnostic ScopeOfOtherThings(SourceLocation at, string resource, bool onlyCounts) =>
        Make("KFT0510", at, $"A quota of some pods cannot bound {Quote(resource)}" +
            (onlyCounts ? ": pods of scope BestEffort have neither requests nor limits and can only be counted (pods)." : ": it is nothing of a pod; write it in quota."));

    public static Diagnostic QuotaOfNothing(SourceLocation at, string name) =>
        Make("KFT0511", at, $"The quota {Quote(name)} bounds nothing: give its hard an amount, such as pods: 20, or leave it out.");

    /// <param name="what">What it says, in words: <c>64 bytes</c>.</param>
    /// <param name="meant">The quantity that was probably meant; null for none.</param>
    public static Diagnostic UnlikelyAmount(SourceLocation at, string resource, string text, string what, string? meant) =>
        Make("KFT0507", at, $"{Quote(text)} for {Quote(resource)} is {what}{Ending(SpellingHints.Of(meant), "check its suffix")}");
}
