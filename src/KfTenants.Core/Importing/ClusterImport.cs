using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Access;
using KfTenants.Diagnostics;
using KfTenants.Flavors;
using KfTenants.Kube;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Importing;

/// <summary>What a live cluster shows: every Profile as a tenant, the logins of Dex, and what this tool itself once approved there.</summary>
public static class ClusterImport
{
    private const string PlatformSection = "/platform/";
    private const string GuardsSection = "/guards/";
    private const string LoginsSection = "/logins/";

    /// <summary>Where Dex is, as far as the set that is imported was ever applied to this cluster.</summary>
    public static DexPlatform DexOf(LiveState live, string? name) => DexOf(SettingsOf(live, NameOf(live, name)));

    private static DexPlatform DexOf(ImmutableSortedDictionary<string, string>? settings)
    {
        var known = DexPlatform.Kubeflow;
        return known with
        {
            Namespace = Value("namespace") ?? known.Namespace,
            ConfigMap = Value("configMap") ?? known.ConfigMap,
            Key = Value("key") ?? known.Key,
            Deployment = Value("deployment") ?? known.Deployment,
            Secret = Value("secret") ?? known.Secret,
            Logins = Value("logins") switch { "secret" => LoginStore.Secret, "passwords" => LoginStore.Passwords, _ => LoginStore.Config },
        };

        string? Value(string key) => Text(settings?.GetValueOrDefault(PlatformSection + "dex/" + key));
    }

    internal static ImportedSet Read(LiveState live, ImportOptions options)
    {
        var name = NameOf(live, options.Name);
        var settings = SettingsOf(live, name);
        var set = new ImportedSet(name)
        {
            Platform = Section(settings, PlatformSection),
            Guards = Section(settings, GuardsSection),
        };
        var record = AccessRecordParts.Read(name, live);
        if (options.Flavor == Flavor.Kubernetes)
        {
            return NamespacesImport.Into(set, live, record, options);
        }

        var view = new ImportView(live, IdentityOf(settings, live).Reach, record);
        set = set with { Tenants = [.. live.Of(ObjectKind.Profile).Where(p => options.Includes(p.Key.Name)).Select(p => TenantOf(p, view))] };
        set = SayingMore(set, live, options, settings);
        return LoginImport.Into(set, live, DexOf(settings), Section(settings, LoginsSection), isScoped: options.Scope is not null);
    }

    internal static ImportedTenant TenantOf(KubeObject root, ImportView view) =>
        TenantResources.Of(view.Flavor).Aggregate(new ImportedTenant(root.Key.Name), (tenant, resource) => resource.Import(tenant, view));

    /// <summary>The set that is meant: the one that was asked for, else the only one that the cluster knows, else the usual name.</summary>
    public static string NameOf(LiveState live, string? asked) => asked ?? (KnownSets.In(live) is [var only] ? only : ImportOptions.DefaultName);

    // What was approved, where it is not what a file that says nothing has.
    private static ImmutableSortedDictionary<string, string>? SettingsOf(LiveState live, string name) =>
        AccessRecordParts.Read(name, live) is { State: AccessRecordState.Kept, Settings: { } text } && ApprovedSettings.Read(text) is { } approved
            ? approved.Since(null).Where(s => s.New is not null).ToImmutableSortedDictionary(s => s.Path, s => s.New!, StringComparer.Ordinal)
                .AddRange(approved.Values.Where(v => v.Key.StartsWith(LoginsSection, StringComparison.Ordinal)))
            : null;

    private static ImmutableSortedDictionary<string, string> Section(ImmutableSortedDictionary<string, string>? settings, string section) =>
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, (settings ?? ImmutableSortedDictionary<string, string>.Empty)
            .Where(s => s.Key.StartsWith(section, StringComparison.Ordinal)).Select(s => KeyValuePair.Create(s.Key[section.Length..], s.Value)));

    private static IstioIdentity IdentityOf(ImmutableSortedDictionary<string, string>? settings, LiveState live) => ClusterIstio.Read(
        new IstioPlatform(
            Text(settings?.GetValueOrDefault(PlatformSection + "istio/userIdHeader")),
            Text(settings?.GetValueOrDefault(PlatformSection + "istio/userIdPrefix")),
            settings?.GetValueOrDefault(PlatformSection + "istio/principals") is { } principals ? List(principals) : null),
        live);

    private static ImportedSet SayingMore(ImportedSet set, LiveState live, ImportOptions options, ImmutableSortedDictionary<string, string>? settings)
    {
        var others = KnownSets.In(live).Where(s => s != set.Name).ToList();
        if (others.Count > 0)
        {
            set = set.Saying($"kftenants manages {(others.Count == 1 ? "another set" : "other sets")} in this cluster: {NameList.And(others)}; " +
                "what belongs to another set is left out: import that with --name");
        }

        if (live.Of(ObjectKind.Profile).Any(p => p.Label(Ownership.PartOfLabel) is { } id && id != Ownership.SetId(set.Name)) && KnownSets.Nameless(live) > 0)
        {
            set = set.Saying("Profiles carry the label of a set whose name nothing in this cluster tells: give the name with --name (metadata.name of its tenants file)");
        }

        if (settings is not null)
        {
            set = set.Saying("groups, tiers, fieldRules and ends of access (until) of the file that was last applied are not known to the cluster: no access in this file has " +
                "an end");
        }

        string[] defaults = [.. (settings?.Keys ?? []).Where(k => k.StartsWith("/defaults/", StringComparison.Ordinal)).Select(k => k["/defaults/".Length..])];
        if (defaults.Length > 0)
        {
            set = set.Saying($"the file that was last applied had defaults ({string.Join(", ", defaults)}): they are not written, because each tenant says what it has");
        }

        return options.Scope is not null ? set : live.Of(ObjectKind.Namespace)
            .Where(s => live.Find(ProfileObject.Key(s.Key.Name)) is null)
            .Select(s => NoProfile(s, live))
            .OfType<string>()
            .Aggregate(set, (s, text) => s.Saying(text));
    }

    // A namespace that was a tenant's, or is used as one.
    private static string? NoProfile(KubeObject space, LiveState live)
    {
        var people = live.In(space.Key.Name, ObjectKind.RoleBinding)
            .Where(b => b.Annotation(Grants.UserAnnotation) is not null || RoleNames.OfClusterRole(b.Text("roleRef", "name")) is not null)
            .SelectMany(b => Grants.Subjects(b).Where(s => !s.StartsWith(Grants.ServiceAccountPrefix, StringComparison.Ordinal)))
            .Concat(live.In(space.Key.Name, ObjectKind.AuthorizationPolicy).Select(p => p.Annotation(Grants.UserAnnotation)).OfType<string>())
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(QuotedText.Of).ToList();
        var owner = space.Annotation(ProfileObject.OwnerAnnotation);
        const int MostNames = 8;
        return (people.Count, owner) switch
        {
            (0, null) => null,
            (0, _) => $"{space.Key} has no Profile, and is annotated with the owner {QuotedText.Of(owner)}: not a tenant; to make it one, list it with that owner, and apply " +
                "with --adopt",
            _ => $"{space.Key} has no Profile, and Kubeflow's roles are given there to {NameList.Of(people, MostNames)}: not a tenant, and nothing of it is in the file",
        };
    }

    internal static string? Text(string? json)
    {
        if (json is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString() : null;
    }

    private static ImmutableArray<string> List(string json)
    {
        using var document = JsonDocument.Parse(json);
        JsonElement? list = document.RootElement;
        return [.. list.Items().Select(i => i.ToString())];
    }
}
