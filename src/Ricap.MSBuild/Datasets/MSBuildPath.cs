namespace Ricap.MSBuild.Datasets;

/// <summary>Paths as project files spell them.</summary>
internal static class MSBuildPath
{
    /// <summary>
    /// With this system's separators. MSBuild takes a backslash for a separator everywhere, but does not touch those in
    /// metadata, so a project written on Windows would look for a file called <c>data\faces</c> elsewhere.
    /// </summary>
    public static string Native(string path) =>
        Path.DirectorySeparatorChar == '/' ? path.Replace('\\', '/') : path;

    /// <summary>
    /// How a path is remembered between builds: within the project relative to it, so that in a copy of the project it
    /// means the copy's own files, and outside of it in full.
    /// </summary>
    public static string Remember(string path, string projectFolder)
    {
        string relative = Path.GetRelativePath(projectFolder, path);
        bool isOutside = Path.IsPathRooted(relative)
            || relative == ".."
            || relative.StartsWith($"..{Path.DirectorySeparatorChar}", StringComparison.Ordinal);
        return isOutside ? path : relative;
    }
}
