using System.Globalization;

namespace Ricap.Train.Recording;

/// <summary>
/// <c>metrics.csv</c>: a line of names, then one for each epoch (RFC 4180, but with LF). Numbers are in their shortest form that
/// reads back as the same bits, so no field ever needs quotes; what is not known is empty, what is not a number is <c>NaN</c>. The
/// columns of the validation are there where there is one.
/// </summary>
internal static class MetricsCsv
{
    private static readonly Column[] Whole =
    [
        new("epoch", r => r.Epoch),
        new("beta", r => r.Beta),
        new("learning_rate", r => r.LearningRate),
        new("train_loss", r => r.TrainLoss),
        new("train_accuracy", r => r.TrainAccuracy),
        new("test_loss", r => r.TestLoss),
        new("test_top1", r => r.TestTop1),
        new("test_top5", r => r.TestTop5),
        new("val_loss", r => r.ValidationLoss) { OfValidation = true },
        new("val_top1", r => r.ValidationTop1) { OfValidation = true },
        new("images", r => r.Images),
        new("seconds", r => r.Seconds),
        new("images_per_second", r => r.ImagesPerSecond),
        new("data_wait_seconds", r => r.DataWaitSeconds),
        new("data_wait_share", r => r.DataWaitShare),
        new("evaluation_seconds", r => r.EvaluationSeconds),
    ];

    private static readonly Column[] Plain = [.. Whole.Where(c => !c.OfValidation)];

    /// <summary>The first line of a run without validation.</summary>
    public static string Header { get; } = HeaderOf(Plain);

    /// <summary>The whole file.</summary>
    public static string Format(IReadOnlyList<EpochRow> rows)
    {
        Column[] columns = rows.Any(r => r.ValidationTop1 is not null) ? Whole : Plain;
        return string.Concat(rows.Select(r => string.Join(',', columns.Select(c => Spell(c.Of(r)))) + "\n").Prepend(HeaderOf(columns) + "\n"));
    }

    /// <summary>The rows of a file's text.</summary>
    /// <exception cref="FormatException">It is no such table; says in which line and why.</exception>
    public static IReadOnlyList<EpochRow> Parse(string text)
    {
        string[] lines = text.Split('\n');
        string header = lines[0].TrimEnd('\r');
        Column[] columns = new[] { Plain, Whole }.FirstOrDefault(c => HeaderOf(c) == header)
            ?? throw new FormatException("line 1 does not name the columns of a table of epochs");

        var rows = new List<EpochRow>();
        for (int i = 1; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd('\r');
            if (line.Length == 0 && i == lines.Length - 1)
            {
                break;
            }

            EpochRow row = Row(columns, line.Split(','), i + 1);
            if (row.Epoch < 0 || (rows.Count > 0 && row.Epoch <= rows[^1].Epoch))
            {
                throw new FormatException($"line {i + 1}: epoch {row.Epoch} does not rise");
            }

            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The rows of a file that is about to be replaced.</summary>
    /// <exception cref="RicapException">It is somebody else's, or cannot be read.</exception>
    public static IReadOnlyList<EpochRow> ReadOwn(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (FormatException e)
        {
            throw new RicapException(
                Problem.AboutOption(
                    ProblemSeverity.Error,
                    ProblemCodes.ForeignOutput,
                    path,
                    $"is no table of ours and is left alone: {e.Message}; choose another {new OptionName("out")}"),
                e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RicapException(Problem.Error(ProblemCodes.OutputNotWritable, path, $"cannot be read: {e.Message}"), e);
        }
    }

    /// <summary>The rows of a run that was recorded before.</summary>
    /// <exception cref="RicapException">There is none, or it cannot be read.</exception>
    public static IReadOnlyList<EpochRow> Read(string path)
    {
        try
        {
            return File.Exists(path)
                ? Parse(File.ReadAllText(path))
                : throw new RicapException(Problem.Error(ProblemCodes.MissingFile, path, "there is no such file: name the folder of a run"));
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new RicapException(Problem.Error(ProblemCodes.DamagedFile, path, $"cannot be read as a table of epochs: {e.Message}"), e);
        }
    }

    private static string HeaderOf(Column[] columns) => string.Join(',', columns.Select(c => c.Name));

    private static EpochRow Row(Column[] columns, string[] fields, int line)
    {
        if (fields.Length != columns.Length)
        {
            throw new FormatException($"line {line} has {fields.Length} fields, not {columns.Length}");
        }

        int next = 0;
        (long epoch, double? beta, double rate, double loss, double accuracy) = (Count(int.MaxValue), MaybeReal(), Real(), Real(), Real());
        (double? testLoss, double? testTop1, double? testTop5) = (MaybeReal(), MaybeReal(), MaybeReal());
        (double? valLoss, double? valTop1) = columns == Whole ? (MaybeReal(), MaybeReal()) : (null, null);
        return new EpochRow(
            (int)epoch, beta, rate, loss, accuracy, testLoss, testTop1, testTop5, Count(long.MaxValue), Real(), Real(), Real(), Real(), Real())
        {
            ValidationLoss = valLoss,
            ValidationTop1 = valTop1,
        };

        long Count(long most) =>
            long.TryParse(fields[next++], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value <= most
                ? value
                : throw Wrong();

        double Real() => MaybeReal() ?? throw Wrong();

        double? MaybeReal() =>
            fields[next++] is var field && field.Length == 0 ? null
            : double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value
            : throw Wrong();

        FormatException Wrong() => new($"line {line}: {columns[next - 1].Name} is '{fields[next - 1]}'");
    }

    private static string Spell(object? value) => value switch
    {
        null => "",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"{value} is no number.", nameof(value)),
    };

    private sealed record Column(string Name, Func<EpochRow, object?> Of)
    {
        public bool OfValidation { get; init; }
    }
}
