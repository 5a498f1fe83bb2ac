using System.Collections.Immutable;
using System.Globalization;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>Reads <c>credentials</c> of the tenants, one after the other: no two may be kept in one place.</summary>
internal sealed class CredentialReader(Platform platform, DiagnosticBag findings)
{
    /// <summary>A label's value holds it, and the name of an anchor ends with it.</summary>
    private const int LongestName = 50;

    private readonly Dictionary<TokenSink, SourceLocation> _sinks = [];

    /// <param name="tenant">As the file names it; null when it does not.</param>
    /// <param name="accounts">Those of the file.</param>
    public ImmutableArray<TenantCredential> Read(YamlNode.Mapping map, string? tenant, ImmutableArray<TenantAccount> accounts)
    {
        var credentials = new SortedDictionary<string, TenantCredential>(StringComparer.Ordinal);
        foreach (var entry in map.List("credentials").Maps())
        {
            if (ReadOne(entry, tenant, accounts) is { } credential && !credentials.TryAdd(credential.Name, credential))
            {
                findings.Add(KnownDiagnostics.ListedTwice(credential.Origin, "credential", credential.Name, credentials[credential.Name].Origin));
            }
        }

        return [.. credentials.Values];
    }

    /// <summary>Null when it has no name or account; everything else of it is checked all the same.</summary>
    private TenantCredential? ReadOne(YamlNode.Mapping entry, string? tenant, ImmutableArray<TenantAccount> accounts)
    {
        var name = entry.Text("name");
        if (name is not null && (!NameRules.IsDnsLabel(name.Text) || name.Text.Length > LongestName))
        {
            findings.Add(KnownDiagnostics.BadName(
                name.Location, "credential", name.Text, NameRules.DnsLabel.Replace("63", LongestName.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)));
        }

        var account = entry.Text("serviceAccount");
        if (account is { Text.Length: > 0 })
        {
            ImmutableArray<string> known = [.. accounts.Select(a => a.Name), .. TenantAccount.MadeByItself(platform.Flavor)];
            if (!known.Contains(account.Text))
            {
                findings.Add(KnownDiagnostics.UnknownAccount(account.Location, account.Text, findings.Hint(account.Text, known)));
            }
        }

        var lifetime = Lifetime(entry.Text("ttl"));
        var rotation = Rotation(entry.Text("rotateBefore"), lifetime, entry.Text("ttl")?.Text ?? "24h");
        var sink = name is null ? null : Sink(entry, name, tenant);
        return name is null || account is null ? null : new TenantCredential(
            name.Text, account.Text, lifetime ?? TenantCredential.UsualLifetime, rotation,
            [.. entry.List("audiences").Texts().Select(a => a.Text).Distinct(StringComparer.Ordinal)], sink, name.Location);
    }

    // Null when it cannot be read, which is told.
    private TimeSpan? Lifetime(YamlNode.Scalar? text)
    {
        if (text is null)
        {
            return TenantCredential.UsualLifetime;
        }

        if (!TryDuration(text, out var lifetime) || lifetime < TenantCredential.ShortestLifetime || lifetime > TenantCredential.LongestLifetime)
        {
            findings.Add(KnownDiagnostics.NotALifetime(text.Location, text.Text, RetentionReader.InHours(text.Text)));
            return null;
        }

        if (lifetime > TenantCredential.LongLifetime)
        {
            findings.Add(KnownDiagnostics.LongLifetime(text.Location, text.Text));
        }

        return lifetime;
    }

    private TimeSpan Rotation(YamlNode.Scalar? text, TimeSpan? lifetime, string written)
    {
        if (text is not null)
        {
            if (TryDuration(text, out var rotation) && rotation > TimeSpan.Zero && (lifetime is null || rotation < lifetime))
            {
                return rotation;
            }

            findings.Add(KnownDiagnostics.RotationAlwaysDue(text.Location, text.Text, written));
        }

        return TenantCredential.UsualRotationOf(lifetime ?? TenantCredential.UsualLifetime);
    }

    private TokenSink? Sink(YamlNode.Mapping entry, YamlNode.Scalar name, string? tenant)
    {
        if (entry.Map("sink") is not { } sink || ReadSink(sink, tenant) is not { } read)
        {
            return null;
        }

        if (!_sinks.TryAdd(read, name.Location))
        {
            findings.Add(KnownDiagnostics.SinkTwice(name.Location, name.Text, read.ToString()!, _sinks[read]));
        }

        return read;
    }

    private TokenSink? ReadSink(YamlNode.Mapping sink, string? tenant)
    {
        if (sink.Text("file") is { } file)
        {
            return WhyNotFile(file.Text) is { } why ? Bad(file, why) : new TokenSink.File(file.Text);
        }

        if (sink.Map("secret") is { } secret)
        {
            return ReadSecret(secret, tenant);
        }

        if (sink.Map("vault") is not { } vault || vault.Text("path") is not { } path)
        {
            return null;
        }

        var mount = vault.Text("mount");
        return (mount is not null && WhyNotPath(mount.Text) is { } wrong ? Bad(mount, wrong) : null)
            ?? (WhyNotPath(path.Text) is { } bad ? Bad(path, bad) : null)
            ?? (TokenSink)new TokenSink.Vault(mount?.Text ?? "secret", path.Text, vault.Text("key")?.Text ?? "token");
    }

    private TokenSink.Secret? ReadSecret(YamlNode.Mapping secret, string? tenant)
    {
        var (space, own, key) = (secret.Text("namespace"), secret.Text("name"), secret.Text("key"));
        if (own is null)
        {
            return null;
        }

        if (!NameRules.IsDnsSubdomain(own.Text) || own.Text.StartsWith(TenantCredential.AnchorPrefix, StringComparison.Ordinal))
        {
            Bad(own, $"the name of a Secret has {NameRules.DnsSubdomain}, and does not begin with {TenantCredential.AnchorPrefix}");
        }

        if (space is not null && !NameRules.IsDnsLabel(space.Text))
        {
            Bad(space, $"the name of a namespace has {NameRules.DnsLabel}");
        }

        if (key is not null && !NameRules.IsConfigMapKey(key.Text))
        {
            Bad(key, $"a key has {NameRules.ConfigMapKey}");
        }

        return space is null && tenant is null ? null : new TokenSink.Secret(space?.Text ?? platform.NamespacePrefix + tenant, own.Text, key?.Text ?? "token");
    }

    private TokenSink? Bad(YamlNode.Scalar text, string problem)
    {
        findings.Add(KnownDiagnostics.BadSink(text.Location, text.Text, problem));
        return null;
    }

    // What the author of a file may choose ends at the directory that who runs it chooses.
    private static string? WhyNotFile(string path) =>
        path.Length == 0 || path[0] is '/' or '\\' or '~' || path.Contains('\\', StringComparison.Ordinal) || path.Contains(':', StringComparison.Ordinal) ||
        path.Split('/').Any(part => part is "" or "." or "..") || path.Any(char.IsControl)
            ? "write a relative path without \"..\"; token rotate --sink-dir says where it begins"
            : null;

    private static string? WhyNotPath(string path) =>
        path.Split('/').Any(part => part is "" or "." or "..") || path.Any(c => c is <= ' ' or > '~' or '?' or '#' or '%' or '\\' or '*' or '+')
            ? "write words with \"/\" between them, without blanks, \"..\", \"?\", \"#\", \"%\" and wildcards"
            : null;

    private static bool TryDuration(YamlNode.Scalar text, out TimeSpan duration)
    {
        var isOne = GoDuration.TryParse(text.Text, out var nanoseconds);
        duration = TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
        return isOne;
    }
}
