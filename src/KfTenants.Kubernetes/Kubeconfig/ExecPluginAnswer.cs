using System.Globalization;
using KfTenants.Yaml;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>What an exec plugin printed, decoded: an ExecCredential in JSON or YAML. No message shows any of it.</summary>
internal sealed class ExecPluginAnswer
{
    private ExecPluginAnswer(RequestCredential credential, DateTimeOffset expires)
    {
        Credential = credential;
        Expires = expires;
    }

    public RequestCredential Credential { get; }

    /// <summary>The end of time when the plugin did not say: then until a refusal.</summary>
    public DateTimeOffset Expires { get; }

    /// <exception cref="KfTenantsException">Not an ExecCredential of the configured version, or nothing usable in it.</exception>
    public static ExecPluginAnswer Parse(string output, ExecConfig config, string where)
    {
        KfTenantsException Wrong(string what) => new($"{where}: {what}");

        if (string.IsNullOrWhiteSpace(output))
        {
            throw Wrong("exec plugin printed nothing");
        }

        if (!YamlReader.Read("", output, YamlDialect.Kubeconfig).TryGet(out var documents, out _)
            || documents is not [{ Root: YamlNode.Mapping root }]
            || Text(root, "kind") != "ExecCredential")
        {
            throw Wrong("exec plugin printed something that is not an ExecCredential");
        }

        if (Text(root, "apiVersion") is var version && version != config.ApiVersion)
        {
            throw Wrong($"exec plugin is configured to use API version {config.ApiVersion}, plugin returned another version");
        }

        if (root.Map("status") is not { } status)
        {
            throw Wrong("exec plugin didn't return a status field");
        }

        var token = Text(status, "token");
        var certificate = Text(status, "clientCertificateData");
        var key = Text(status, "clientKeyData");
        if (token is null && certificate is null && key is null)
        {
            throw Wrong("exec plugin didn't return a token or cert/key pair");
        }

        if (certificate is null != key is null)
        {
            throw Wrong("exec plugin returned only certificate or key, not both");
        }

        var expires = DateTimeOffset.MaxValue;
        if (status.Child("expirationTimestamp") is { } stamp && !DateTimeOffset.TryParse(
            (stamp as YamlNode.Scalar)?.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out expires))
        {
            throw Wrong("exec plugin returned a bad expirationTimestamp");
        }

        var pair = certificate is null ? null : ClientCertificate.FromPem($"{where}: exec plugin", certificate, key!);
        return new ExecPluginAnswer(
            token is null ? new RequestCredential(null, pair) : RequestCredential.Bearer(TokenText.Checked(token, $"{where}: exec plugin: token"), pair),
            expires);
    }

    private static string? Text(YamlNode.Mapping map, string name) => map.AnyText(name)?.Text is { Length: > 0 } text ? text : null;
}
