using System.Security.Cryptography;
using System.Text;
using KfTenants.Logins;
using KfTenants.Logins.Dex;

namespace KfTenants.Cli.Commands;

/// <summary><c>hash-password</c>: a bcrypt hash for <c>passwordHash</c>. The password is typed or piped, never an argument.</summary>
internal static class HashPasswordCommand
{
    private const int SaltLength = 16;

    // bcrypt reads no further: what comes after would be ignored, silently.
    private const int LongestBytes = 72;
    private const int ShortestAdvised = 8;

    // The password of user@example.com in every release of the Kubeflow manifests, and its neighbours.
    private static readonly string[] Known = ["12341234", "12345678", "123456789", "password", "kubeflow", "changeme"];

    public static Verb Create(GlobalOptions global, Terminal terminal)
    {
        var command = new Verb(
            VerbGroup.SettingUp, "hash-password", "Make a bcrypt hash from a password that is typed, or piped as one line.",
            new Example("kftenants hash-password", "Type a password twice; its hash is for passwordHash."));
        command.SetAction(async (parsed, cancellationToken) => (await RunAsync(global.Terminal(parsed, terminal), cancellationToken)).Number);
        return command;
    }

    private static async Task<ExitCode> RunAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        var password = terminal.IsInputTerminal
            ? await AskTwiceAsync(terminal, cancellationToken)
            : await terminal.ReadLineAsync(cancellationToken) ?? "";
        if (Refusal(password) is { } refusal)
        {
            throw new KfTenantsException(refusal);
        }

        if (Warning(password) is { } warning)
        {
            terminal.Warn(warning);
        }

        var hash = Bcrypt.Hash(password, RandomNumberGenerator.GetBytes(SaltLength), LoginResolver.Cost);
        await terminal.Out.WriteLineAsync(hash.AsMemory(), cancellationToken);
        await terminal.Out.FlushAsync(cancellationToken);
        return ExitCode.Ok;
    }

    /// <summary>Why this password cannot be hashed; null when it can.</summary>
    internal static string? Refusal(string password) => password switch
    {
        "" => "the password is empty",
        _ when Encoding.UTF8.GetByteCount(password) is > LongestBytes and var bytes =>
            $"the password has {bytes} bytes; bcrypt reads only the first {LongestBytes}, so a longer one would be cut silently",
        _ when password.Contains('\0', StringComparison.Ordinal) => "the password contains a NUL character, at which bcrypt may stop",
        _ => null,
    };

    /// <summary>What speaks against it; null for nothing.</summary>
    internal static string? Warning(string password) => password switch
    {
        "12341234" => "this is the demo password of the Kubeflow manifests; it is public, and validate rejects its hash",
        _ when Known.Contains(password, StringComparer.OrdinalIgnoreCase) => "this password is on common password lists",
        { Length: < ShortestAdvised } => $"a password of fewer than {ShortestAdvised} characters is guessed easily",
        _ => null,
    };

    private static async Task<string> AskTwiceAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        var first = await AskAsync("Password: ", terminal, cancellationToken);
        var second = await AskAsync("Again: ", terminal, cancellationToken);
        return first == second ? first : throw new KfTenantsException("the two passwords differ");
    }

    private static async Task<string> AskAsync(string prompt, Terminal terminal, CancellationToken cancellationToken)
    {
        await terminal.Error.WriteAsync(prompt.AsMemory(), cancellationToken);
        await terminal.Error.FlushAsync(cancellationToken);
        var typed = await terminal.ReadHiddenLineAsync(cancellationToken);
        await terminal.Error.WriteLineAsync(ReadOnlyMemory<char>.Empty, cancellationToken);
        return typed ?? "";
    }
}
