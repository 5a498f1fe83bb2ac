using System.Collections.Immutable;
using System.Text;
using KfTenants.Diagnostics;
using KfTenants.Logins;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>
/// The hashes and passwords that logins name by variable or file, read once before the plan. Never printed, and no finding depends on
/// more of a value than whether it can be used.
/// </summary>
internal sealed class LoginSecrets
{
    private const int MinPasswordBytes = 12;

    // bcrypt reads no further: what comes after would be ignored, silently.
    private const int MaxPasswordBytes = 72;

    private readonly ImmutableDictionary<SecretSource, string> _values;

    private LoginSecrets(ImmutableDictionary<SecretSource, string> values) => _values = values;

    public string ValueOf(SecretSource source) => _values[source];

    /// <summary>Reads what the people in scope need; what is missing, elsewhere or no secret is the document's fault, at its place.</summary>
    public static async Task<ParseResult<LoginSecrets>> ReadAsync(
        TenantSet set, PlanOptions options, SecretPlaces places, Terminal terminal, CancellationToken cancellationToken)
    {
        var values = ImmutableDictionary.CreateBuilder<SecretSource, string>();
        var findings = new List<Diagnostic>();
        foreach (var user in set.Users.Where(u => LoginResolver.InScope(set, u, options) && LoginScope.MaySignIn(set, u)))
        {
            if (user.Login is not { Source: { } source } login)
            {
                continue;
            }

            var (value, finding) = await ReadAsync(source, login.Origin, places, terminal, cancellationToken);
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

        return new ParseResult<LoginSecrets>(new LoginSecrets(values.ToImmutable()), findings);
    }

    private static async Task<(string? Value, Diagnostic? Finding)> ReadAsync(
        SecretSource source, SourceLocation at, SecretPlaces places, Terminal terminal, CancellationToken cancellationToken)
    {
        switch (source)
        {
            case SecretSource.Env env:
                if (!env.Variable.StartsWith(places.Prefix, StringComparison.Ordinal))
                {
                    return (null, KnownDiagnostics.SecretVariableElsewhere(at, env.Variable, places.Prefix));
                }

                return terminal.Environment.GetValueOrDefault(env.Variable) is { Length: > 0 } variable
                    ? (variable, null)
                    : (null, KnownDiagnostics.SecretMissing(at, env.Variable));
            case SecretSource.File file:
                var directory = places.Directory ?? Path.GetDirectoryName(terminal.FullPath(file.DocumentFile))!;
                var path = Path.GetFullPath(file.Path, directory);
                if (!SecretFiles.IsBelow(directory, path))
                {
                    return (null, KnownDiagnostics.SecretFileElsewhere(at, file.Path, places.Directory is not null));
                }

                return await SecretFiles.ReadAsync(path, file.Path, cancellationToken) is { Length: > 0 } text
                    ? (text, null)
                    : (null, KnownDiagnostics.SecretFileMissing(at, file.Path, SecretFiles.MaxBytes));
            default:
                throw new InvalidOperationException($"a source of another kind: {source}");
        }
    }

    private static Diagnostic? Unusable(Login login, SecretSource source, string value) => login switch
    {
        Login.PasswordHashFrom => BcryptHash.Check(value, login.Origin) is null ? null : KnownDiagnostics.SecretIsNoHash(login.Origin, source.Text),
        _ => Encoding.UTF8.GetByteCount(value) is >= MinPasswordBytes and <= MaxPasswordBytes && !value.Contains('\0', StringComparison.Ordinal)
            ? null
            : KnownDiagnostics.SecretIsNoPassword(login.Origin, source.Text, MinPasswordBytes, MaxPasswordBytes),
    };
}
