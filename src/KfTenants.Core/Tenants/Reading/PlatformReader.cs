using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>Reads the sections <c>platform</c> and <c>guards</c>.</summary>
internal static class PlatformReader
{
    public static Platform Read(YamlNode.Mapping? platform, SourceLocation start, DiagnosticBag findings) =>
        new(ReadDex(platform, start, findings), ReadIstio(platform.Map("istio"), findings))
        {
            Flavor = platform.Text("flavor")?.Text == "kubernetes" ? Flavor.Kubernetes : Flavor.Kubeflow,
            UsernamePrefix = platform.Text("usernamePrefix")?.Text ?? "",
            NamespacePrefix = platform.Text("namespacePrefix")?.Text ?? "",
            Roles = ReadRoles(platform.Map("roles")),
            Oidc = ReadOidc(platform.Map("oidc"), findings),
        };

    public static GuardLimits ReadGuards(YamlNode.Mapping? guards, People people) => new(
        guards.Integer("maxDeletes") ?? GuardLimits.Default.MaxDeletes,
        guards.Integer("maxAccessRevokedPercent") ?? GuardLimits.Default.MaxAccessRevokedPercent)
    {
        MaxDeletePercent = guards.Integer("maxDeletePercent") ?? GuardLimits.Default.MaxDeletePercent,
        MaxTenantDeletes = guards.Integer("maxTenantDeletes") ?? GuardLimits.Default.MaxTenantDeletes,
        MinTenantsPercent = guards.Integer("minTenantsPercent") ?? GuardLimits.Default.MinTenantsPercent,
        RequireSelf = guards.Boolean("requireSelf") ?? GuardLimits.Default.RequireSelf,
        RequiredAdmins = guards.List("requiredAdmins") is { } admins
            ? [.. admins.Texts().Select(people.Resolve).OfType<string>().Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)]
            : GuardLimits.Default.RequiredAdmins,
        OnOmission = guards.Text("onOmission")?.Text == "revokeAccess" ? Omission.RevokeAccess : Omission.Report,
    };

    // What the schema requires and is not there, the schema tells.
    private static OidcPlatform? ReadOidc(YamlNode.Mapping? oidc, DiagnosticBag findings)
    {
        if (oidc?.Text("issuerURL") is not { } issuer || oidc.Text("clientID") is not { } client)
        {
            return null;
        }

        if (!Uri.TryCreate(issuer.Text, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps ||
            url is not { Query.Length: 0, Fragment.Length: 0, UserInfo.Length: 0 })
        {
            findings.Add(KnownDiagnostics.NotAnIssuer(issuer.Location, issuer.Text));
        }

        ImmutableArray<YamlNode.Scalar> words = [client, .. oidc.List("extraScopes").Texts()];
        foreach (var word in words.Where(w => w.Text.Length == 0 || w.Text.Any(c => c is <= ' ' or > '~')))
        {
            findings.Add(KnownDiagnostics.NotAnOidcWord(word.Location, word.Text));
        }

        return new OidcPlatform(issuer.Text, client.Text, [.. words.Skip(1).Select(w => w.Text)]);
    }

    private static ClusterRoles ReadRoles(YamlNode.Mapping? roles)
    {
        var usual = ClusterRoles.Kubernetes;
        return new ClusterRoles(
            roles.Text("owner")?.Text ?? usual.Owner,
            roles.Text("admin")?.Text ?? usual.Admin,
            roles.Text("edit")?.Text ?? usual.Edit,
            roles.Text("view")?.Text ?? usual.View);
    }

    private static DexPlatform ReadDex(YamlNode.Mapping? platform, SourceLocation start, DiagnosticBag findings)
    {
        if (platform is null || !platform.TryGet("dex", out var entry) || entry.Value is not YamlNode.Mapping dex)
        {
            return DexPlatform.Default(start);
        }

        var absent = DexPlatform.Default(entry.KeyLocation);
        return absent with
        {
            Namespace = Name(dex, "namespace", "namespace", NameRules.IsDnsLabel, NameRules.DnsLabel, findings) ?? absent.Namespace,
            ConfigMap = Name(dex, "configMap", "ConfigMap", NameRules.IsDnsSubdomain, NameRules.DnsSubdomain, findings) ?? absent.ConfigMap,
            Key = Name(dex, "key", "ConfigMap key", NameRules.IsConfigMapKey, NameRules.ConfigMapKey, findings) ?? absent.Key,
            Deployment = Name(dex, "deployment", "Deployment", NameRules.IsDnsSubdomain, NameRules.DnsSubdomain, findings) ?? absent.Deployment,
            Secret = Name(dex, "secret", "Secret", NameRules.IsDnsSubdomain, NameRules.DnsSubdomain, findings) ?? absent.Secret,
            Logins = dex.Text("logins")?.Text switch
            {
                "secret" => LoginStore.Secret,
                "passwords" => LoginStore.Passwords,
                _ => LoginStore.Config,
            },
        };
    }

    private static IstioPlatform ReadIstio(YamlNode.Mapping? istio, DiagnosticBag findings)
    {
        var header = istio.Text("userIdHeader");
        if (header is not null && !NameRules.IsHttpHeader(header.Text))
        {
            findings.Add(KnownDiagnostics.BadIstioSetting(header.Location, "the name of an HTTP header", header.Text, "only letters, digits, \"-\", \"_\" and \".\" are allowed"));
        }

        var prefix = istio.Text("userIdPrefix");
        if (prefix is not null && prefix.Text.Any(c => c == '*' || char.IsWhiteSpace(c)))
        {
            findings.Add(KnownDiagnostics.BadIstioSetting(prefix.Location, "the prefix of a user", prefix.Text, "\"*\" and blanks are not allowed"));
        }

        return new IstioPlatform(header?.Text, prefix?.Text, ReadPrincipals(istio.List("principals"), findings));
    }

    private static ImmutableArray<string>? ReadPrincipals(YamlNode.Sequence? list, DiagnosticBag findings)
    {
        if (list is null)
        {
            return null;
        }

        var principals = list.Texts().ToArray();
        foreach (var principal in principals.Where(p => !IsPrincipal(p.Text)))
        {
            findings.Add(
                KnownDiagnostics.BadIstioSetting(principal.Location, "a principal", principal.Text, "it is written TRUSTDOMAIN/ns/NAMESPACE/sa/SERVICEACCOUNT, without \"*\""));
        }

        return [.. principals.Select(p => p.Text)];
    }

    // "*" would let every workload of the mesh claim to be any user.
    private static bool IsPrincipal(string text) =>
        text.Split('/') is [var trustDomain, "ns", var ns, "sa", var account] &&
        NameRules.IsDnsSubdomain(trustDomain) && NameRules.IsDnsLabel(ns) && NameRules.IsDnsSubdomain(account);

    private static string? Name(YamlNode.Mapping map, string key, string what, Func<string, bool> isValid, string rule, DiagnosticBag findings)
    {
        if (map.Text(key) is not { } name)
        {
            return null;
        }

        if (!isValid(name.Text))
        {
            findings.Add(KnownDiagnostics.BadName(name.Location, what, name.Text, rule));
        }

        return name.Text;
    }
}
