using System.Runtime.Intrinsics;
using Ricap.Building;
using Ricap.Options;

namespace Ricap.ChildProcess;

/// <summary>What a build in this process did.</summary>
/// <param name="Made">How many shards were made.</param>
/// <param name="Decoded">How many images were decoded.</param>
/// <param name="Vectors">Whether the process has vectors in hardware.</param>
internal sealed record RenderReport(int Made, long Decoded, bool Vectors);

/// <summary>One build of a data set, as a process that can be put into another environment or killed.</summary>
internal static class RenderRun
{
    /// <summary>
    /// Builds what the words of a command line say, and says on the error stream when it begins. Words that begin with <c>base=</c>
    /// or <c>epochs=</c> name a part.
    /// </summary>
    public static RenderReport Report(IReadOnlyList<string> words)
    {
        string[] part = words[0].Split('=');
        DatasetOptions options = OptionTable.Parse(
            words.Skip(part.Length - 1).Chunk(2).Select(p => KeyValuePair.Create(p[0][2..], p[1])));
        Console.Error.WriteLine("rendering");
        BuildResult result = part switch
        {
            ["base", string number] => DatasetBuilder.BuildBase(options, PartNumber.Parse(number)!, new ProblemPrinter()),
            ["epochs", string number] => DatasetBuilder.BuildEpochs(options, PartNumber.Parse(number)!, new ProblemPrinter()),
            _ => DatasetBuilder.Build(options, new ProblemPrinter(), CancellationToken.None),
        };
        return new RenderReport(result.Made, result.Decoded, Vector128.IsHardwareAccelerated);
    }

    private sealed class ProblemPrinter : IBuildObserver
    {
        public void OnProblem(Problem problem) => Console.Error.WriteLine(problem);
    }
}
