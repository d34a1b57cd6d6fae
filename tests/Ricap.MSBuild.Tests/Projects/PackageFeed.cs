using System.Reflection;

namespace Ricap.MSBuild.Tests.Projects;

/// <summary>
/// The package, packed once out of what was built with the tests, in a feed of its own and with a packages folder of
/// its own: a package of an earlier run would hide what is wrong with this one. There is no other source, so the tests
/// need no network.
/// </summary>
public sealed class PackageFeed : IDisposable
{
    private int _projects;

    public PackageFeed()
    {
        // A space and letters beyond ASCII, because users' folders have them.
        Root = Path.Combine(Path.GetTempPath(), $"ricap tests ø {Guid.NewGuid():N}");
        Directory.CreateDirectory(Root);
        File.WriteAllText(Path.Combine(Root, "nuget.config"), """
            <configuration>
              <packageSources>
                <clear />
                <add key="packed" value="feed" />
              </packageSources>
              <config>
                <add key="globalPackagesFolder" value="packages" />
              </config>
            </configuration>
            """);
        string feed = Path.Combine(Root, "feed");
        string[] pack = ["pack", "src/Ricap.MSBuild", "--no-build", "-c", Configuration, "-o", feed];
        DotNet.Run(RepositoryRoot, [.. pack, "--disable-build-servers"]).Succeeded();
        Package = Directory.EnumerateFiles(feed, "*.nupkg").Single();
    }

    /// <summary>The repository's folder.</summary>
    public static string RepositoryRoot => Metadata("RepositoryRoot");

    /// <summary>The configuration that the tests were built in.</summary>
    public static string Configuration => Metadata("Configuration");

    /// <summary>The folder that everything of a test run is in.</summary>
    public string Root { get; }

    /// <summary>The package file.</summary>
    public string Package { get; }

    /// <summary>A folder for one more project.</summary>
    public string NewFolder() => Directory.CreateDirectory(Path.Combine(Root, $"project {++_projects}")).FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string Metadata(string key) =>
        typeof(PackageFeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}

/// <summary>The tests that build projects: one after another, with one package.</summary>
[CollectionDefinition(Name)]
public sealed class PackageTests : ICollectionFixture<PackageFeed>
{
    public const string Name = "package";
}
