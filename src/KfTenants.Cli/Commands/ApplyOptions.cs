using System.Collections.Immutable;
using KfTenants.Cli.Output;

namespace KfTenants.Cli.Commands;

/// <summary>The options of one apply, from its command line and its surroundings.</summary>
/// <param name="Files">The documents' names.</param>
/// <param name="Tenants">How many the document has.</param>
/// <param name="LockTimeout">How long to wait for another run.</param>
/// <param name="Ci">What it runs in.</param>
/// <param name="Resume">The command that goes on after an interruption.</param>
internal sealed record ApplyOptions(
    ImmutableArray<string> Files,
    int Tenants,
    Approval Approval,
    TimeSpan LockTimeout,
    CiEnvironment Ci,
    string Resume,
    ImmutableArray<OutputTarget> Targets,
    bool Verbose);
