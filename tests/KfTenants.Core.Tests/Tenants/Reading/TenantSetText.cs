using System.Collections.Immutable;
using System.Text;
using KfTenants.Diagnostics;

namespace KfTenants.Tenants.Reading;

/// <summary>All of a TenantSet as text, to compare two or to read one.</summary>
internal static class TenantSetText
{
    public static string Of(TenantSet set, bool withPlaces)
    {
        var text = new StringBuilder();
        Line($"set {set.Name}{(withPlaces ? " " + set.Digest : "")}");
        Line($"dex {set.Platform.Dex.Namespace} {set.Platform.Dex.ConfigMap} {set.Platform.Dex.Key} {set.Platform.Dex.Deployment} {set.Platform.Dex.Logins} " +
            $"{set.Platform.Dex.Secret}{At(set.Platform.Dex.Origin)}");
        if (set.Platform is { Flavor: not Flavor.Kubeflow } or { NamespacePrefix.Length: > 0 })
        {
            Line($"flavor {set.Platform.Flavor} users {set.Platform.UsernamePrefix} namespaces {set.Platform.NamespacePrefix} {set.Platform.Roles}");
        }

        Line($"istio {set.Platform.Istio.UserIdHeader ?? "-"} {set.Platform.Istio.UserIdPrefix ?? "-"} {List(set.Platform.Istio.Principals)}");
        Line($"guards {set.Guards.MaxDeletes} {set.Guards.MaxDeletePercent} {set.Guards.MaxAccessRevokedPercent} {set.Guards.MaxTenantDeletes} {set.Guards.MinTenantsPercent} " +
            $"{set.Guards.RequireSelf} {List(set.Guards.RequiredAdmins)} {set.Guards.OnOmission}");
        foreach (var rule in set.FieldRules)
        {
            Line($"rule {rule.Kind} {rule.Path} {rule.Manager ?? "-"} {rule.Policy}{At(rule.Origin)}");
        }

        foreach (var user in set.Users)
        {
            Line($"user {user.Handle} {user.Email} username={user.Username} userID={user.UserId ?? "-"} groups={List(user.Groups)} preferred={user.PreferredUsername ?? "-"} " +
                $"display={user.DisplayName ?? "-"} verified={user.EmailVerified?.ToString() ?? "-"}{At(user.Origin)}");
            if (user.Login is { } login)
            {
                Line($"  login {LoginText(login)}{At(login.Origin)}");
            }
        }

        foreach (var tenant in set.Tenants)
        {
            Line($"tenant {tenant.Name}{(tenant.IsSuspended ? " suspended" : "")}{At(tenant.Origin)}");
            Line($"  owner {tenant.Owner}{At(tenant.OwnerOrigin)}");
            Line($"  adopts {tenant.Adopts}");
            foreach (var contributor in tenant.Contributors)
            {
                Line($"  {contributor.Role} {contributor.Email}{At(contributor.Origin)}");
            }

            if (tenant.Flavor == Flavor.Kubernetes)
            {
                Line($"  gives {string.Join(", ", tenant.EffectiveContributors.Select(c => $"{c.ClusterRole} to {c.Email}"))}");
            }

            Line($"  quota {Map(tenant.Quota)}{At(tenant.QuotaOrigin)}");
            Line(tenant.LimitRange is { } range
                ? $"  limitRange default {Map(range.Default)} defaultRequest {Map(range.DefaultRequest)} min {Map(range.Min)} max {Map(range.Max)}{At(tenant.LimitRangeOrigin)}"
                : $"  limitRange -{At(tenant.LimitRangeOrigin)}");
            Line(tenant.Network is { } network
                ? $"  network namespaces {List(network.AllowNamespaces)} addresses {List(network.AllowCidrs)}{At(network.Origin)}"
                : "  network -");
            Line($"  plugins {string.Join(' ', tenant.Plugins.Select(p => p.Kind + p.SpecJson))}");
            Line($"  labels {Map(tenant.NamespaceLabels)} annotations {Map(tenant.NamespaceAnnotations)}{At(tenant.NamespaceOrigin)}");
        }

        foreach (var tombstone in set.Tombstones)
        {
            Line($"absent {tombstone.Name}{At(tombstone.Origin)}");
        }

        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');

        string At(SourceLocation place) => withPlaces ? $" @{place.File}:{place.Line}:{place.Column}" : "";
    }

    private static string LoginText(Login login) => login switch
    {
        Login.PasswordHash hash => $"hash {hash.Hash}",
        Login.PasswordHashFrom from => $"hash from {SourceText(from.Source)}",
        Login.PasswordFrom from => $"password from {SourceText(from.Source)}",
        Login.DexEnv variable => $"dexEnv {variable.Variable}",
        _ => throw new InvalidOperationException(),
    };

    private static string SourceText(SecretSource source) => source switch
    {
        SecretSource.Env env => $"env {env.Variable}",
        SecretSource.File file => $"file {file.Path} of {file.DocumentFile}",
        _ => throw new InvalidOperationException(),
    };

    private static string List(ImmutableArray<string>? list) => list is { } items ? $"[{string.Join(", ", items)}]" : "-";

    private static string Map(ImmutableSortedDictionary<string, string> map) =>
        "{" + string.Join(", ", map.Select(p => $"{p.Key}: {p.Value.Replace("\n", "\\n", StringComparison.Ordinal)}")) + "}";
}
