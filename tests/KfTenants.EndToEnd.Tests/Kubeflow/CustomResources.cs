namespace KfTenants.EndToEnd.Tests.Kubeflow;

/// <summary>CustomResourceDefinitions of the same shape as upstream's, without their prose: what is a map, a list, a quantity or free-form is the same.</summary>
public static class CustomResources
{
    /// <summary>v1 and v1beta1 with one schema, no conversion, status apart (profile-controller, config/crd).</summary>
    public static string Profile() => $$$$"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: profiles.kubeflow.org}
        spec:
          group: kubeflow.org
          names: {kind: Profile, listKind: ProfileList, plural: profiles, singular: profile}
          scope: Cluster
          preserveUnknownFields: false
          conversion: {strategy: None}
          versions:
          - {name: v1, served: true, storage: true, subresources: {status: {}}, schema: {openAPIV3Schema: {{{{ProfileSchema}}}}}}
          - {name: v1beta1, served: true, storage: false, subresources: {status: {}}, schema: {openAPIV3Schema: {{{{ProfileSchema}}}}}}
        """;

    /// <summary>The first version is the stored one.</summary>
    public static string AuthorizationPolicy(IReadOnlyList<string> versions) => $$"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: authorizationpolicies.security.istio.io}
        spec:
          group: security.istio.io
          names: {kind: AuthorizationPolicy, listKind: AuthorizationPolicyList, plural: authorizationpolicies, singular: authorizationpolicy}
          scope: Namespaced
          preserveUnknownFields: false
          versions:
        {{string.Join('\n', versions.Select((version, index) => Version(version, index == 0)))}}
        """;

    /// <summary>As Dex makes it at its start: free-form (storage/kubernetes/types.go, customResourceDefinitions).</summary>
    public static string Password() => """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: passwords.dex.coreos.com}
        spec:
          group: dex.coreos.com
          names: {kind: Password, listKind: PasswordList, plural: passwords, singular: password}
          scope: Namespaced
          versions:
          - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
        """;

    /// <summary>What of Kubeflow 1.7 and newer this tool writes: lists are atomic, maps are not, and unknown fields are dropped (admission-webhook, config/crd).</summary>
    public static string PodDefault() => """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: poddefaults.kubeflow.org}
        spec:
          group: kubeflow.org
          names: {kind: PodDefault, listKind: PodDefaultList, plural: poddefaults, singular: poddefault}
          scope: Namespaced
          preserveUnknownFields: false
          versions:
          - name: v1alpha1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    required: [selector]
                    properties:
                      desc: {type: string}
                      serviceAccountName: {type: string}
                      automountServiceAccountToken: {type: boolean}
                      selector: {type: object, properties: {matchLabels: {type: object, additionalProperties: {type: string}}}}
                      labels: {type: object, additionalProperties: {type: string}}
                      env: {type: array, items: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                      volumes: {type: array, items: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                      volumeMounts: {type: array, items: {type: object, x-kubernetes-preserve-unknown-fields: true}}
        """;

    private static string Version(string name, bool isStored) => $$$$"""
          - {name: {{{{name}}}}, served: true, storage: {{{{(isStored ? "true" : "false")}}}}, subresources: {status: {}}, schema: {openAPIV3Schema: {{{{PolicySchema}}}}}}
        """;

    private static string ProfileSchema => OneLine("""
        {"type": "object", "properties": {
          "apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"type": "object"},
          "spec": {"type": "object", "properties": {
            "owner": {"type": "object", "required": ["kind", "name"], "properties": {
              "apiGroup": {"type": "string"}, "kind": {"type": "string"}, "name": {"type": "string"}, "namespace": {"type": "string"}}},
            "plugins": {"type": "array", "items": {"type": "object", "properties": {
              "apiVersion": {"type": "string"}, "kind": {"type": "string"},
              "spec": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}},
            "resourceQuotaSpec": {"type": "object", "properties": {
              "hard": {"type": "object", "additionalProperties": {
                "anyOf": [{"type": "integer"}, {"type": "string"}], "x-kubernetes-int-or-string": true,
                "pattern": "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$"}},
              "scopes": {"type": "array", "items": {"type": "string"}},
              "scopeSelector": {"type": "object", "properties": {
                "matchExpressions": {"type": "array", "items": {"type": "object", "required": ["operator", "scopeName"], "properties": {
                  "operator": {"type": "string"}, "scopeName": {"type": "string"},
                  "values": {"type": "array", "items": {"type": "string"}}}}}}}}}}},
          "status": {"type": "object", "properties": {
            "conditions": {"type": "array", "items": {"type": "object", "properties": {
              "message": {"type": "string"}, "status": {"type": "string"}, "type": {"type": "string"}}}}}}}}
        """);

    private static string PolicySchema => OneLine("""
        {"type": "object", "properties": {
          "spec": {"type": "object", "properties": {
            "action": {"type": "string", "enum": ["ALLOW", "DENY", "AUDIT", "CUSTOM"]},
            "provider": {"type": "object", "properties": {"name": {"type": "string"}}},
            "selector": {"type": "object", "properties": {
              "matchLabels": {"type": "object", "additionalProperties": {"type": "string"}}}},
            "rules": {"type": "array", "items": {"type": "object", "properties": {
              "from": {"type": "array", "items": {"type": "object", "properties": {
                "source": SOURCE}}},
              "to": {"type": "array", "items": {"type": "object", "properties": {
                "operation": OPERATION}}},
              "when": {"type": "array", "items": {"type": "object", "properties": {
                "key": {"type": "string"},
                "values": {"type": "array", "items": {"type": "string"}},
                "notValues": {"type": "array", "items": {"type": "string"}}}}}}}}}},
          "status": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}
        """)
        .Replace("SOURCE", Lists("principals", "notPrincipals", "requestPrincipals", "namespaces", "notNamespaces", "ipBlocks"), StringComparison.Ordinal)
        .Replace("OPERATION", Lists("hosts", "ports", "methods", "paths", "notMethods", "notPaths"), StringComparison.Ordinal);

    private static string Lists(params IEnumerable<string> names) =>
        "{\"type\": \"object\", \"properties\": {" +
        string.Join(", ", names.Select(name => $"\"{name}\": {{\"type\": \"array\", \"items\": {{\"type\": \"string\"}}}}")) + "}}";

    private static string OneLine(string json) => string.Join(' ', json.Split('\n').Select(line => line.Trim()));
}
