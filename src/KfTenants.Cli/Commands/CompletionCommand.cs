using System.CommandLine;

namespace KfTenants.Cli.Commands;

/// <summary>
/// <c>completion</c>: scripts that let a shell ask the tool itself, by the hidden <c>[suggest:POSITION]</c> directive, so that
/// they never grow old.
/// </summary>
internal static class CompletionCommand
{
    // Bash replaces only what stands behind the last = or : of a word, and pastes what it is given unquoted.
    private const string Bash = """
        # kftenants completion for bash: source <(kftenants completion bash)
        _kftenants() {
          local line=${COMP_LINE#*[[:space:]]} word=${COMP_LINE:0:COMP_POINT} found kept
          local position=$(( COMP_POINT - (${#COMP_LINE} - ${#line}) ))
          word=${word##*[[:space:]]}
          [[ $word == -*=* ]] && word=${word#*=}
          kept=${word%"${word##*[:=]}"}
          COMPREPLY=()
          while IFS= read -r found; do
            if [[ -n $found && $found == "$word"* ]]; then
              printf -v found %q "${found#"$kept"}"
              COMPREPLY+=("$found")
            fi
          done < <("${1/#\~/$HOME}" "[suggest:$position]" "$line" 2>/dev/null)
          [[ ${#COMPREPLY[@]} == 1 && $COMPREPLY == *= ]] && compopt -o nospace 2>/dev/null
          return 0
        }
        complete -o default -o bashdefault -F _kftenants kftenants

        """;

    private const string Zsh = """
        #compdef kftenants
        # kftenants completion for zsh: source <(kftenants completion zsh)
        _kftenants() {
          local line=${BUFFER#*[[:space:]]}
          local position=$(( CURSOR - (${#BUFFER} - ${#line}) ))
          local -a found=("${(@f)$(${~words[1]} "[suggest:$position]" "$line" 2>/dev/null)}")
          found=(${found:#})
          [[ $PREFIX == -*=* ]] && compset -P '*='
          if (( $#found )); then
            compadd -S '' -- ${(M)found:#*=}
            compadd -- ${found:#*=}
          else
            _files
          fi
        }
        compdef _kftenants kftenants

        """;

    private const string Fish = """
        # kftenants completion for fish: kftenants completion fish | source
        function __kftenants
            set -l line (string replace -r '^\S+\s+' '' -- (commandline -cp))
            set -l option (string match -r '^-[^=]*=' -- (commandline -ct))
            kftenants "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null | string match -rv '^$' | string replace -r -- '^' "$option"
        end
        complete -c kftenants -a '(__kftenants)'

        """;

    public static Verb Create(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Verb(
            VerbGroup.SettingUp, "completion", "Print the completion script of a shell.",
            new Example("source <(kftenants completion bash)", "For this shell; in ~/.bashrc for every one."),
            new Example("kftenants completion fish > ~/.config/fish/completions/kftenants.fish", "For every fish."))
        {
            shell,
        };
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
