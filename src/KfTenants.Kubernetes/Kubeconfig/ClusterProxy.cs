using System.Collections.Immutable;
using System.Net;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>
/// The proxy in front of the API server: <c>proxy-url</c> always, else the environment by Go's rules
/// (golang.org/x/net/http/httpproxy): loopback is bypassed, NO_PROXY knows CIDRs and ports, ALL_PROXY means nothing.
/// .NET's own reading differs in each of these.
/// </summary>
internal sealed class ClusterProxy : IWebProxy
{
    private readonly Uri? _always;
    private readonly Uri? _environment;
    private readonly ImmutableArray<string> _bypass;

    private ClusterProxy(Uri? always, Uri? environment, ImmutableArray<string> bypass)
    {
        _always = WithoutUser(always);
        _environment = WithoutUser(environment);
        _bypass = bypass;
        Credentials = (always ?? environment) is { UserInfo.Length: > 0 } uri ? LogIn(uri) : null;
    }

    public ICredentials? Credentials { get; set; }

    public static ClusterProxy Always(Uri uri) => new(uri, null, []);

    public static ClusterProxy FromEnvironment(IReadOnlyDictionary<string, string> environment, bool isHttps)
    {
        string? Variable(string name) =>
            environment.TryGetValue(name, out var upper) && upper.Length > 0 ? upper : environment.GetValueOrDefault(name.ToLowerInvariant());

        var bypass = (Variable("NO_PROXY") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        // The other variable is of no use here, so it may hold what it likes.
        var name = isHttps ? "HTTPS_PROXY" : "HTTP_PROXY";
        return new ClusterProxy(null, Address(Variable(name), name), [.. bypass]);
    }

    public Uri? GetProxy(Uri destination)
    {
        if (_always is not null)
        {
            return _always;
        }

        return _environment is null || Bypasses(destination) ? null : _environment;
    }

    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    private static Uri? Address(string? text, string variable)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        // A proxy without a scheme is an http one.
        return Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text, UriKind.Absolute, out var uri) &&
            uri.Scheme is "http" or "https" or "socks5" && uri.Host.Length > 0
            ? uri
            : throw new KfTenantsException($"{variable}: is not the URL of an http, https or socks5 proxy");
    }

    private static Uri? WithoutUser(Uri? uri) => uri is null ? null : new UriBuilder(uri) { UserName = "", Password = "" }.Uri;

    private static NetworkCredential LogIn(Uri uri)
    {
        var parts = uri.UserInfo.Split(':', 2);
        return new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    private bool Bypasses(Uri destination)
    {
        var host = destination.IdnHost.TrimEnd('.').ToLowerInvariant();
        var address = IPAddress.TryParse(host, out var ip) ? ip : null;
        if (host == "localhost" || (address is not null && IPAddress.IsLoopback(address)))
        {
            return true;
        }

        return _bypass.Any(rule => Matches(rule.ToLowerInvariant(), host, address, destination.Port));
    }

    private static bool Matches(string rule, string host, IPAddress? address, int port)
    {
        if (rule == "*")
        {
            return true;
        }

        if (IPNetwork.TryParse(rule, out var network))
        {
            return address is not null && network.Contains(address);
        }

        var name = rule;
        var colon = rule.LastIndexOf(':');
        if (colon > 0 && !IPAddress.TryParse(rule, out _) && int.TryParse(rule[(colon + 1)..], out var rulePort))
        {
            if (rulePort != port)
            {
                return false;
            }

            name = rule[..colon];
        }

        if (IPAddress.TryParse(name.Trim('[', ']'), out var ruleAddress))
        {
            return ruleAddress.Equals(address);
        }

        name = name.StartsWith("*.", StringComparison.Ordinal) ? name[1..] : name;
        return name.StartsWith('.')
            ? host.EndsWith(name, StringComparison.Ordinal)
            : host == name || host.EndsWith("." + name, StringComparison.Ordinal);
    }
}
