using Ricap.Building;
using Ricap.Options;
using Ricap.Tests.EndToEnd;

namespace Ricap.Tests.Parts;

/// <summary>Runs of parts in a test's workspace.</summary>
internal static class PartsRun
{
    public static DatasetOptions Options(this Workspace workspace, string words, string? images = null) => OptionTable.Parse(
    [
        new("images", images ?? workspace.Images), new("out", workspace.Output), new("name", "set"), .. Workspace.Options(words),
    ]);

    public static BuildResult Base(this Workspace workspace, string words, string part = "0/1", BuildListener? heard = null) =>
        DatasetBuilder.BuildBase(workspace.Options(words), PartNumber.Parse(part)!, heard ?? new BuildListener());

    public static BuildResult Epochs(this Workspace workspace, string words, string part = "0/1", BuildListener? heard = null) =>
        DatasetBuilder.BuildEpochs(workspace.Options(words), PartNumber.Parse(part)!, heard ?? new BuildListener());

    public static BuildResult Finish(this Workspace workspace, string words, BuildListener? heard = null) =>
        DatasetBuilder.Finish(workspace.Options(words), heard ?? new BuildListener());

    /// <summary>All parts of a count, in order.</summary>
    public static void EpochsInParts(this Workspace workspace, string words, int parts)
    {
        for (int i = 0; i < parts; i++)
        {
            workspace.Epochs(words, $"{i}/{parts}");
        }
    }

    /// <summary>The one problem that a run ends with.</summary>
    public static Problem Problem(Action run) => Assert.Single(Assert.Throws<RicapException>(run).Problems);

    /// <summary>Gives every folder and file of a workspace's images an age at which times can be trusted.</summary>
    public static void Age(this Workspace workspace)
    {
        DateTime then = DateTime.UtcNow.AddHours(-1);
        foreach (string file in Directory.EnumerateFiles(workspace.Images, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, then);
        }

        foreach (string folder in Directory.EnumerateDirectories(workspace.Images, "*", SearchOption.AllDirectories).Append(workspace.Images))
        {
            Directory.SetLastWriteTimeUtc(folder, then);
        }
    }
}
