using System.Globalization;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Kubernetes;
using KfTenants.Kubernetes.Credentials;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>What the commands that issue tokens share: the tenant, who may see a token, and what is said of one.</summary>
internal static class CredentialTenant
{
    /// <summary>How long a token lives where no one says.</summary>
    public static readonly TimeSpan UsualLifetime = TenantCredential.UsualLifetime;

    /// <summary>What of the file is for the cluster that is meant, and which that is.</summary>
    /// <exception cref="InvalidDocumentException">The document is wrong.</exception>
    /// <exception cref="RefusedException">The file has clusters, and none of them is meant.</exception>
    public static async Task<(TenantSet Set, ClusterChoice Cluster)> ReadAsync(string[] paths, ClusterChoice choice, Terminal terminal, CancellationToken cancellationToken)
    {
        var target = ClusterTargets.One(await OptionalSet.ReadAsync(paths, terminal, cancellationToken), choice, terminal);
        return (target.Set!, target.Choice);
    }

    /// <summary>The tenant of the file, by its name or with its prefix.</summary>
    /// <exception cref="RefusedException">The file has none of this name, or it is suspended.</exception>
    public static Tenant Find(TenantSet set, string name)
    {
        var tenant = set.Tenants.FirstOrDefault(t => t.Name == name) ?? set.Tenants.FirstOrDefault(t => t.Name == set.Platform.NamespacePrefix + name);
        if (tenant is null)
        {
            var hint = new SpellingHints().Nearest(name, set.Tenants.Select(t => t.Name)) is { } meant ? $"; did you mean {meant}?" : "";
            throw new RefusedException(ExitCode.Usage, $"{name}: the file has no such tenant{hint}");
        }

        return tenant;
    }

    /// <inheritdoc cref="Find"/>
    public static Tenant FindActive(TenantSet set, string name) => Find(set, name) is { IsSuspended: false } tenant
        ? tenant
        : throw new RefusedException(ExitCode.Guarded, $"{name}: is suspended, so that no credential is issued; set state: active in the file and apply first");

    /// <summary>A lifetime that Kubernetes issues a token for.</summary>
    /// <exception cref="RefusedException">It is none.</exception>
    public static TimeSpan Lifetime(TimeSpan? asked, Terminal terminal)
    {
        var lifetime = asked ?? UsualLifetime;
        if (lifetime < TenantCredential.ShortestLifetime || lifetime > TenantCredential.LongestLifetime)
        {
            throw new RefusedException(ExitCode.Usage, "--ttl: Kubernetes issues tokens for 10m and longer");
        }

        if (lifetime > TenantCredential.LongLifetime)
        {
            terminal.Warn($"a token that lives for {Hours(lifetime)} is worth stealing for so long: 24h and kftenants token rotate are safer");
        }

        return lifetime;
    }

    /// <exception cref="RefusedException">Standard output is a terminal, and no one said that it may show a token.</exception>
    public static void RefuseTerminal(Terminal terminal, bool show, string elsewhere)
    {
        if (terminal.IsOutputTerminal && !show)
        {
            throw new RefusedException(ExitCode.Usage, $"a token is not shown on a terminal: {elsewhere}, or add --show");
        }
    }

    /// <summary>What was asked, what the server granted, and whether it takes it.</summary>
    public static void SayGranted(Terminal terminal, IssuedCredential issued, Tenant? tenant)
    {
        var order = issued.Order;
        var who = $"credential {order.Name} of {order.Tenant}: service account {order.Account}";
        var account = tenant?.ServiceAccounts.FirstOrDefault(a => a.Name == order.Account);
        var role = account is null ? "" : account.ClusterRole is { } name ? $", ClusterRole {name}" : ", no role";
        terminal.Note(issued.Anchor.Expires is { } expires
            ? $"{who}{role}; asked for {Hours(order.Lifetime)}, granted until {Times.Seconds(expires)}{Shortened(issued)}"
            : $"{who}{role}; the token never ends by itself: kftenants token revoke {order.Tenant} --name {order.Name} ends it");
        if (issued.Verdict is TokenVerdict.Unknown(var why))
        {
            terminal.Warn($"credential {order.Name} of {order.Tenant}: whether the token is taken could not be tried: {why}");
        }
    }

    private static string Shortened(IssuedCredential issued)
    {
        if (issued.Anchor is not { Issued: { } from, Expires: { } until })
        {
            return "";
        }

        // The server's clock and ours may differ by seconds.
        return issued.Order.Lifetime - (until - from) > TimeSpan.FromMinutes(1) ? $", which is {Hours(until - from)}: the server grants no more" : "";
    }

    private static string Hours(TimeSpan time) => time.TotalMinutes < 120
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} h");
}
