namespace Ricap;

/// <summary>How bad a <see cref="Problem"/> is: an error stops the build, a warning does not.</summary>
public enum ProblemSeverity
{
    /// <summary>Reported, and the work goes on.</summary>
    Warning,

    /// <summary>Reported, and the work ends and writes no manifest.</summary>
    Error,
}

/// <summary>One coded, located thing that is wrong, in one line a person can act on.</summary>
/// <param name="Code">A stable code out of <see cref="ProblemCodes"/>, e.g. <c>RICAP0020</c>; <c>docs/diagnostics.md</c> has a section for each.</param>
/// <param name="Severity">Whether it stops the build.</param>
/// <param name="Path">The file or folder it is about, as the user would open it; null where there is none.</param>
/// <param name="Line">The 1-based line in <paramref name="Path"/>, or 0 where lines mean nothing.</param>
/// <param name="Message">What is wrong and what to do next: one line, no trailing full stop needed.</param>
public sealed record Problem(string Code, ProblemSeverity Severity, string? Path, int Line, string Message)
{
    /// <summary>The message with the options that it speaks of left open; null where it speaks of none.</summary>
    private FormattableString? Wording { get; init; }

    /// <summary>The option that is wrong, its name without dashes; null where it is none.</summary>
    public string? Option => Wording?.GetArguments().OfType<OptionName>().Select(option => option.Name).FirstOrDefault();

    /// <summary>An error about a file or folder.</summary>
    public static Problem Error(string code, string? path, string message, int line = 0) =>
        new(code, ProblemSeverity.Error, path, line, message);

    /// <summary>A warning about a file or folder.</summary>
    public static Problem Warning(string code, string? path, string message, int line = 0) =>
        new(code, ProblemSeverity.Warning, path, line, message);

    /// <summary>A problem whose message speaks of options: <see cref="OptionName"/> values in the interpolated text.</summary>
    internal static Problem AboutOption(
        ProblemSeverity severity, string code, string? path, FormattableString wording, int line = 0) =>
        new(code, severity, path, line, wording.ToString(OptionSpelling.CommandLine)) { Wording = wording };

    /// <summary>An option's value that cannot be. The first option that the message speaks of is the one that is wrong.</summary>
    internal static Problem InvalidOption(FormattableString wording, string? path = null) =>
        AboutOption(ProblemSeverity.Error, ProblemCodes.InvalidOption, path, wording);

    /// <summary>The same problem to somebody who spells options otherwise; itself where its message was changed since it was made.</summary>
    internal Problem Spelled(OptionSpelling spelling)
    {
        ArgumentNullException.ThrowIfNull(spelling);
        bool asMade = Wording is not null && Message == Wording.ToString(OptionSpelling.CommandLine);
        return asMade ? this with { Message = Wording!.ToString(spelling) } : this;
    }

    /// <summary>Equal if they say the same of the same place.</summary>
    public bool Equals(Problem? other) =>
        other is not null && (Code, Severity, Path, Line, Message) == (other.Code, other.Severity, other.Path, other.Line, other.Message);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Code, Severity, Path, Line, Message);

    /// <summary>The canonical one-line form that MSBuild, Visual Studio and most editors parse: <c>path(line): error CODE: message</c>.</summary>
    public override string ToString()
    {
        string place = Path is null ? "ricap" : Line > 0 ? $"{Path}({Line})" : Path;
        return $"{place}: {(Severity == ProblemSeverity.Error ? "error" : "warning")} {Code}: {Message}";
    }
}

/// <summary>Thrown where work cannot go on; carries every problem found, so that a user mends them in one go.</summary>
public sealed class RicapException : Exception
{
    // errno on Linux and macOS; HRESULTs of ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private static readonly int[] DiskFull = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    /// <summary>One problem.</summary>
    public RicapException(Problem problem)
        : this([problem], null)
    {
    }

    /// <summary>One problem and what caused it.</summary>
    public RicapException(Problem problem, Exception? cause)
        : this([problem], cause)
    {
    }

    /// <summary>Several problems; at least one.</summary>
    public RicapException(IReadOnlyList<Problem> problems)
        : this(problems, null)
    {
    }

    /// <summary>Several problems, at least one, and what caused them.</summary>
    public RicapException(IReadOnlyList<Problem> problems, Exception? cause)
        : base(string.Join(Environment.NewLine, problems), cause)
    {
        Problems = problems;
    }

    /// <summary>
    /// What it means that a file could not be written: <see cref="ProblemCodes.DiskFull"/> or <see cref="ProblemCodes.OutputNotWritable"/>.
    /// </summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="cause">What the file system threw.</param>
    public static RicapException NotWritten(string path, Exception cause) =>
        cause is IOException && DiskFull.Contains(cause.HResult)
            ? new RicapException(Problem.Error(ProblemCodes.DiskFull, path, "the disk is full; make room and run this again, it goes on where it stopped"), cause)
            : new RicapException(Problem.Error(ProblemCodes.OutputNotWritable, path, $"cannot be written: {cause?.Message}"), cause);

    /// <summary>What went wrong, in the order it was found.</summary>
    public IReadOnlyList<Problem> Problems { get; }
}
