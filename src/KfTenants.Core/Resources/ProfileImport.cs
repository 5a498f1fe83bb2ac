using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>What a Profile says of its tenant: owner, suspension, quota and plugins.</summary>
internal static class ProfileImport
{
    /// <summary>The owner of a suspended tenant, where the file must name one and nothing knows who it was. It can never sign in (RFC 2606).</summary>
    public const string UnknownOwner = "owner-to-be-named@kftenants.invalid";

    public static ImportedTenant Of(ImportedTenant tenant, KubeObject profile)
    {
        tenant = tenant with { Sources = tenant.Sources.Add(profile.Key.ToString()) };
        tenant = OwnerOf(tenant, profile);
        tenant = tenant with { Quota = QuotaOf(profile), Plugins = PluginsOf(profile) };
        if (profile.At("spec", "resourceQuotaSpec", "scopes") is not null || profile.At("spec", "resourceQuotaSpec", "scopeSelector") is not null)
        {
            tenant = tenant.Saying("the quota of the Profile has scopes, which the file does not know: they stay as they are", profile.Key);
        }

        return profile.IsTerminating ? tenant.Without($"{profile.Key} is being deleted") : tenant;
    }

    private static ImportedTenant OwnerOf(ImportedTenant tenant, KubeObject profile)
    {
        var (kind, name) = (profile.Text("spec", "owner", "kind"), profile.Text("spec", "owner", "name"));
        if (string.IsNullOrEmpty(name))
        {
            return tenant.Without($"{profile.Key} has no owner");
        }

        if (kind != "User")
        {
            return tenant.Without($"the owner of {profile.Key} is the {Word(kind)} {QuotedText.Of(name)}, and kftenants gives tenants to people only: " +
                "make a person the owner of the Profile, then import again");
        }

        if (name == Suspension.Owner)
        {
            return (tenant with { Owner = UnknownOwner, IsSuspended = true }).Saying(
                $"the tenant is suspended, and the cluster does not know who owned it: write the owner in the place of {UnknownOwner} before the state becomes active again; " +
                "its contributors, if it had any, are to be listed again, too");
        }

        return tenant with { Owner = name };
    }

    private static string Word(string? kind) => kind is "Group" or "ServiceAccount" ? kind : $"{QuotedText.Of(kind ?? "")}";

    private static ImmutableSortedDictionary<string, string> QuotaOf(KubeObject profile) =>
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, Amounts.Of(profile.At("spec", "resourceQuotaSpec", "hard")));

    private static ImmutableArray<Plugin> PluginsOf(KubeObject profile) =>
    [
        .. from plugin in profile.At("spec", "plugins").Items()
           let kind = plugin.TextMember("kind")
           where kind is not null
           select new Plugin(kind, plugin.Member("spec") is { ValueKind: JsonValueKind.Object } spec ? CanonicalJson.Of(spec) : "{}"),
    ];
}
