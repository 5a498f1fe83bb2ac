using System.Collections.Immutable;
using KfTenants.Diagnostics;
using KfTenants.Logins;
using KfTenants.Plans;
using KfTenants.Tenants;

namespace KfTenants.Cli.Commands;

/// <summary>The hashes and passwords that logins name by variable or file, read once before the plan. Never printed.</summary>
internal sealed class LoginSecrets
{
    private readonly ImmutableDictionary<SecretSource, string> _values;

    private LoginSecrets(ImmutableDictionary<SecretSource, string> values) => _values = values;

    public string ValueOf(SecretSource source) => _values[source];

    /// <summary>Reads what the people in scope need; what is missing or no hash is the document's fault, at its place.</summary>
    public static async Task<ParseResult<LoginSecrets>> ReadAsync(TenantSet set, PlanOptions options, Terminal terminal, CancellationToken cancellationToken)
    {
        var values = ImmutableDictionary.CreateBuilder<SecretSource, string>();
        var findings = new List<Diagnostic>();
        foreach (var user in set.Users.Where(u => LoginResolver.InScope(set, u, options) && LoginScope.MaySignIn(set, u)))
        {
            var source = user.Login switch
            {
                Login.PasswordHashFrom from => from.Source,
                Login.PasswordFrom from => from.Source,
                _ => null,
            };
            if (user.Login is not { } login || source is null)
            {
                continue;
            }

            if (await ValueAsync(source, terminal, cancellationToken) is not { Length: > 0 } value)
            {
                findings.Add(KnownDiagnostics.SecretMissing(login.Origin, Describe(source)));
            }
            else if (login is Login.PasswordHashFrom && BcryptHash.Check(value, login.Origin) is { } wrong)
            {
                findings.Add(wrong);
            }
            else
            {
                values[source] = value;
            }
        }

        return new ParseResult<LoginSecrets>(new LoginSecrets(values.ToImmutable()), findings);
    }

    private static async Task<string?> ValueAsync(SecretSource source, Terminal terminal, CancellationToken cancellationToken)
    {
        switch (source)
        {
            case SecretSource.Env env:
                return terminal.Environment.GetValueOrDefault(env.Variable);
            case SecretSource.File file:
                var directory = Path.GetDirectoryName(terminal.FullPath(file.DocumentFile))!;
                var path = Path.GetFullPath(file.Path, directory);

                // Editors and echo end a file with a newline that is not part of the password.
                return File.Exists(path) ? (await TextFiles.ReadAsync(path, file.Path, cancellationToken)).TrimEnd('\r', '\n') : null;
            default:
                return null;
        }
    }

    private static string Describe(SecretSource source) => source switch
    {
        SecretSource.Env env => $"environment variable {env.Variable}",
        SecretSource.File file => $"file {file.Path}",
        _ => "",
    };
}
