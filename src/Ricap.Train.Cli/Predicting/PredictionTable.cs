using System.Globalization;
using Ricap.CommandLine;
using Ricap.Train.Classifying;
using Spectre.Console;

namespace Ricap.Train.Cli.Predicting;

/// <summary>Predictions for people to read.</summary>
internal static class PredictionTable
{
    private const int BarWidth = 12;

    /// <summary>Draws a table, each image with its classes below each other.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="predictions">Images and their classes, the most probable first.</param>
    public static void Write(TextWriter output, IEnumerable<(string Image, IReadOnlyList<ClassProbability> Top)> predictions)
    {
        IAnsiConsole terminal = Terminal.Open(output);
        char full = terminal.Profile.Capabilities.Unicode ? '━' : '#';
        Table table = new Table().Border(terminal.Profile.Capabilities.Unicode ? TableBorder.Simple : TableBorder.Ascii)
            .AddColumn("image")
            .AddColumn("class")
            .AddColumn(new TableColumn("probability").RightAligned())
            .AddColumn("");
        foreach ((string image, IReadOnlyList<ClassProbability> top) in predictions)
        {
            for (int i = 0; i < top.Count; i++)
            {
                var style = new Style(decoration: i == 0 ? Decoration.Bold : Decoration.None);
                double share = double.IsFinite(top[i].Probability) ? top[i].Probability : 0;
                table.AddRow(
                    new Text(i == 0 ? SafeText.OneLine(image) : ""),
                    new Text(SafeText.OneLine(top[i].Name), style),
                    new Text(top[i].Probability.ToString("0.0 %", CultureInfo.InvariantCulture), style),
                    new Text(new string(full, (int)Math.Round(share * BarWidth)), new Style(Color.Green)));
            }
        }

        terminal.Write(table);
    }
}
