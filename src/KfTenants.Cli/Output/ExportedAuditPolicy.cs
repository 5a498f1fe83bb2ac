using System.Text;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Cli.Output;

/// <summary>Rules for the audit log of an API server: who changed access, who used a credential of a tenant, and never a secret value.</summary>
internal static class ExportedAuditPolicy
{
    public static RawText Of(TenantSet set)
    {
        var text = new StringBuilder()
            .Append($"# Rules for kube-apiserver --audit-policy-file, for the tenants of set {set.Name}, by {VersionAction.Tool}.\n")
            .Append("# The first rule that matches counts: put these before yours. What no rule matches is not logged.\n")
            .Append("apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules:\n");
        Rule(text, "Dex's configuration can hold hashes: who and when, and never what.", "Metadata",
            $"  namespaces: [{PasteText.Yaml(set.Platform.Dex.Namespace)}]\n  resources:\n  - {{group: \"\", resources: [configmaps]}}\n");
        Rule(text, "Secrets, logins and tokens: who and when, and never what.", "Metadata",
            "  resources:\n" +
            "  - {group: \"\", resources: [secrets, serviceaccounts/token]}\n" +
            "  - {group: dex.coreos.com, resources: [passwords]}\n" +
            "  - {group: authentication.k8s.io, resources: [tokenreviews]}\n");
        Rule(text, "Who gave and took access, opened networks and changed limits, and what they wrote.", "RequestResponse",
            "  verbs: [create, update, patch, delete, deletecollection]\n  resources:\n" +
            "  - {group: kubeflow.org, resources: [profiles]}\n" +
            "  - {group: rbac.authorization.k8s.io, resources: [roles, rolebindings, clusterroles, clusterrolebindings]}\n" +
            "  - {group: security.istio.io, resources: [authorizationpolicies]}\n" +
            "  - {group: networking.k8s.io, resources: [networkpolicies]}\n" +
            "  - {group: \"\", resources: [namespaces, serviceaccounts, resourcequotas, limitranges]}\n");
        if (!set.Tenants.IsEmpty)
        {
            Rule(text, "What the credentials of the tenants' service accounts are used for.", "Metadata",
                "  userGroups:\n" + string.Concat(set.Tenants.Select(t => $"  - {PasteText.Yaml("system:serviceaccounts:" + t.Name)}\n")));
        }

        return new RawText(text.ToString());
    }

    private static void Rule(StringBuilder text, string why, string level, string rest) => text.Append($"# {why}\n- level: {level}\n{rest}");
}
