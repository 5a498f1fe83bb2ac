namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>
/// A credential that stands in the configuration or in files beside it. Token files are read again after a minute, as client-go
/// does (transport/token_source.go), because kubelet rotates them; certificate files only after a refusal.
/// </summary>
internal sealed class ConfiguredCredential : Credential
{
    // client-go: one minute, minus ten seconds of leeway.
    private static readonly TimeSpan TokenFileAge = TimeSpan.FromSeconds(50);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly string? _authorization;
    private readonly string? _secret;
    private readonly Func<string>? _readToken;
    private readonly Func<ClientCertificate>? _readCertificate;
    private RequestCredential _current;
    private string? _token;
    private DateTimeOffset _readAt;

    private ConfiguredCredential(
        string owner, TimeProvider time, string? authorization, string? secret, Func<string>? readToken, Func<ClientCertificate>? readCertificate) : base(owner)
    {
        _time = time;
        _authorization = authorization;
        _secret = secret;
        _readToken = readToken;
        _readCertificate = readCertificate;
        _current = new RequestCredential(authorization, readCertificate?.Invoke(), secret);
        if (readToken is not null)
        {
            ReadToken(isOptional: authorization is not null);
        }
    }

    public static Credential Anonymous(string owner, TimeProvider time) => new ConfiguredCredential(owner, time, null, null, null, null);

    /// <param name="token">Used while the file was never readable.</param>
    /// <param name="readToken">Reads the token file, which wins over <paramref name="token"/>.</param>
    /// <exception cref="KfTenantsException">The token or certificate cannot be read or used.</exception>
    public static Credential Token(string owner, TimeProvider time, string? token, Func<string>? readToken, Func<ClientCertificate>? readCertificate) =>
        new ConfiguredCredential(owner, time, token is null ? null : "Bearer " + token, token, readToken, readCertificate);

    public static Credential Basic(string owner, TimeProvider time, string authorization, Func<ClientCertificate>? readCertificate) =>
        new ConfiguredCredential(owner, time, authorization, authorization["Basic ".Length..], null, readCertificate);

    internal override ValueTask<RequestCredential> GetAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_readToken is not null && _time.GetUtcNow() - _readAt > TokenFileAge)
            {
                ReadToken(isOptional: _token is not null || _authorization is not null);
            }

            return ValueTask.FromResult(_current);
        }
    }

    internal override bool Invalidate(RequestCredential refused)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(refused, _current))
            {
                return true;
            }

            if (_readToken is not null)
            {
                ReadToken(isOptional: true);
            }

            if (_readCertificate is not null && ReadCertificateAgain() is { } certificate && !certificate.SameAs(_current.Certificate))
            {
                _current = new RequestCredential(_current.Authorization, certificate, _token ?? _secret);
            }

            return !ReferenceEquals(refused, _current);
        }
    }

    private void ReadToken(bool isOptional)
    {
        _readAt = _time.GetUtcNow();
        string token;
        try
        {
            token = _readToken!();
        }
        catch (KfTenantsException) when (isOptional)
        {
            // The last good token, or the one in the kubeconfig, stays in use.
            return;
        }

        if (token != _token)
        {
            _token = token;
            _current = RequestCredential.Bearer(token, _current.Certificate);
        }
    }

    private ClientCertificate? ReadCertificateAgain()
    {
        try
        {
            return _readCertificate!();
        }
        catch (KfTenantsException)
        {
            // Files caught in the middle of a rotation: the refusal is what gets reported.
            return null;
        }
    }
}
