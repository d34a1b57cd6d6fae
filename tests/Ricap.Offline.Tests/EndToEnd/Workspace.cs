using Ricap.Building;
using Ricap.Options;
using SkiaSharp;

namespace Ricap.Tests.EndToEnd;

/// <summary>A folder with images that were drawn for one test and the data set that it renders from them.</summary>
internal sealed class Workspace : IDisposable
{
    private static readonly string[] Classes = ["ant", "bee", "cat"];

    private readonly Scratch _scratch = new();

    public string Root => _scratch.Folder;

    public string Images => Path.Join(Root, "images");

    public string Output => Path.Join(Root, "out");

    /// <summary>A workspace with so many small images of different shapes in three classes.</summary>
    public static Workspace With(int images)
    {
        var workspace = new Workspace();
        for (int i = 0; i < images; i++)
        {
            workspace.Draw(NameOf(i), i);
        }

        return workspace;
    }

    /// <summary>The path of an image of <see cref="With"/> below the image folder.</summary>
    public static string NameOf(int image) => $"{Classes[image % Classes.Length]}/{image:D4}.png";

    /// <summary>The words of a command line as names and values: <c>--size 8x8 --flip horizontal</c>.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Options(string words) =>
        words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Chunk(2).Select(p => KeyValuePair.Create(p[0][2..], p[1]));

    /// <summary>Writes a PNG that no other seed gives.</summary>
    public void Draw(string relative, int seed) =>
        Write(Path.Join(Images, relative), Drawing.Png(5 + (seed % 7), 4 + (seed % 5), (x, y) =>
        {
            int noise = HashCode(seed, x, y);
            return new SKColor((byte)noise, (byte)(noise >> 8), (byte)(noise >> 16));
        }));

    /// <summary>Puts a file anywhere.</summary>
    public static void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    /// <summary>The full path of a file of the data set.</summary>
    public string At(string relative) => Path.Join(Output, relative);

    /// <summary>Renders with images, output and name set, and whatever else the words say.</summary>
    public BuildResult Render(
        string words,
        BuildListener? heard = null,
        string? images = null,
        string? output = null,
        CancellationToken cancellation = default) =>
        DatasetBuilder.Build(Parse(words, images, output), heard ?? new BuildListener(), cancellation);

    /// <summary>The problems that rendering ends with.</summary>
    public IReadOnlyList<Problem> Problems(string words, string? images = null, string? output = null) =>
        Assert.Throws<RicapException>(() => Render(words, images: images, output: output)).Problems;

    /// <summary>Everything that a build of these options makes, made in a folder of its own.</summary>
    public FolderContents Fresh(string words, string? images = null)
    {
        string elsewhere = Directory.CreateDirectory(Path.Join(Root, Path.GetRandomFileName())).FullName;
        Render(words, images: images, output: elsewhere);
        return FolderContents.Of(elsewhere);
    }

    public void Dispose() => _scratch.Dispose();

    private DatasetOptions Parse(string words, string? images, string? output) => OptionTable.Parse(
    [
        new("images", images ?? Images), new("out", output ?? Output), new("name", "set"), .. Options(words),
    ]);

    private static int HashCode(int seed, int x, int y)
    {
        uint value = (uint)((seed * 7919) + (x * 131) + (y * 17) + 1) * 2_654_435_761u;
        return (int)((value ^ (value >> 15)) * 2_246_822_519u >> 3);
    }
}
