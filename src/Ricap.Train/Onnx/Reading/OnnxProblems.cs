namespace Ricap.Train.Onnx.Reading;

/// <summary>What can be wrong with an ONNX file, each in one line.</summary>
internal static class OnnxProblems
{
    private const int Longest = 80;

    /// <summary>It is none, or is damaged.</summary>
    public static RicapException Bad(string path, string message, Exception? cause = null) =>
        new(Problem.Error(ProblemCodes.BadOnnx, path, $"cannot be read as ONNX: {message}"), cause);

    /// <summary>It is one, and uses what is not read here.</summary>
    public static RicapException Unsupported(string path, string message) =>
        new(Problem.Error(ProblemCodes.UnsupportedOnnx, path, message));

    /// <summary>It is one, and images do not go through it, or what comes out is nothing to classify by.</summary>
    public static RicapException Misfit(string path, string message, Exception? cause = null) =>
        new(Problem.Error(ProblemCodes.OnnxMisfit, path, message), cause);

    /// <summary>A text out of a file, on one line and no longer than a message should be.</summary>
    public static string Shown(string text)
    {
        string line = string.Concat(text.Take(Longest).Select(c => char.IsControl(c) ? '?' : c));
        return text.Length > Longest ? line + "…" : line;
    }
}
