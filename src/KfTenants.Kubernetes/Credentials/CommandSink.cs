using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace KfTenants.Kubernetes.Credentials;

/// <summary>
/// The standard input of a program that the command line names. The token is neither among its arguments nor in its environment, no shell reads the words, and
/// what the program prints goes to standard error.
/// </summary>
/// <param name="words">The program and its arguments.</param>
/// <param name="environment">What the program gets.</param>
/// <param name="limit">How long it may take.</param>
/// <param name="tell">Gets each line that it prints, without the token.</param>
public sealed class CommandSink(
    ImmutableArray<string> words, IReadOnlyDictionary<string, string> environment, string directory, TimeSpan limit, TimeProvider time, Action<string> tell) : ITokenSink
{
    public string Place => $"the standard input of {words[0]}";

    public async Task WriteAsync(string token, CancellationToken cancellationToken)
    {
        using var process = Start();
        using var end = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end.Token);
        var output = ForwardAsync(process, token);
        bool isRead;
        try
        {
            isRead = await PassAsync(process, token, either.Token);
            await process.WaitForExitAsync(either.Token);
            await output.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KfTenantsException($"{words[0]}: did not end within {limit.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s");
        }
        finally
        {
            Kill(process);
        }

        if (process.ExitCode != 0)
        {
            throw new KfTenantsException($"{words[0]}: ended with exit code {process.ExitCode.ToString(CultureInfo.InvariantCulture)}");
        }

        if (!isRead)
        {
            throw new KfTenantsException($"{words[0]}: did not read its standard input");
        }
    }

    public Task<SinkContent> ReadAsync(CancellationToken cancellationToken) => Task.FromResult<SinkContent>(new SinkContent.Hidden());

    // False: it closed its standard input before it had all of it.
    private static async Task<bool> PassAsync(Process process, string token, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(Encoding.ASCII.GetBytes(token), cancellationToken);
            process.StandardInput.Close();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    // Standard output is ours: it may be an answer that another program reads.
    private async Task ForwardAsync(Process process, string token)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            tell(line.Replace(token, "***", StringComparison.Ordinal));
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended in between, or part of its tree did.
        }
    }

    private Process Start()
    {
        var info = new ProcessStartInfo(Executable())
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = false,
            WorkingDirectory = directory,
        };
        foreach (var word in words.Skip(1))
        {
            info.ArgumentList.Add(word);
        }

        info.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        try
        {
            return Process.Start(info) ?? throw new KfTenantsException($"{words[0]}: could not be started");
        }
        catch (Win32Exception e)
        {
            throw new KfTenantsException($"{words[0]}: cannot be started: {(e.NativeErrorCode == 13 ? "permission denied" : "it is no program")}");
        }
    }

    // A bare name is looked for in PATH alone: .NET by itself would try the working directory first.
    private string Executable() => words[0].Contains('/', StringComparison.Ordinal)
        ? Path.GetFullPath(words[0], directory)
        : (environment.TryGetValue("PATH", out var path) ? path : "").Split(Path.PathSeparator)
            .Where(Path.IsPathFullyQualified).Select(folder => Path.Combine(folder, words[0])).FirstOrDefault(File.Exists)
            ?? throw new KfTenantsException($"{words[0]}: no such program in PATH");
}
