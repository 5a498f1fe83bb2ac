using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Plans;

/// <summary>
/// What has power over every tenant and stands in the same file as they do: the limits of guards, where Dex and the mesh are, the defaults, and where each
/// password comes from. The last approved ones are kept in the cluster, out of the reach of who writes the file, and a plan is held against them.
/// </summary>
/// <param name="Values">Pointer (<c>/guards/maxDeletes</c>) to canonical JSON; what is not said is left out.</param>
public sealed record ApprovedSettings(ImmutableSortedDictionary<string, string> Values)
{
    private const string Guards = "/guards/";
    private const string PlatformPrefix = "/platform/";
    private const string Logins = "/logins/";

    private static readonly ImmutableSortedDictionary<string, string> None = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Those of a file that says nothing: what a first plan is compared with.</summary>
    private static readonly ApprovedSettings BuiltIn = Of([.. OfGuards(GuardLimits.Default), .. OfDex(DexPlatform.Kubeflow)]);

    public static ApprovedSettings Of(TenantSet set) => Of(
    [
        .. OfGuards(set.Guards),
        .. OfDex(set.Platform.Dex),
        .. OfIstio(set.Platform.Istio),
        .. OfFlavor(set.Platform),
        .. OfOidc(set.Platform.Oidc),
        .. set.Defaults.Select(d => KeyValuePair.Create("/defaults/" + JsonPointer.Escape(d.Key), (string?)d.Value)),
        .. from user in set.Users
           where user.Login is not null
           select KeyValuePair.Create(Logins + JsonPointer.Escape(user.Email), (string?)Text(SourceOf(user.Login!))),
    ]);

    /// <summary>What a plan is held against: null before the first apply; where the record is lost, what a file that says nothing has.</summary>
    public static ApprovedSettings? LastOf(AccessRecord record) => record switch
    {
        { State: AccessRecordState.Lost } => BuiltIn,
        { Settings: { } text } => Read(text) ?? BuiltIn,
        _ => null,
    };

    /// <summary>Null when the text is not what <see cref="ToJson"/> writes.</summary>
    public static ApprovedSettings? Read(string? json)
    {
        if (json is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new ApprovedSettings(None.AddRange(document.RootElement.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, CanonicalJson.Of(p.Value)))))
                : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Canonical: equal settings give equal text.</summary>
    public string ToJson() => CanonicalJson.Of(new JsonObject(Values.Select(v => KeyValuePair.Create(v.Key, JsonNode.Parse(v.Value)))));

    /// <summary>What these change, guards and platform first.</summary>
    /// <param name="approved">Null: none were ever approved; these are taken as they are, and shown.</param>
    public ImmutableArray<SettingDocument> Since(ApprovedSettings? approved) =>
    [
        .. from path in Values.Keys.Union(approved is null ? BuiltIn.Values.Keys : approved.Values.Keys, StringComparer.Ordinal)
           let before = approved?.Values.GetValueOrDefault(path) ?? BuiltIn.Values.GetValueOrDefault(path)
           let after = Values.GetValueOrDefault(path)
           where before != after
           let isLogin = path.StartsWith(Logins, StringComparison.Ordinal)

           // Who can sign in from now on, or no more, is told as access.
           where !isLogin || (before is not null && after is not null)
           orderby Rank(path), path
           select new SettingDocument(path)
           {
               Allowance = approved is null ? null : AllowanceOf(path, before, after),
               Old = before,
               New = after,
           },
    ];

    private static ApprovedSettings Of(IEnumerable<KeyValuePair<string, string?>> values) =>
        new(None.AddRange(values.Where(v => v.Value is not null).Select(v => KeyValuePair.Create(v.Key, v.Value!))));

    private static int Rank(string path) => path switch
    {
        _ when path.StartsWith(Guards, StringComparison.Ordinal) => 0,
        _ when path.StartsWith(PlatformPrefix, StringComparison.Ordinal) => 1,
        _ => 2,
    };

    private static string? AllowanceOf(string path, string? before, string? after) => Rank(path) switch
    {
        0 => Loosens(path[Guards.Length..], before, after) ? PlanGuard.GuardsKey : null,
        1 => PlanGuard.PlatformKey,
        _ => null,
    };

    private static bool Loosens(string guard, string? before, string? after) => guard switch
    {
        "maxDeletes" or "maxDeletePercent" or "maxAccessRevokedPercent" => Number(after) > Number(before),
        "minTenantsPercent" => Number(after) < Number(before),
        "maxTenantDeletes" => Number(after, int.MaxValue) > Number(before, int.MaxValue),
        "requireSelf" => after != "true",
        "onOmission" => after != Text("report"),
        "requiredAdmins" => !Names(before).IsSubsetOf(Names(after)),
        _ => true,
    };

