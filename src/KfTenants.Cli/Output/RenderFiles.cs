using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KfTenants.Kube;
using KfTenants.Rendering;
using KfTenants.Sandbox;

namespace KfTenants.Cli.Output;

/// <summary>The desired objects as files: one for each tenant, one for logins, one for labels of namespaces, and a kustomization. Equal documents give equal files.</summary>
internal static class RenderFiles
{
    /// <summary>The file that lists the others, and its <c>apiVersion</c>.</summary>
    public const string Listing = "kftenants-render.json";
    public const string Version = "kftenants.io/render/v1";

    private const string Kustomization = "kustomization.yaml";
    private const string Namespaces = "namespaces.yaml";
    private const string Logins = "logins.yaml";

    private const string Written = "Written by kftenants render, which writes it anew: edit the tenants file instead.";

    /// <param name="logins">As a fragment; null when there are none.</param>
    public static ImmutableSortedDictionary<string, string> Of(ImmutableArray<RenderedTenant> tenants, string? logins)
    {
        var files = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var tenant in tenants)
        {
            files[PathOf(tenant)] = $"# Tenant {tenant.Name}. {Written}\n{(tenant.IsSuspended ? Suspended : "")}{Documents(tenant.Manifests)}";
        }

        if (tenants.Select(t => t.Namespace).OfType<JsonObject>().ToArray() is { Length: > 0 } declared)
        {
            files[Namespaces] = $"# {Written}\n" +
                $"# Not in {Kustomization}: profile-controller makes each namespace, with the mesh's label and an owner; one that is made from here has neither.\n" +
                $"# Once the namespaces are there: kubectl apply --server-side -f {Namespaces}\n{Documents(declared)}";
        }

        if (logins is not null)
        {
            files[Logins] = $"# {Written}\n{logins}";
        }

        files[Kustomization] = $"# {Written}\n" + ManifestYaml.Write(new JsonObject
        {
            ["apiVersion"] = "kustomize.config.k8s.io/v1beta1",
            ["kind"] = "Kustomization",
            ["resources"] = new JsonArray([.. tenants.Select(t => (JsonNode)PathOf(t))]),
        });
        return files.ToImmutable();
    }

    /// <summary>Names alone: it changes only when files come and go.</summary>
    public static JsonObject ListingOf(ImmutableSortedDictionary<string, string> files) => new()
    {
        ["apiVersion"] = Version,
        ["files"] = new JsonArray([.. files.Keys.Select(f => (JsonNode)f)]),
    };

    private static string Suspended =>
        "# It is suspended: these manifests alone do not take its owner's access away, because profile-controller stops where Profile and Namespace disagree about the owner.\n" +
        $"# {PasteText.Command("kftenants", "apply")} does.\n";

    // The names of tenants are DNS labels.
    private static string PathOf(RenderedTenant tenant) => $"tenants/{tenant.Name}.yaml";

    private static string Documents(IEnumerable<JsonObject> manifests) => string.Join("---\n", manifests.Select(ManifestYaml.Write));
}
