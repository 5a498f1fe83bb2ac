using System.Collections.Immutable;

namespace KfTenants.Doctor;

/// <summary>The way to the API server, step by step: each step needs the one before it.</summary>
internal static class EndpointChecks
{
    public static readonly ImmutableArray<CheckRun> All =
    [
        new(DoctorChecks.Unconfigured, f => f.IsDirectory ? ADirectory : null, Unconfigured),
        new(DoctorChecks.PlainHttp, WithoutServer, PlainHttp),
        new(DoctorChecks.NameUnknown, WithoutServer, NameUnknown),
        new(DoctorChecks.Refused, WithoutName, f => OfReach(f, DoctorChecks.Refused, ReachOutcome.Refused)),
        new(DoctorChecks.NoAnswer, WithoutName, f => OfReach(f, DoctorChecks.NoAnswer, ReachOutcome.TimedOut)),
        new(DoctorChecks.Unreachable, WithoutName, f => OfReach(f, DoctorChecks.Unreachable, ReachOutcome.Unreachable)),
        new(DoctorChecks.Proxied, WithoutServer, Proxied),
        new(DoctorChecks.NoApiServer, f => WithoutHandshake(f) ?? (f.Server!.Answer is null ? "needs a credential" : null), NoApiServer),
        new(DoctorChecks.Unready, WithoutAnswer, Unready),
    ];

    public const string ADirectory = "a directory of manifests has no server";

    /// <summary>What keeps from looking at the server itself.</summary>
    public static string? WithoutServer(DoctorFacts facts) => facts.IsDirectory ? ADirectory
        : facts.Server is null ? "needs a server: what is configured leads to none"
        : null;

    /// <summary>What keeps from looking at an answer to a connection.</summary>
    public static string? WithoutConnection(DoctorFacts facts) => WithoutName(facts)
        ?? (facts.Server!.Reach == ReachOutcome.Connected ? null : $"needs a connection to {facts.Server.Host}");

    /// <summary>What keeps from looking at what the server answers.</summary>
    public static string? WithoutAnswer(DoctorFacts facts) => WithoutHandshake(facts)
        ?? (facts.Server!.Answer is { Problem: null } ? null : "needs an answer of the API server");

    private static string? WithoutName(DoctorFacts facts) => WithoutServer(facts)
        ?? (facts.Server!.NameProblem is null ? null : $"needs the address of {facts.Server.Host}");

    private static string? WithoutHandshake(DoctorFacts facts) => WithoutConnection(facts)
        ?? (facts.Server!.Tls is { Problem: not null } ? "needs a TLS connection" : facts.Credential?.Problem is not null ? "needs a credential" : null);

    // What is wrong with a token as text has a check of its own.
    private static IEnumerable<DoctorFinding> Unconfigured(DoctorFacts facts)
    {
        if (facts.ConfigurationProblem is { } problem && facts.Credential is not { Flaw: not TokenFlaw.None })
        {
            yield return DoctorChecks.Unconfigured.At("configuration", null, problem.TrimEnd('.'));
        }
    }

    private static IEnumerable<DoctorFinding> PlainHttp(DoctorFacts facts)
    {
        if (facts.Server is { IsHttps: false } server)
        {
            yield return DoctorChecks.PlainHttp.At(server.Server, null, $"the URL is http ({server.Source}): no credential is sent to it");
        }
    }

    private static IEnumerable<DoctorFinding> NameUnknown(DoctorFacts facts)
    {
        if (facts.Server is { NameProblem: { } problem } server)
        {
            yield return DoctorChecks.NameUnknown.At(server.Server, null, $"{problem} ({server.Source})");
        }
    }

    private static IEnumerable<DoctorFinding> OfReach(DoctorFacts facts, DoctorCheck check, ReachOutcome outcome)
    {
        if (facts.Server is { } server && server.Reach == outcome)
        {
            yield return check.At(server.Server, null, server.Proxy is null ? server.ReachProblem! : $"{server.ReachProblem}, through the proxy {server.Proxy}",
                server.Proxy is null ? null : $"{check.Remedy}; or the proxy is the reason: NO_PROXY={server.Host} goes without it");
        }
    }

    private static IEnumerable<DoctorFinding> Proxied(DoctorFacts facts)
    {
        if (facts.Server is { Proxy: { } proxy } server)
        {
            yield return DoctorChecks.Proxied.At(server.Server, null, $"requests go through the proxy {proxy}", $"if {server.Host} can be reached directly, add it to NO_PROXY");
        }
    }

    private static IEnumerable<DoctorFinding> NoApiServer(DoctorFacts facts)
    {
        if (facts.Server is { Answer.Problem: { } problem } server)
        {
            yield return DoctorChecks.NoApiServer.At(server.Server, null, problem);
        }
    }

    private static IEnumerable<DoctorFinding> Unready(DoctorFacts facts)
    {
        if (facts.Server is { Answer.Unready: { } unready } server)
        {
            yield return DoctorChecks.Unready.At(server.Server, null, $"it says that it is not ready: {unready}");
        }
    }
}
