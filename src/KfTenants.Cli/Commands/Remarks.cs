using KfTenants.Cli.Output;

namespace KfTenants.Cli.Commands;

/// <summary>What a command says beside its answer, on standard error: a line each, which stays whole where requests run side by side.</summary>
internal static class Remarks
{
    /// <summary>The run goes on, and a person should look.</summary>
    public static void Warn(this Terminal terminal, string line) => terminal.Say(Tone.Change, "warning: ", line);

    /// <summary>Good to know.</summary>
    public static void Note(this Terminal terminal, string line) => terminal.Say(Tone.Notice, "note: ", line);

    public static void Say(this Terminal terminal, Tone tone, string prefix, string line)
    {
        lock (terminal.Error)
        {
            new StyledText().Add(tone, prefix).Line(line).WriteTo(terminal.Error, terminal.ColorsError);
        }
    }
}
