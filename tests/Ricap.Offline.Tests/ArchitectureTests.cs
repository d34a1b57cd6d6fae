using System.Reflection;
using System.Xml.Linq;
using Ricap.Building;
using Ricap.Building.Epochs;
using Ricap.Cli;
using Ricap.CommandLine;
using Ricap.Planning;
using Ricap.Serve;

namespace Ricap.Tests;

/// <summary>
/// Holds the code to the picture in <c>docs/ARCHITECTURE.md</c>: who may know whom. The compiled assembly is what is
/// looked at, so no spelling of a name gets around it.
/// </summary>
public sealed class ArchitectureTests
{
    /// <summary>
    /// Hops, from those that know nobody to those that know everybody. A folder is a namespace; the one above all,
    /// <c>Ricap</c> itself, has what every hop speaks of (problems, colours) and is open to all.
    /// </summary>
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        [""] = [],
        ["Planning.Randomness"] = [],
        ["Planning"] = ["Planning.Randomness"],
        ["Sources.Decoding.Jpeg"] = [],
        ["Sources.Decoding"] = ["Sources.Decoding.Jpeg"],
        ["Sources"] = ["Sources.Decoding"],
        ["Sources.Classes"] = ["Sources"],
        ["Sources.Listing"] = ["Sources", "Sources.Classes"],
        ["Sources.Lists"] = ["Sources", "Sources.Classes"],
        ["Sources.Finding"] = ["Sources", "Sources.Classes", "Sources.Listing", "Sources.Lists"],
        ["ImageFiles.Png.Deflate"] = [],
        ["ImageFiles.Png"] = ["ImageFiles.Png.Deflate"],
        ["Rendering.Kernels"] = [],
        ["Rendering.Kernels.Fills"] = ["Rendering.Kernels"],
        ["Rendering.Kernels.Flips"] = ["Rendering.Kernels"],
        ["Rendering.Kernels.Floats"] = ["Rendering.Kernels"],
        ["Rendering"] = ["Planning", "Rendering.Kernels", "Rendering.Kernels.Fills", "Rendering.Kernels.Flips"],
        ["Shards.Text"] = ["Planning"],
        ["Shards"] = ["Planning", "Shards.Text"],
        ["Shards.Records"] = ["Planning", "Shards", "Shards.Text"],
        ["Formats"] = ["Planning", "Shards", "Shards.Records", "Shards.Text"],
        ["Options"] = ["Formats", "Planning", "Rendering", "Sources"],
        ["ImageFiles"] = ["ImageFiles.Png", "Options"],
        ["Building.Output"] = ["Formats", "Shards", "Shards.Text"],
        ["Building"] =
        [
            "Building.Output", "Formats", "Options", "Planning", "Rendering", "Shards", "Shards.Text", "Sources", "Sources.Classes",
            "Sources.Finding",
        ],
        ["Building.Running"] = [],
        ["Building.Base"] = ["Building", "Building.Output", "Building.Running", "Options", "Planning", "Rendering", "Shards", "Sources"],
        ["Building.Epochs"] =
        [
            "Building", "Building.Base", "Building.Output", "Building.Running", "Formats", "ImageFiles", "Options", "Planning", "Rendering", "Shards",
            "Shards.Records", "Sources",
        ],
        ["Building.Parts"] =
        [
            "Building", "Building.Base", "Building.Epochs", "Building.Output", "Options", "Shards", "Sources", "Sources.Finding",
        ],
        [Builder] =
        [
            "Building", "Building.Base", "Building.Epochs", "Building.Output", "Building.Parts", "Options", "Planning", "Shards", "Sources", "Sources.Classes",
            "Sources.Finding",
        ],
        ["Verifying"] =
        [
            "Building", "Building.Base", "Building.Epochs", "Building.Output", "Formats", "Options", "Planning", "Rendering", "Shards", "Shards.Records",
            "Shards.Text", "Sources", "Sources.Decoding",
        ],
        ["Reading"] =
        [
            "Building", "Building.Base", "Building.Epochs", "Building.Output", "Formats", "Options", "Planning", "Rendering", "Shards", "Shards.Records",
            "Shards.Text", "Sources", "Sources.Decoding", "Verifying",
        ],
        [Facade] = ["Building.Base", "Options", "Planning", "Reading", "Rendering", "Shards", "Shards.Records"],
        [Floats] = ["Rendering.Kernels.Floats"],
        ["Preview.Drawing"] = [],
        ["Preview"] =
        [
            "Building.Base", "Building.Output", "ImageFiles.Png", "Options", "Planning", "Preview.Drawing", "Reading", "Rendering", "Shards",
            "Shards.Records", "Shards.Text",
        ],
        ["Preview.Animations"] =
        [
            "Building.Base", "ImageFiles.Png", "ImageFiles.Png.Deflate", "Options", "Planning", "Preview", "Preview.Drawing", "Reading",
            "Rendering", "Shards", "Shards.Text",
        ],
        ["Comparing"] =
        [
            "Building", "Building.Output", "Formats", "ImageFiles.Png", "Options", "Planning", "Preview", "Preview.Drawing", "Reading", "Rendering",
            "Shards", "Shards.Records", "Shards.Text", "Sources", "Sources.Decoding", "Verifying",
        ],
        ["Reporting"] =
        [
            "Building", "Building.Base", "Building.Epochs", "Building.Output", "ImageFiles", "Options", "Planning", "Preview", "Preview.Drawing",
            "Reading", "Rendering", "Shards", "Shards.Records", "Shards.Text",
        ],
    };

    /// <summary>Two types stand on top of their namespaces' hops rather than below them.</summary>
    private const string Facade = nameof(RicapDataset);
    private const string Floats = nameof(PixelFloats);
    private const string Builder = $"Building.{nameof(DatasetBuilder)}";

    private static readonly Assembly Offline = typeof(Problem).Assembly;

    private static readonly Hops Hops = new(MayKnow, HopOf, "", Offline);

    [Fact]
    public void Each_hop_knows_only_those_before_it() => Hops.AssertArrows();

    [Fact]
    public void Each_hop_is_in_the_table() =>
        Assert.Empty(Hops.Present.Except(MayKnow.Keys));

    [Fact]
    public void Arrows_do_not_run_in_circles() => Hops.AssertNoCircle();

    [Fact]
    public void Skia_is_known_to_one_decoder_and_one_encoder() =>
        Assert.Equal(
            ["Ricap.ImageFiles.SkiaEncoder", "Ricap.Sources.Decoding.SkiaDecoder"],
            Hops.WhoKnows("SkiaSharp").Select(type => type.FullName!));

    /// <summary>Whoever takes the library into a program of their own gets no command line and no terminal with it.</summary>
    [Fact]
    public void The_library_knows_nothing_of_command_lines_and_terminals() =>
        Assert.Equal(
            ["SkiaSharp", "System.IO.Hashing"],
            Offline.GetReferencedAssemblies().Select(name => name.Name!)
                .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) || name == "System.IO.Hashing")
                .Order(StringComparer.Ordinal));

    /// <summary>The commands are thin: one shared layer of console parts, and nothing but that layer knows of terminals.</summary>
    [Fact]
    public void Arrows_between_assemblies_run_from_the_commands_to_the_library()
    {
        Assert.Equal(["Ricap.Offline"], Ours(typeof(CommandRunner).Assembly));
        Assert.Equal(["Ricap.CommandLine", "Ricap.Offline", "Ricap.Serve", "Ricap.Storage"], Ours(typeof(RicapCommand).Assembly));
        Assert.Equal(["Ricap.Offline"], Ours(typeof(ServeOptions).Assembly));

        static IEnumerable<string> Ours(Assembly assembly) => assembly.GetReferencedAssemblies()
            .Select(name => name.Name!)
            .Where(name => name.StartsWith("Ricap.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
    }

    /// <summary>Whom a product shows its internals. The project files say why; tests and benchmarks are no products.</summary>
    [Fact]
    public void Products_are_friends_of_those_that_the_project_files_give_reasons_for()
    {
        string[] projects = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories);
        Dictionary<string, XDocument> products = projects.ToDictionary(
            path => XDocument.Load(path).Descendants("AssemblyName").SingleOrDefault()?.Value ?? Path.GetFileNameWithoutExtension(path),
            XDocument.Load);
        IEnumerable<string> pairs =
            from product in products
            from friend in product.Value.Descendants("InternalsVisibleTo").Attributes("Include").SelectMany(include => include.Value.Split(';'))
            where products.ContainsKey(friend)
            select $"{product.Key} -> {friend}";
        Assert.Equal(
            [
                "Ricap.Offline -> Ricap.MSBuild", "Ricap.Offline -> Ricap.Train", "Ricap.Offline -> ricap", "Ricap.Offline -> ricap-train",
                "Ricap.Train -> ricap-train",
            ],
            pairs.Order(StringComparer.Ordinal));
    }

    /// <summary>A server is one project, which only a command refers to, and which has no friend's way into the library.</summary>
    [Fact]
    public void One_project_knows_of_servers()
    {
        Assembly[] others = [Offline, typeof(CommandRunner).Assembly, typeof(RicapCommand).Assembly];
        Assert.DoesNotContain(others.SelectMany(one => one.GetReferencedAssemblies()), name => IsServer(name.Name!));
        Assert.Contains(typeof(ServeOptions).Assembly.GetReferencedAssemblies(), name => IsServer(name.Name!));
        Assert.DoesNotContain(
            Offline.GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>(), friend => friend.AssemblyName == "Ricap.Serve");

        static bool IsServer(string name) =>
            name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) || name.StartsWith("OpenTelemetry", StringComparison.Ordinal);
    }

    /// <summary>What decides and checks bytes can be used wherever .NET runs.</summary>
    [Theory]
    [InlineData("Planning")]
    [InlineData("Planning.Randomness")]
    [InlineData("Rendering")]
    [InlineData("Rendering.Kernels")]
    [InlineData("Rendering.Kernels.Fills")]
    [InlineData("Rendering.Kernels.Flips")]
    [InlineData("Rendering.Kernels.Floats")]
    [InlineData("Shards")]
    [InlineData("Shards.Records")]
    [InlineData("Shards.Text")]
    [InlineData("Formats")]
    [InlineData("ImageFiles.Png")]
    [InlineData("ImageFiles.Png.Deflate")]
    public void Hops_that_decide_bytes_need_nothing_but_dotnet(string hop)
    {
        string core = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        IEnumerable<string> foreign =
            from type in Hops.References
            where HopOf(type.Key) == hop
            from other in type.Distinct()
            let assembly = other.Assembly
            where assembly != Offline && assembly.GetName().Name != "System.IO.Hashing"
                && Path.GetDirectoryName(assembly.Location) != core
            select $"{type.Key} uses {other} of {assembly.GetName().Name}";
        Complaints.None(foreign);
    }

    /// <summary>That the rules see what instructions name, and not signatures only.</summary>
    [Fact]
    public void References_are_seen_inside_methods() => Assert.Contains(typeof(Planner), Hops.References[typeof(EpochBuilder)]);

    /// <summary>The namespace below <c>Ricap</c>; null for what the compiler adds to the assembly.</summary>
    private static string? HopOf(Type type) => type.Namespace switch
    {
        "Ricap" => type.Name is Facade or Floats ? type.Name : "",
        "Ricap.Building" when type.Name == nameof(DatasetBuilder) => Builder,
        { } name when name.StartsWith("Ricap.", StringComparison.Ordinal) => name["Ricap.".Length..],
        _ => null,
    };
}
