using System.Collections.Immutable;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>All that decides which cluster a command talks to: its flags and what surrounds the process.</summary>
public sealed record ConnectionRequest
{
    /// <summary><c>--kubeconfig</c>.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary><c>--context</c>.</summary>
    public string? Context { get; init; }

    /// <summary>A server that needs no kubeconfig; it is the one, whatever else is configured.</summary>
    public NamedServer? Server { get; init; }

    /// <summary>The process environment; the only place it is read from. May hold secrets.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Variables that a credential plugin does not get: secrets of others, which say nothing about who we are.</summary>
    public ImmutableHashSet<string> Withheld { get; init; } = [];

    public string? HomeDirectory { get; init; }

    public required string WorkingDirectory { get; init; }

    /// <summary>Exec plugins may ask the user something.</summary>
    public bool StandardInputIsTerminal { get; init; }

    /// <summary>Where kubelet mounts the pod's service account.</summary>
    public string ServiceAccountDirectory { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>How long a credential plugin that cannot ask the user may take.</summary>
    public TimeSpan PluginTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal string? Variable(string name) => Environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public override string ToString() => nameof(ConnectionRequest);
}
