namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>
/// A credential from an exec plugin: one run at a time, kept until it expires or is refused, and a failure is kept for the rest
/// of the command (kubectl starts a failing plugin twice).
/// </summary>
internal sealed class ExecCredential(string owner, ExecPlugin plugin, TimeProvider time) : Credential(owner)
{
    // client-go has no slack; thirty seconds cover the request that the credential is fetched for.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private Task<ExecPluginAnswer>? _run;

    internal override async ValueTask<RequestCredential> GetAsync(CancellationToken cancellationToken) =>
        (await CurrentRun(cancellationToken).WaitAsync(cancellationToken)).Credential;

    internal override bool Invalidate(RequestCredential refused)
    {
        lock (_lock)
        {
            // Another request's refusal may have renewed it already; then only the repeat is left to do.
            if (_run is { IsCompletedSuccessfully: true } run && ReferenceEquals(run.Result.Credential, refused))
            {
                _run = null;
            }

            return true;
        }
    }

    private Task<ExecPluginAnswer> CurrentRun(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_run is null || !IsUsable(_run))
            {
                _run = plugin.RunAsync(cancellationToken);
            }

            return _run;
        }
    }

    /// <summary>Still running, failed for good, or not expired.</summary>
    private bool IsUsable(Task<ExecPluginAnswer> run) =>
        !run.IsCanceled && (!run.IsCompletedSuccessfully || time.GetUtcNow() <= run.Result.Expires - Slack);
}