    private static IEnumerable<KeyValuePair<string, string?>> OfGuards(GuardLimits guards) =>
    [
        new(Guards + "maxAccessRevokedPercent", Json(guards.MaxAccessRevokedPercent)),
        new(Guards + "maxDeletePercent", Json(guards.MaxDeletePercent)),
        new(Guards + "maxDeletes", Json(guards.MaxDeletes)),
        new(Guards + "maxTenantDeletes", guards.MaxTenantDeletes is { } most ? Json(most) : null),
        new(Guards + "minTenantsPercent", Json(guards.MinTenantsPercent)),
        new(Guards + "onOmission", Text(guards.OnOmission == Omission.RevokeAccess ? "revokeAccess" : "report")),
        new(Guards + "requireSelf", guards.RequireSelf ? "true" : "false"),
        new(Guards + "requiredAdmins", List(guards.RequiredAdmins)),
    ];

    private static IEnumerable<KeyValuePair<string, string?>> OfDex(DexPlatform dex) =>
    [
        new(PlatformPrefix + "dex/configMap", Text(dex.ConfigMap)),
        new(PlatformPrefix + "dex/deployment", Text(dex.Deployment)),
        new(PlatformPrefix + "dex/key", Text(dex.Key)),
        new(PlatformPrefix + "dex/logins", Text(dex.Logins switch
        {
            LoginStore.Config => "config",
            LoginStore.Secret => "secret",
            LoginStore.Passwords => "passwords",
            _ => throw new UnreachableException(),
        })),
        new(PlatformPrefix + "dex/namespace", Text(dex.Namespace)),
        new(PlatformPrefix + "dex/secret", Text(dex.Secret)),
    ];

    private static IEnumerable<KeyValuePair<string, string?>> OfIstio(IstioPlatform istio) =>
    [
        new(PlatformPrefix + "istio/principals", istio.Principals is { } principals ? List(principals) : null),
        new(PlatformPrefix + "istio/userIdHeader", istio.UserIdHeader is { } header ? Text(header) : null),
        new(PlatformPrefix + "istio/userIdPrefix", istio.UserIdPrefix is { } prefix ? Text(prefix) : null),
    ];

    // Where people are sent who get a kubeconfig: another issuer would see them sign in.
    private static IEnumerable<KeyValuePair<string, string?>> OfOidc(OidcPlatform? oidc) => oidc is null ? [] :
    [
        new(PlatformPrefix + "oidc/clientID", Text(oidc.ClientId)),
        new(PlatformPrefix + "oidc/extraScopes", List(oidc.ExtraScopes)),
        new(PlatformPrefix + "oidc/issuerURL", Text(oidc.IssuerUrl)),
    ];

    private static IEnumerable<KeyValuePair<string, string?>> OfFlavor(Platform platform)
    {
        var (roles, usual) = (platform.Roles, ClusterRoles.Kubernetes);
        return
        [
            new(PlatformPrefix + "flavor", platform.Flavor == Flavor.Kubernetes ? Text("kubernetes") : null),
            new(PlatformPrefix + "namespacePrefix", Said(platform.NamespacePrefix, "")),
            new(PlatformPrefix + "roles/admin", Said(roles.Admin, usual.Admin)),
            new(PlatformPrefix + "roles/edit", Said(roles.Edit, usual.Edit)),
            new(PlatformPrefix + "roles/owner", Said(roles.Owner, usual.Owner)),
            new(PlatformPrefix + "roles/view", Said(roles.View, usual.View)),
            new(PlatformPrefix + "usernamePrefix", Said(platform.UsernamePrefix, "")),
        ];

        static string? Said(string value, string usual) => value == usual ? null : Text(value);
    }

    /// <summary>Never the secret itself, nor anything that is made from it.</summary>
    internal static string SourceOf(Login login) => login switch
    {
        Login.PasswordHash => "passwordHash",
        Login.PasswordHashFrom from => $"passwordHashFrom {SourceOf(from.Source)}",
        Login.PasswordFrom from => $"passwordFrom {SourceOf(from.Source)}",
        Login.DexEnv dex => $"dexEnv {dex.Variable}",
        _ => throw new UnreachableException(),
    };

    private static string SourceOf(SecretSource source) => source switch
    {
        SecretSource.Env env => $"env {env.Variable}",
        SecretSource.File file => $"file {file.Path}",
        _ => throw new UnreachableException(),
    };

    private static string Json(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(string text) => CanonicalJson.OfText(text);

    private static string List(ImmutableArray<string> texts) => CanonicalJson.Of(new JsonArray([.. texts.Select(t => (JsonNode)t)]));

    private static int Number(string? json, int absent = 0) => int.TryParse(json, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : absent;

    private static ImmutableHashSet<string> Names(string? json)
    {
        using var document = JsonDocument.Parse(json ?? "[]");
        JsonElement? list = document.RootElement;
        return [.. list.Items().Select(i => i.ToString())];
    }
}
