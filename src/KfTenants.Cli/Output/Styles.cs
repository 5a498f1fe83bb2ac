using System.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace KfTenants.Cli.Output;

/// <summary>The colours. Text goes to the console library as finished segments, never as markup, and is never wrapped.</summary>
internal static class Styles
{
    public static void Write(StyledText text, TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = int.MaxValue;
        console.Write(new Segments(text));
    }

    private static Style Of(Tone tone) => tone switch
    {
        Tone.Plain => Style.Plain,
        Tone.Heading => new Style(decoration: Decoration.Bold),
        Tone.Good => new Style(Color.Green),
        Tone.Change => new Style(Color.Olive),
        Tone.Bad => new Style(Color.Red),
        Tone.Notice => new Style(Color.Fuchsia, decoration: Decoration.Bold),
        Tone.Faint => new Style(Color.Grey),
        _ => throw new UnreachableException(),
    };

    private sealed class Segments(StyledText text) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            text.Pieces.Select(p => p.Text == "\n" ? Segment.LineBreak : new Segment(p.Text, Of(p.Tone)));
    }
}
