using System.Collections.Immutable;
using System.Text.Json;
using KfTenants.Access;
using KfTenants.Kube;
using KfTenants.Tenants;

namespace KfTenants.Resources;

/// <summary>
/// A contributor's pair of objects, exactly as KFAM makes them (kubeflow access-management, kfam/bindings.go since 1.8): the same
/// computed name, the annotations by which the dashboard lists and removes them, one subject.
/// </summary>
public static class ContributorObjects
{
    // Written straight away, with no tree of nodes but for the labels: of each contributor a plan makes both.
    public static KubeObject RoleBinding(string setName, string tenant, Contributor contributor) => KubeObject.From(ObjectKind.RoleBinding, json =>
    {
        WriteMetadata(json, setName, tenant, contributor);
        json.WriteStartObject("roleRef");
        json.WriteString("apiGroup", ObjectKind.RoleBinding.Group);
        json.WriteString("kind", "ClusterRole");
        json.WriteString("name", contributor.ClusterRole);
        json.WriteEndObject();
        json.WriteStartArray("subjects");
        json.WriteStartObject();
        json.WriteString("apiGroup", ObjectKind.RoleBinding.Group);
        json.WriteString("kind", "User");
        json.WriteString("name", contributor.Email);
        json.WriteEndObject();
        json.WriteEndArray();
    });

    public static KubeObject AuthorizationPolicy(string setName, string tenant, Contributor contributor, IstioIdentity identity) =>
        KubeObject.From(ObjectKind.AuthorizationPolicy, json =>
        {
            WriteMetadata(json, setName, tenant, contributor);
            json.WriteStartObject("spec");
            json.WriteStartArray("rules");
            json.WriteStartObject();
            if (!identity.Principals.IsEmpty)
            {
                json.WriteStartArray("from");
                json.WriteStartObject();
                json.WriteStartObject("source");
                WriteTexts(json, "principals", identity.Principals);
                json.WriteEndObject();
                json.WriteEndObject();
                json.WriteEndArray();
            }

            json.WriteStartArray("when");
            json.WriteStartObject();
            json.WriteString("key", $"request.headers[{identity.UserIdHeader}]");
            WriteTexts(json, "values", [identity.UserIdPrefix + contributor.Email]);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        });

    private static void WriteMetadata(Utf8JsonWriter json, string setName, string tenant, Contributor contributor)
    {
        json.WriteStartObject("metadata");
        json.WriteString("name", KfamName.For(contributor.Email, contributor.Role));
        json.WriteString("namespace", tenant);
        json.WriteStartObject("annotations");
        json.WriteString(Grants.UserAnnotation, contributor.Email);
        json.WriteString(Grants.RoleAnnotation, contributor.Role.ToText());
        json.WriteEndObject();
        json.WritePropertyName("labels");
        Ownership.Labels(setName, tenant).WriteTo(json);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, ImmutableArray<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
