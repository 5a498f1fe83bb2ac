using KfTenants.Diagnostics;
using KfTenants.Kube;
using KfTenants.Tenants.Rules;
using KfTenants.Yaml;

namespace KfTenants.Tenants.Reading;

/// <summary>Rules about <c>platform.flavor</c> and the keys that belong to one flavour: nothing stands in the file that does nothing.</summary>
internal static class FlavorRules
{
    private const string NoDex = "there is no Dex; people sign in where the API server sends them";
    private const string NoIstio = "there is no Istio";
    private const string NoProfile = "there is no Profile that could have them";

    public static void Check(Declarations declarations, Platform platform, DiagnosticBag findings)
    {
        CheckPrefixes(declarations.Platform, findings);
        CheckRoles(declarations.Platform.Map("roles"), findings);
        if (platform.Flavor == Flavor.Kubeflow)
        {
            Refuse(declarations.Platform, "usernamePrefix", "profile-controller and the dashboard know people by their e-mail alone");
            Refuse(declarations.Platform, "roles", "Kubeflow's own roles are given: kubeflow-admin, kubeflow-edit, kubeflow-view");
            return;
        }

        Refuse(declarations.Platform, "dex", NoDex);
        Refuse(declarations.Platform, "istio", NoIstio);
        foreach (var user in declarations.Users)
        {
            Refuse(user, "login", NoDex);
        }

        IEnumerable<YamlNode.Mapping?> holders = [declarations.Defaults, .. declarations.Tenants];
        foreach (var tenant in holders)
        {
            if (tenant.List("plugins") is { Items.Length: > 0 })
            {
                Refuse(tenant, "plugins", NoProfile);
            }

            if (tenant.List("podDefaults") is { Items.Length: > 0 })
            {
                Refuse(tenant, "podDefaults", "no webhook would add them to pods");
            }
        }

        foreach (var kind in declarations.FieldRules.Select(r => r.Text("kind")).OfType<YamlNode.Scalar>())
        {
            if (kind.Text == ObjectKind.Profile.Kind || kind.Text == ObjectKind.AuthorizationPolicy.Kind)
            {
                findings.Add(KnownDiagnostics.OtherFlavor(kind.Location, kind.Text, "kubernetes", "there are no such objects"));
            }
        }

        void Refuse(YamlNode.Mapping? map, string key, string why)
        {
            if (map is not null && map.TryGet(key, out var entry))
            {
                findings.Add(KnownDiagnostics.OtherFlavor(entry.KeyLocation, key, platform.Flavor == Flavor.Kubernetes ? "kubernetes" : "kubeflow", why));
            }
        }
    }

    private static void CheckPrefixes(YamlNode.Mapping? platform, DiagnosticBag findings)
    {
        if (platform.Text("usernamePrefix") is { Text.Length: > 0 } user && UserName.Problem(user.Text + "x") is { } wrong)
        {
            findings.Add(KnownDiagnostics.BadUserName(user.Location, user.Text, wrong));
        }

        if (platform.Text("namespacePrefix") is { Text.Length: > 0 } space && !NameRules.IsDnsLabel(space.Text + "x"))
        {
            findings.Add(KnownDiagnostics.BadName(space.Location, "namespace prefix", space.Text, "lower-case letters, digits and \"-\", and begins with a letter or digit"));
        }
    }

    // With these a contributor would rule the cluster's own objects, or be taken for one of its components.
    private static void CheckRoles(YamlNode.Mapping? roles, DiagnosticBag findings)
    {
        foreach (var role in (roles?.Entries ?? []).Select(e => e.Value).OfType<YamlNode.Scalar>().Where(s => s.Kind == ScalarKind.Text))
        {
            if (BindingRules.WhyNotBound(role.Text) is not null)
            {
                findings.Add(KnownDiagnostics.RoleOfTheCluster(role.Location, role.Text));
            }
            else if (!NameRules.IsDnsSubdomain(role.Text))
            {
                findings.Add(KnownDiagnostics.BadName(role.Location, "ClusterRole", role.Text, NameRules.DnsSubdomain));
            }
        }
    }
}
