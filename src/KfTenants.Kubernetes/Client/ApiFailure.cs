using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using KfTenants.Kube;

namespace KfTenants.Kubernetes.Client;

/// <summary>Words refusals: one line that begins with the object, without what the line says already.</summary>
internal static class ApiFailure
{
    private const string SchemaRefusal = "failed to create typed patch object";
    private const string ReadersNeed = "Who reads the cluster needs the roles kftenants-plan: kftenants bootstrap --plan-only prints them for the person who may grant them.";

    /// <summary>A 500 that is a validation error: the intent does not fit the kind's schema, however often it is sent.</summary>
    public static bool IsSchemaRefusal(ApiStatus failure) =>
        failure.Message.StartsWith(SchemaRefusal, StringComparison.Ordinal) ||
        failure.Message.Contains("resourceVersion should not be set", StringComparison.Ordinal);

    public static NotServedException NotServed(ObjectKind kind) =>
        new($"the cluster does not serve {kind.ApiVersion} {kind.Kind}" + kind.Group switch
        {
            "kubeflow.org" => " (is Kubeflow installed?)",
            "security.istio.io" => " (is Istio installed?)",
            "dex.coreos.com" => " (Dex creates its kinds when it starts with the storage type kubernetes; has it been running?)",
            _ => "",
        });

    /// <summary>A credential that is refused is refused for everything: then the object is no part of it.</summary>
    public static KfTenantsException OfRead(ObjectKind kind, string what, ApiStatus failure, int attempts) => failure switch
    {
        { IsNoSuchResource: true } => NotServed(kind),
        { HttpStatus: 401 } => new KfTenantsException(new Problem(null, $"{Code(failure)}: {failure.Line}")),
        _ => new KfTenantsException(new Problem(what, $"{Code(failure)}: {failure.Line}")
        {
            Note = After(attempts),
            Remedy = failure.HttpStatus == 403 ? ReadersNeed : null,
        }),
    };

    public static KfTenantsException OfWrite(string line, ApiStatus failure, int attempts) =>
        new(new Problem(null, $"{line}{(failure.HttpStatus == 401 ? $": {failure.Line}" : "")}") { Note = After(attempts) });

    public static string Line(ObjectKey key, RequestSpec spec, ApiStatus failure, ImmutableArray<string> secrets)
    {
        var message = SecretText.Redact(failure.Line, secrets);
        return failure.HttpStatus switch
        {
            // `rolebindings.rbac.authorization.k8s.io "x" is forbidden: User "u" cannot patch resource …`
            403 => $"{key}: forbidden: {Rest(message, " is forbidden: ", $"{spec.Verb} {spec.Kind.Plural}: ")}",
            422 => $"{key}: invalid: {Rest(message, " is invalid: ", "")}",
            413 => $"{key}: {message} (the request has {spec.Body.Length.ToString(CultureInfo.InvariantCulture)} bytes)",
            500 when message.StartsWith(SchemaRefusal, StringComparison.Ordinal) => $"{key}: does not fit the cluster's schema: {SchemaProblem(message)}",
            401 or >= 500 => $"{key} {spec.Verb}: {Code(failure)}{(failure.HttpStatus == 401 ? "" : $": {message}")}",
            _ => $"{key}: {message}",
        };
    }

    /// <summary>1.36 names the object in brackets after the prefix, 1.20 does not.</summary>
    private static string SchemaProblem(string message) =>
        Rest(message[SchemaRefusal.Length..], message.StartsWith(SchemaRefusal + " (", StringComparison.Ordinal) ? "): " : ": ", "");

    private static string Code(ApiStatus failure) => failure.HttpStatus switch
    {
        401 or 403 or 429 or >= 500 => $"{failure.HttpStatus.ToString(CultureInfo.InvariantCulture)} {(HttpStatusCode)failure.HttpStatus}",
        var other => other.ToString(CultureInfo.InvariantCulture),
    };

    private static string? After(int attempts) => attempts == 1 ? null : $"after {attempts.ToString(CultureInfo.InvariantCulture)} attempts";

    /// <summary>What comes after the marker; with the prefix when there is no marker.</summary>
    private static string Rest(string message, string marker, string otherwise)
    {
        var at = message.IndexOf(marker, StringComparison.Ordinal);
        return at < 0 ? otherwise + message : message[(at + marker.Length)..];
    }
}
