using Ricap.Sources;

namespace Ricap.Train.Cli.Predicting;

/// <summary>The pictures that a command line names.</summary>
internal static class PictureList
{
    /// <summary>What stands for a list on standard input.</summary>
    public const string StandardInput = "-";

    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, IgnoreInaccessible = false };

    /// <summary>Their paths: a file is itself, whatever its name; a folder is the images in it and below, in order; <c>-</c> is a list of both, one a line.</summary>
    /// <param name="given">Files, folders and <c>-</c>.</param>
    /// <param name="input">Opens standard input.</param>
    /// <exception cref="RicapException">A folder cannot be listed, or nothing is left (<see cref="ProblemCodes.NoImages"/>).</exception>
    public static IReadOnlyList<string> Of(IEnumerable<string> given, Func<TextReader> input)
    {
        string[] named = [.. given.SelectMany(name => name == StandardInput ? Lines(input) : [name])];
        string[] all = [.. named.SelectMany(name => Directory.Exists(name) ? In(name) : [name])];
        return all.Length > 0
            ? all
            : throw new RicapException(Problem.Error(
                ProblemCodes.NoImages, named.FirstOrDefault(), "there is no image here: PNG, JPEG, WebP, BMP and GIF are looked for by their names' ends"));
    }

    private static IEnumerable<string> Lines(Func<TextReader> input)
    {
        using TextReader list = input();
        while (list.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                yield return line;
            }
        }
    }

    private static string[] In(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*", Everything).Where(path => ImageNames.IsImage(path)).Order(Utf8Order.Instance)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RicapException(Problem.Error(ProblemCodes.Unreadable, folder, e.Message), e);
        }
    }
}
