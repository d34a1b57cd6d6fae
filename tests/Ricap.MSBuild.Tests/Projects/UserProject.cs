namespace Ricap.MSBuild.Tests.Projects;

/// <summary>A project as a user has it: a project file, images and the package.</summary>
internal sealed class UserProject
{
    private readonly string _header;

    /// <summary>40 images in batches and shards of 8, for two epochs: five shards each.</summary>
    public const string Faces = """
        <RicapDataset Include="faces" Images="data\faces" Size="16x16" Seed="42"
                      Epochs="2" Batch="8" ShardSize="8" />
        """;

    public UserProject(PackageFeed feed, string frameworks = "<TargetFramework>net10.0</TargetFramework>")
    {
        Folder = feed.NewFolder();
        _header = frameworks;
        File.WriteAllText(At("Empty.cs"), "internal class Empty { }");
        Pictures.WriteSet(At("data/faces"), 40);
        Write(Faces);
    }

    /// <summary>The project's folder.</summary>
    public string Folder { get; }

    /// <summary>The project file.</summary>
    public string ProjectFile => At("app.csproj");

    /// <summary>The files under the output root and the time each was written.</summary>
    public Dictionary<string, DateTime> Rendered => Directory.Exists(At("bin/ricap"))
        ? new DirectoryInfo(At("bin/ricap")).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.Name != "lock")
            .ToDictionary(file => Path.GetRelativePath(At("bin/ricap"), file.FullName), file => file.LastWriteTimeUtc)
        : [];

    /// <summary>A path in the project.</summary>
    public string At(string path) => Path.Combine(Folder, path);

    /// <summary>Writes the project file.</summary>
    /// <param name="items">Its RicapDataset items.</param>
    /// <param name="more">Anything after them.</param>
    public void Write(string items, string more = "") => WriteAs("app.csproj", items, more);

    /// <summary>Writes another project file.</summary>
    /// <param name="path">Where, in this project's folder.</param>
    /// <param name="items">Its RicapDataset items.</param>
    /// <param name="more">Anything after them.</param>
    public void WriteAs(string path, string items, string more = "") => WriteText(path, $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            {_header}
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Ricap.MSBuild" Version="*" PrivateAssets="all" />
          </ItemGroup>
          <ItemGroup>
            {items}
          </ItemGroup>
          {more}
        </Project>
        """);

    /// <summary>Writes a file and the folder it is in.</summary>
    public void WriteText(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }

    /// <summary>Runs a <c>dotnet</c> command, without a restore unless it does one.</summary>
    public DotNetRun Run(params string[] arguments) => DotNet.Run(Folder, [.. arguments, "--disable-build-servers"]);

    /// <summary>Builds; the first time with a restore.</summary>
    public DotNetRun Build(params string[] arguments)
    {
        string[] restore = File.Exists(At("obj/project.assets.json")) ? ["--no-restore"] : [];
        return DotNet.Run(Folder, ["build", "--disable-build-servers", .. restore, .. arguments]);
    }

    /// <summary>Asks whether a build would do anything.</summary>
    public DotNetRun Question() => Build("-question");

    /// <summary>Cleans.</summary>
    public DotNetRun Clean() => DotNet.Run(Folder, "clean", "--disable-build-servers");
}
