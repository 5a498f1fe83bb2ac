using System.CommandLine;

namespace KfTenants.Cli.Commands;

/// <summary>
/// <c>completion</c>: scripts that let a shell ask the tool itself, by the hidden <c>[suggest:POSITION]</c> directive, so that
/// they never grow old.
/// </summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # kftenants completion for bash: source <(kftenants completion bash)
        _kftenants() {
          local line=${COMP_LINE#*[[:space:]]} current=${COMP_WORDS[COMP_CWORD]} IFS=$'\n'
          local position=$(( COMP_POINT - (${#COMP_LINE} - ${#line}) ))
          COMPREPLY=($(compgen -W "$(kftenants "[suggest:$position]" "$line" 2>/dev/null)" -- "$current"))
        }
        complete -o default -o bashdefault -F _kftenants kftenants

        """;

    private const string Zsh = """
        #compdef kftenants
        # kftenants completion for zsh: source <(kftenants completion zsh)
        _kftenants() {
          local line=${BUFFER#*[[:space:]]}
          local position=$(( CURSOR - (${#BUFFER} - ${#line}) ))
          local -a found=("${(@f)$(kftenants "[suggest:$position]" "$line" 2>/dev/null)}")
          if [[ -n $found ]]; then compadd -- $found; else _files; fi
        }
        compdef _kftenants kftenants

        """;

    private const string Fish = """
        # kftenants completion for fish: kftenants completion fish | source
        function __kftenants
            set -l line (string replace -r '^\S+\s+' '' -- (commandline -cp))
            kftenants "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c kftenants -a '(__kftenants)'

        """;

    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print the completion script of a shell.") { shell };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var script = parsed.GetRequiredValue(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                _ => Fish,
            };
            await terminal.Out.WriteAsync(script.AsMemory(), cancellationToken);
            await terminal.Out.FlushAsync(cancellationToken);
            return ExitCode.Ok.Number;
        });
        return command;
    }
}
