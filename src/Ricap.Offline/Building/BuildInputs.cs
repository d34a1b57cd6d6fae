using Ricap.Options;
using Ricap.Sources.Finding;

namespace Ricap.Building;

/// <summary>The files that a build reads, for whoever must know when to build again. No image is opened.</summary>
internal static class BuildInputs
{
    /// <summary>Lists them, those not there that would be read included.</summary>
    /// <param name="option">An option of the table.</param>
    /// <param name="value">Its value, a path in full.</param>
    /// <returns>In a fixed order, each under a name of its own; nothing for an option that names no file to read.</returns>
    public static IEnumerable<InputFile> Of(OptionSpec option, string value)
    {
        ArgumentNullException.ThrowIfNull(option);
        ArgumentNullException.ThrowIfNull(value);
        return option.Reads && option.IsPath(value) ? option.Name switch
        {
            "images" => SourceKinds.InputFiles(value),
            "not-in" => Named(option, OtherDataset.InputFiles(value)),
            _ => Named(option, [new InputFile(Path.GetFileName(ClassLists.FileOf(value)), ClassLists.FileOf(value))]),
        }
        : [];
    }

    /// <summary>Beside images, so that no two files have one name.</summary>
    private static IEnumerable<InputFile> Named(OptionSpec option, IEnumerable<InputFile> files) =>
        files.Select(file => file with { Name = $"{option.MetadataName}: {file.Name}" });
}
