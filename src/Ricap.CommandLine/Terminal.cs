using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ricap.CommandLine;

/// <summary>What we need of a terminal beyond what the library offers.</summary>
public static class Terminal
{
    /// <summary>A terminal behind a writer, with the abilities that the environment says it has.</summary>
    public static IAnsiConsole Open(TextWriter writer) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });

    /// <summary>Text as it is: no markup in it, and no breaks at the edge, so that a long path can be copied whole.</summary>
    public sealed class RawLine(string text) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            [new Segment(text), Segment.LineBreak];
    }
}
