using System.Text;
using KfTenants.Cli.Output;
using KfTenants.Credentials;
using KfTenants.Kubernetes.Kubeconfig;

namespace KfTenants.Cli.Commands;

/// <summary><c>token inspect</c>: what a token says of itself. No cluster is asked, and the signature is not looked at.</summary>
internal static class TokenInspect
{
    private const int Most = 1 << 16;

    public static async Task<ExitCode> RunAsync(TokenRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        if (request.Tenant is { } surplus)
        {
            throw new RefusedException(ExitCode.Usage, $"token inspect takes no word {surplus}: the token comes by standard input or --token-file");
        }

        var token = await ReadAsync(request.TokenFile ?? "-", terminal, cancellationToken);
        var claims = TokenClaims.Read(token) ?? throw new KfTenantsException("the token is no JSON Web Token: it says nothing of itself");
        await Answer.WriteAsync(terminal, request.Targets, f => f.Tokens, TokensAnswer.Of(claims, terminal.Time.GetUtcNow()), cancellationToken);
        return ExitCode.Ok;
    }

    /// <param name="file"><c>-</c> for standard input.</param>
    /// <exception cref="KfTenantsException">It cannot be read, or holds no token.</exception>
    public static async Task<string> ReadAsync(string file, Terminal terminal, CancellationToken cancellationToken)
    {
        if (file == "-" && terminal.IsInputTerminal)
        {
            throw new RefusedException(ExitCode.Usage, "the token comes by standard input or --token-file, not from the keyboard, where it would be seen");
        }

        var (name, bytes) = file == "-"
            ? (DocumentFile.InputName, await terminal.ReadInputAsync(Most, cancellationToken))
            : (file, await TextFiles.ReadBytesAsync(terminal.FullPath(file), file, Most, cancellationToken));
        var text = Encoding.ASCII.GetString(bytes.AsSpan()).Trim();
        return text.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? throw new KfTenantsException($"{name}: begins with \"Bearer\", which is of the header alone; a program that puts it there again is refused")
            : text.Length == 0 ? throw new KfTenantsException($"{name}: is empty") : TokenFiles.Checked(text, name);
    }
}
