using System.Collections.Immutable;
using System.Text;
using KfTenants.Diagnostics;
using KfTenants.Logins;
using KfTenants.Plans;
using KfTenants.Resources;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>
/// What logins and tenants name by variable or file, read once before the plan. Never printed, and no finding depends on
/// more of a value than whether it can be used.
/// </summary>
internal sealed class DocumentSecrets
{
    private const int MinPasswordBytes = 12;

    // bcrypt reads no further: what comes after would be ignored, silently.
    private const int MaxPasswordBytes = 72;

    private readonly ImmutableDictionary<SecretSource, string> _values;

    private DocumentSecrets(ImmutableDictionary<SecretSource, string> values) => _values = values;

    public string ValueOf(SecretSource source) => _values[source];

    /// <summary>Those that tenants name.</summary>
    public SecretValues Values => new(source => _values.GetValueOrDefault(source));

    /// <summary>Reads what the people and tenants in scope need; what is missing, elsewhere or no secret is the document's fault, at its place.</summary>
    public static async Task<ParseResult<DocumentSecrets>> ReadAsync(
        TenantSet set, PlanOptions options, SecretPlaces places, Terminal terminal, CancellationToken cancellationToken)
    {
        var values = ImmutableDictionary.CreateBuilder<SecretSource, string>();
        var findings = new List<Diagnostic>();
        var ofClusters = NamedCluster.KeysOf(set, places, terminal);
        foreach (var user in set.Users.Where(u => LoginResolver.InScope(set, u, options) && LoginScope.MaySignIn(set, u)))
        {
            if (user.Login is not { Source: { } source } login)
            {
                continue;
            }

            var (value, finding) = await ReadAsync(source, login.Origin, SecretFiles.MaxBytes, places, ofClusters, terminal, cancellationToken);
            finding ??= value is null ? null : Unusable(login, source, value);
            if (finding is not null)
            {
                findings.Add(finding);
            }
            else if (value is not null)
            {
                values[source] = value;
            }
        }

        var references = from tenant in set.Tenants
                         where options.Includes(tenant.Name)
                         from reference in tenant.References.Select(r => (Reference: r, IsDocker: false))
                             .Except(tenant.PullSecrets.Select(s => (s.Login.Secret, false)))
                             .Concat(tenant.PullSecrets.Select(s => (s.Login.Secret, s.Login is RegistryLogin.DockerConfig)))
                         select reference;

        // What stands in defaults is the same of every tenant.
        foreach (var (reference, isDocker) in references.Distinct())
        {
            var (value, finding) = await ReadAsync(reference.Source, reference.Origin, SecretFiles.MostOfTenants, places, ofClusters, terminal, cancellationToken);
            finding ??= value is not null && isDocker && !DockerConfig.IsOne(value) ? KnownDiagnostics.NotADockerConfig(reference.Origin, reference.Source.Text) : null;
            if (finding is not null)
            {
                findings.Add(finding);
            }
            else if (value is not null)
            {
                values[reference.Source] = value;
                findings.AddRange(OpenFile(reference, places, terminal));
            }
        }

        return new ParseResult<DocumentSecrets>(new DocumentSecrets(values.ToImmutable()), findings);
    }

    private static async Task<(string? Value, Diagnostic? Finding)> ReadAsync(
        SecretSource source, SourceLocation at, int most, SecretPlaces places, ImmutableHashSet<string> ofClusters, Terminal terminal, CancellationToken cancellationToken)
    {
        switch (source)
        {
            case SecretSource.Env env:
                if (places.WhyNot(env, at) is { } wrong)
                {
                    return (null, wrong);
                }

                return terminal.Environment.GetValueOrDefault(env.Variable) is { Length: > 0 } variable
                    ? (variable, null)
                    : (null, KnownDiagnostics.SecretMissing(at, env.Variable));
            case SecretSource.File file:
                var (path, elsewhere) = places.Find(file.Path, file.DocumentFile, at, terminal);
                elsewhere ??= RealPath.Of(path) is { } real && ofClusters.Contains(real) ? KnownDiagnostics.TokenAsSecret(at, file.Text) : null;
                if (elsewhere is not null)
                {
                    return (null, elsewhere);
                }

                return await SecretFiles.ReadAsync(path, file.Path, most, cancellationToken) is { Length: > 0 } text
                    ? (text, null)
                    : (null, KnownDiagnostics.SecretFileMissing(at, file.Path, most));
            default:
                throw new InvalidOperationException($"a source of another kind: {source}");
        }
    }

    private static IEnumerable<Diagnostic> OpenFile(SecretReference reference, SecretPlaces places, Terminal terminal) =>
        reference.Source is SecretSource.File file && SecretFiles.IsOpenToOthers(places.Find(file.Path, file.DocumentFile, reference.Origin, terminal).Path)
            ? [KnownDiagnostics.OpenSecretFile(reference.Origin, file.Path)]
            : [];

    private static Diagnostic? Unusable(Login login, SecretSource source, string value) => login switch
    {
        Login.PasswordHashFrom => BcryptHash.Check(value, login.Origin) is null ? null : KnownDiagnostics.SecretIsNoHash(login.Origin, source.Text),
        _ => Encoding.UTF8.GetByteCount(value) is >= MinPasswordBytes and <= MaxPasswordBytes && !value.Contains('\0', StringComparison.Ordinal)
            ? null
            : KnownDiagnostics.SecretIsNoPassword(login.Origin, source.Text, MinPasswordBytes, MaxPasswordBytes),
    };
}
