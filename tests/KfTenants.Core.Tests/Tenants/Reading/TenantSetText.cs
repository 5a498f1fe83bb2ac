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

        if (set.Platform.Oidc is { } oidc)
        {
            Line($"oidc {oidc.IssuerUrl} {oidc.ClientId} {List(oidc.ExtraScopes)}");
        }

        Line($"istio {set.Platform.Istio.UserIdHeader ?? "-"} {set.Platform.Istio.UserIdPrefix ?? "-"} {List(set.Platform.Istio.Principals)}");
        Line($"guards {set.Guards.MaxDeletes} {set.Guards.MaxDeletePercent} {set.Guards.MaxAccessRevokedPercent} {set.Guards.MaxTenantDeletes} {set.Guards.MinTenantsPercent} " +
            $"{set.Guards.RequireSelf} {List(set.Guards.RequiredAdmins)} {set.Guards.OnOmission}");
        foreach (var rule in set.FieldRules)
        {
            Line($"rule {rule.Kind} {rule.Path} {rule.Manager ?? "-"} {rule.Policy}{At(rule.Origin)}");
        }

        foreach (var cluster in set.Clusters)
        {
            Line($"cluster {cluster.Name} {Map(cluster.Labels)} {cluster.Place.Text}{At(cluster.Origin)}");
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
            Line($"tenant {tenant.Name}{(tenant.IsSuspended ? " suspended" : "")}" +
                $"{(tenant.SuspendedSince is { } since ? $" since {since:yyyy-MM-dd}" : "")}{At(tenant.Origin)}");
            Line($"  owner {tenant.Owner}{At(tenant.OwnerOrigin)}");
            Line($"  adopts {tenant.Adopts}");
            if (tenant.Clusters is { } clusters)
            {
                Line($"  clusters {List(clusters)}");
            }

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
            foreach (var (of, bounds) in new[] { ("pod", tenant.LimitRange?.Pod), ("claim", tenant.LimitRange?.Claim) })
            {
                if (bounds is { Min.IsEmpty: false } or { Max.IsEmpty: false })
                {
                    Line($"  limitRange {of} min {Map(bounds.Min)} max {Map(bounds.Max)}");
                }
            }

            foreach (var quota in tenant.Quotas)
            {
                Line($"  quota {quota.Name} {Map(quota.Hard)} scopes {List(quota.Scopes)} priorityClasses {List(quota.PriorityClasses)}{At(quota.Origin)}");
            }

            if (tenant.Queue is { } queue)
            {
                Line($"  queue {queue.Name} of {queue.ClusterQueue}{At(queue.Origin)}");
            }

            Line(tenant.Network is { } network
                ? $"  network namespaces {List(network.AllowNamespaces)} addresses {List(network.AllowCidrs)}{At(network.Origin)}"
                : "  network -");
            foreach (var grant in tenant.RoleBindings)
            {
                Line($"  binding {grant.Name} {grant.Role}{(grant.AllowsWildcards ? " with wildcards" : "")}: " +
                    $"{string.Join(", ", grant.Subjects.Select(s => $"{s.Kind} {s.Namespace}/{s.Name}"))}{At(grant.Origin)}");
            }

            foreach (var account in tenant.ServiceAccounts)
            {
                Line($"  account {account.Name} {account.ClusterRole ?? "-"}{(account.MountsToken ? " mounted" : "")}" +
                    $"{(account.AllowsWildcards ? " with wildcards" : "")}{At(account.Origin)}");
            }

            foreach (var credential in tenant.Credentials)
            {
                Line($"  credential {credential.Name} of {credential.ServiceAccount} for {credential.Lifetime} due {credential.RotateBefore} before, " +
                    $"audiences {List(credential.Audiences)} in {credential.Sink?.ToString() ?? "-"}{At(credential.Origin)}");
            }

            foreach (var secret in tenant.PullSecrets)
            {
                var login = secret.Login is RegistryLogin.Account account ? $"{account.Username} at {account.Registry}, password" : "config";
                Line($"  pull secret {secret.Name} {login} from {SourceText(secret.Login.Secret.Source)} to {List(secret.AttachTo)}{At(secret.Origin)}");
            }

            foreach (var map in tenant.ConfigMaps)
            {
                Line($"  config map {map.Name} {Map(map.Entries)}{At(map.Origin)}");
            }

            foreach (var secret in tenant.Secrets)
            {
                var entries = secret.Entries.Select(e => $"{e.Key} from {SourceText(e.Value.Source)}{At(e.Value.Origin)}");
                Line($"  secret {secret.Name} {secret.Type} {string.Join(", ", entries)}{At(secret.Origin)}");
            }

            foreach (var pods in tenant.PodDefaults)
            {
                Line($"  pod default {pods.Name} {pods.SpecJson}{At(pods.Origin)}");
            }

            if (tenant.Posix is { } posix)
            {
                Line($"  posix {posix.Uid} {posix.Gid} supplemental {string.Join(' ', posix.SupplementalGroups)} groups {List(posix.Groups)} home {posix.Home ?? "-"} " +
                    $"exempt {List(posix.ExemptContainers)}{At(posix.Origin)}");
            }

            if (tenant.Walltime is { } walltime)
            {
                Line($"  walltime {walltime.Max ?? "-"} required {walltime.IsRequired} reaper {walltime.Reaper?.ToString() ?? "-"}{At(walltime.Origin)}");
            }

            Line(tenant.Retention is { } retention
                ? $"  retention reap {retention.ReapAfter?.ToString() ?? "-"} threshold {retention.LastUsedThreshold?.ToString() ?? "-"} " +
                    $"delete {retention.DeleteAfter?.ToString() ?? "-"}{At(retention.Origin)}"
                : "  retention -");
            Line($"  plugins {string.Join(' ', tenant.Plugins.Select(p => p.Kind + p.SpecJson))}");
            Line($"  labels {Map(tenant.NamespaceLabels)} annotations {Map(tenant.NamespaceAnnotations)}{At(tenant.NamespaceOrigin)}");
        }

        foreach (var tombstone in set.Tombstones)
        {
            Line($"absent {tombstone.Name}{(tombstone.Clusters is { } clusters ? $" in {List(clusters)}" : "")}{At(tombstone.Origin)}");
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
