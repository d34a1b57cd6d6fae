using Ricap.Sources.Classes;

namespace Ricap.Sources.Finding;

/// <summary>Grey images in one IDX file with their labels in another, as MNIST and its successors ship.</summary>
internal sealed class IdxKind : ISourceKind
{
    private const string Zipped = ".gz";

    /// <summary>How the name of a file of images ends, and how the name of its labels ends instead.</summary>
    private static readonly (string Images, string Labels)[] Endings =
    [
        ("images-idx3-ubyte", "labels-idx1-ubyte"),
        ("images.idx3-ubyte", "labels.idx1-ubyte"),
    ];

    public string Description => "an IDX file named like train-images-idx3-ubyte[.gz]";

    public bool Takes(string images) => LabelsNameOf(Path.GetFileName(images)) is not null && !Directory.Exists(images);

    public SourceSet Open(SourceRequest request, Action<Problem> report)
    {
        string path = request.Images;
        string labelsPath = LabelsBeside(path);
        IdxFile images = IdxFile.Read(path, rank: 3);
        if (images.Dimensions is not [int count, > 0 and int height, > 0 and int width])
        {
            throw IdxFile.Malformed(path, $"its images have no pixels: {string.Join('x', images.Dimensions)}");
        }

        ReadOnlySpan<byte> labels = IdxFile.Read(labelsPath, rank: 1).Values.Span;
        if (labels.Length != count)
        {
            throw IdxFile.Malformed(labelsPath, $"{Counted.Of(labels.Length, "label")} for {Counted.Of(count, "image")}");
        }

        if (count == 0)
        {
            throw new RicapException(Problem.Error(ProblemCodes.NoImages, path, "the file holds no image"));
        }

        ClassTable classes = Classes(path, labels, request.Classes, report);
        int[] indices = [.. Enumerable.Range(0, byte.MaxValue + 1).Select(label => classes.Find($"{label}") ?? -1)];
        string name = Path.GetFileName(path);
        long written = File.GetLastWriteTimeUtc(path).Ticks;
        var sources = new Source[count];
        for (int row = 0; row < count; row++)
        {
            sources[row] = new Source($"{name}#{row:D5}", indices[labels[row]], Label: null, (long)width * height, written);
        }

        return new IdxSourceSet(Path.GetDirectoryName(path) ?? "", images, classes.Names, SourceTable.Of(sources));
    }

    public IEnumerable<InputFile> InputFiles(string images)
    {
        foreach (string path in (string[])[images, .. LabelsOf(images)])
        {
            yield return new InputFile(Path.GetFileName(path), path);
        }
    }

    /// <summary>The labels there are or, where nobody says which classes are wanted, all numbers to the largest.</summary>
    private static ClassTable Classes(string path, ReadOnlySpan<byte> labels, ClassRules rules, Action<Problem> report)
    {
        byte[] numbers = labels.ToArray();
        IEnumerable<int> found = rules.List is null
            ? Enumerable.Range(0, numbers.Max() + 1)
            : numbers.Distinct().Select(label => (int)label);
        var errors = new List<Problem>();
        var classes = ClassTable.Of(
            path,
            found.Select(label => new FoundClass($"{label}", path)),
            numbered: true,
            rules,
            problem => (problem.Severity == ProblemSeverity.Error ? errors.Add : report)(problem));
        return errors.Count == 0 ? classes : throw new RicapException(errors);
    }

    /// <summary>The labels beside the images.</summary>
    private static string LabelsBeside(string path)
    {
        string[] labels = LabelsOf(path);
        return labels.FirstOrDefault(File.Exists) ?? throw new RicapException(Problem.Error(
            ProblemCodes.SourcesNotFound, labels[0], $"the labels of '{path}' are missing"));
    }

    /// <summary>Where the labels may be, in the order they are looked for; the two files need not both be zipped.</summary>
    private static string[] LabelsOf(string path)
    {
        string labels = Path.Join(Path.GetDirectoryName(path), LabelsNameOf(Path.GetFileName(path)));
        return [labels, labels.EndsWith(Zipped, StringComparison.Ordinal) ? labels[..^Zipped.Length] : labels + Zipped];
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

/// <summary>The images of an IDX file, held in memory.</summary>
internal sealed class IdxSourceSet(string folder, IdxFile images, IReadOnlyList<string> classes, SourceTable sources)
    : SourceSet(classes, sources)
{
    private readonly int _height = images.Dimensions[1];
    private readonly int _width = images.Dimensions[2];

    public override string FullPath(int index) => Path.Join(folder, Sources[index].Path);

    public override Hash128 PlaceOf(int index) => Hash128.Of(Sources.PathOf(index));

    public override FileFacts? Facts(int index) => null;

    public override SourceContent Read(int index)
    {
        int size = _width * _height;
        return new SourceContent(FullPath(index), images.Values.Slice(index * size, size), _width, _height);
    }
}
