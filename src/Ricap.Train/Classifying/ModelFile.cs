using Ricap.Options;
using Ricap.Sources;
using Ricap.Train.Checkpoints;
using Ricap.Train.Training;

namespace Ricap.Train.Classifying;

/// <summary>Where a model lies, and what its file says of the images it takes.</summary>
internal static class ModelFile
{
    /// <summary>What a run's folder may hold, the one to use first.</summary>
    private static readonly string[] Names = [TrainSetup.BestName, TrainSetup.ModelName, TrainSetup.CheckpointName];

    /// <summary>The file that is meant.</summary>
    /// <param name="path">A file, or a run's folder.</param>
    /// <exception cref="RicapException">It is a folder without a model (<see cref="ProblemCodes.NoModel"/>).</exception>
    public static string Find(string path)
    {
        if (!Directory.Exists(path))
        {
            return path;
        }

        return Names.Select(name => Path.Join(path, name)).FirstOrDefault(File.Exists)
            ?? throw new RicapException(Problem.Error(
                ProblemCodes.NoModel, path, $"there is none of {string.Join(", ", Names)}; give the --out of a training, or a model's file"));
    }

    /// <summary>How images were brought to size for the model, so that others are alike.</summary>
    /// <exception cref="RicapException">The file does not say (<see cref="ProblemCodes.NoInputSize"/>).</exception>
    public static FitOptions FitOf(string path, CheckpointState state)
    {
        // Every option that decides the pixels of a data set's base is among a run's; what an older file lacks is as by default.
        KeyValuePair<string, string>[] given =
        [
            .. OptionTable.Table.Deciding(OptionEffects.Base).Where(row => state.Options.ContainsKey(row.Name))
                .Select(row => KeyValuePair.Create(row.Name, state.Options[row.Name])),
        ];
        DatasetOptions options;
        try
        {
            options = OptionTable.Table.Change(OptionTable.Table.Defaults, given);
        }
        catch (RicapException e)
        {
            throw new RicapException(Problem.Error(ProblemCodes.NoInputSize, path, $"its metadata says how images become its input, but {e.Problems[0].Message}"), e);
        }

        return options.Width > 0
            ? new FitOptions(options.Width, options.Height, options.Fit, options.Background, options.MaxPixels)
            : throw new RicapException(Problem.Error(
                ProblemCodes.NoInputSize, path, "its metadata has no 'size' among the options, so nothing tells how large its images are; export it again with 'ricap-train train'"));
    }
}
