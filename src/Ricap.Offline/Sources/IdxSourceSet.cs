namespace Ricap.Sources;

/// <summary>Grey images in one IDX file with their labels in another, as MNIST and its successors ship.</summary>
internal sealed class IdxSourceSet : SourceSet
{
    private const string Zipped = ".gz";

    /// <summary>How the name of a file of images ends, and how the name of its labels ends instead.</summary>
    private static readonly (string Images, string Labels)[] Endings =
    [
        ("images-idx3-ubyte", "labels-idx1-ubyte"),
        ("images.idx3-ubyte", "labels.idx1-ubyte"),
    ];

    private readonly string _folder;
    private readonly ReadOnlyMemory<byte> _pixels;
    private readonly int _width;
    private readonly int _height;

    private IdxSourceSet(string folder, IdxFile images, IReadOnlyList<string> classes, IReadOnlyList<Source> sources)
        : base(classes, sources)
    {
        _folder = folder;
        _pixels = images.Values;
        _height = images.Dimensions[1];
        _width = images.Dimensions[2];
    }

    public static bool IsImagesName(string path) => LabelsNameOf(Path.GetFileName(path)) is not null;

    public static IdxSourceSet Open(string path)
    {
        string labelsPath = LabelsBeside(path);
        IdxFile images = IdxFile.Read(path, rank: 3);
        if (images.Dimensions is not [int count, > 0 and int height, > 0 and int width])
        {
            throw IdxFile.Malformed(path, $"its images have no pixels: {string.Join('x', images.Dimensions)}");
        }

        ReadOnlySpan<byte> labels = IdxFile.Read(labelsPath, rank: 1).Values.Span;
        if (labels.Length != count)
        {
            throw IdxFile.Malformed(labelsPath, $"there are {labels.Length} labels for {count} images");
        }

        if (count == 0)
        {
            throw new RicapException(Problem.Error(ProblemCodes.NoImages, path, "the file holds no image"));
        }

        string name = Path.GetFileName(path);
        long written = File.GetLastWriteTimeUtc(path).Ticks;
        var sources = new Source[count];
        int largest = 0;
        for (int row = 0; row < count; row++)
        {
            sources[row] = new Source($"{name}#{row:D5}", labels[row], Label: null, (long)width * height, written);
            largest = Math.Max(largest, labels[row]);
        }

        string[] classes = [.. Enumerable.Range(0, largest + 1).Select(label => $"{label}")];
        return new IdxSourceSet(Path.GetDirectoryName(path) ?? "", images, classes, sources);
    }

    public override string FullPath(int index) => Path.Join(_folder, Sources[index].Path);

    public override SourceContent Read(int index)
    {
        string path = FullPath(index);
        int size = _width * _height;
        return new SourceContent(path, _pixels.Slice(index * size, size), _width, _height);
    }

    /// <summary>The labels beside the images; the two need not both be zipped.</summary>
    private static string LabelsBeside(string path)
    {
        string labels = Path.Join(Path.GetDirectoryName(path), LabelsNameOf(Path.GetFileName(path)));
        string other = labels.EndsWith(Zipped, StringComparison.Ordinal) ? labels[..^Zipped.Length] : labels + Zipped;
        return File.Exists(labels) ? labels
            : File.Exists(other) ? other
            : throw new RicapException(Problem.Error(
                ProblemCodes.SourcesNotFound, labels, $"the labels of '{path}' are missing"));
    }

    private static string? LabelsNameOf(string name)
    {
        string zipped = name.EndsWith(Zipped, StringComparison.Ordinal) ? Zipped : "";
        string bare = name[..^zipped.Length];
        foreach ((string images, string labels) in Endings)
        {
            if (bare.EndsWith(images, StringComparison.Ordinal))
            {
                return bare[..^images.Length] + labels + zipped;
            }
        }

        return null;
    }
}
