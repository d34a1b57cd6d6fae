namespace Ricap.Testing;

/// <summary>The repository that the tests are run from.</summary>
internal static class Repository
{
    /// <summary>Its folder: the one with the solution in it.</summary>
    public static string Root { get; } = Find();

    /// <summary>The full path of a file or folder of it.</summary>
    public static string Of(string relative) => Path.Join(Root, relative);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Join(folder.FullName, "RicapPipeline.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("the tests run outside of the repository");
        }

        return folder.FullName;
    }
}
