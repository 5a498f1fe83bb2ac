namespace KfTenants.Kubernetes.Client;

/// <summary>What a <see cref="ApiClient"/> takes from outside; tests replace the HTTP handler, the clock and the jitter here.</summary>
public sealed record ApiClientOptions
{
    /// <summary>Gets one line per attempt: method, path, status, milliseconds. Never headers or bodies.</summary>
    public Action<string>? Verbose { get; init; }

    /// <summary>Gets each different warning of the server once.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>How long a request is unanswered before <see cref="Waiting"/> is told, and is told again.</summary>
    public static readonly TimeSpan NoticeInterval = TimeSpan.FromSeconds(5);

    /// <summary>Gets a line while the server does not answer.</summary>
    public Action<string>? Waiting { get; init; }

    /// <summary>The first part of User-Agent's <c>kftenants/VERSION</c>.</summary>
    public string Version { get; init; } = typeof(ApiClientOptions).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>The run's id, by which an audit log finds all of its requests: <c>kftenants/VERSION (run ID)</c>. Null: the platform stands there.</summary>
    public string? Run { get; init; }

    public int ParallelReads { get; init; } = 8;

    public int ParallelWrites { get; init; } = 8;

    /// <summary>One attempt, to the last byte: a little longer than the server's own limit of 60 s, so that its 504 is seen instead.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(65);

    /// <summary>Of a server that has not answered anything yet, to the first byte: it may be none.</summary>
    public TimeSpan FirstAnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of memory that this process may use.</summary>
    public long Memory { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>From 0 to 1, for back-off.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>Makes the handler in place of real connections; called again when the client certificate changes.</summary>
    public Func<HttpMessageHandler>? Handler { get; init; }
}
