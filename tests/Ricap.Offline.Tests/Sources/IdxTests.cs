using System.Buffers.Binary;
using System.IO.Compression;
using Ricap.Sources;

namespace Ricap.Tests.Sources;

public sealed class IdxTests
{
    private const string Images = "train-images-idx3-ubyte";
    private const string Labels = "train-labels-idx1-ubyte";

    /// <summary>Three images, 2 wide and 3 high.</summary>
    private static readonly byte[] Grey = [.. Enumerable.Range(1, 18).Select(i => (byte)(i * 10))];

    private static readonly byte[] Good = Idx([3, 3, 2], Grey);

    [Theory]
    [InlineData("train-images-idx3-ubyte", "train-labels-idx1-ubyte")]
    [InlineData("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")]
    [InlineData("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte")]
    [InlineData("t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte")]
    [InlineData("t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte.gz")]
    public void Plain_or_zipped_under_either_spelling(string images, string labels)
    {
        using TempFolder folder = Folder(Good, Idx([3], [2, 0, 2]), images, labels);
        SourceSet set = folder.Open(images);

        // The label 1 is of no image, and a class all the same.
        Assert.Equal(["0", "1", "2"], set.Classes);
        Assert.Equal([2, 0, 2], set.Sources.Select(source => source.Class));
        Assert.Equal([$"{images}#00000", $"{images}#00001", $"{images}#00002"], set.Sources.Select(source => source.Path));
        Assert.All(set.Sources, source => Assert.Equal(6, source.Length));

        using SourceContent content = set.Read(1);
        byte[] rgb = new byte[18];
        content.Decode(new FitOptions(2, 3), rgb);
        Assert.Equal([.. Grey[6..12].SelectMany(level => Enumerable.Repeat(level, 3))], rgb);
        Assert.Equal(Hash128.Of(Grey.AsSpan(6, 6)), content.Hash);
    }

    [Fact]
    public void A_file_that_was_unzipped_without_renaming_is_read()
    {
        using var folder = new TempFolder();
        folder.Write(Images + ".gz", Good);
        folder.Write(Labels + ".gz", Idx([3], [0, 0, 0]));
        Assert.Equal(3, folder.Open(Images + ".gz").Sources.Count);
    }

    [Fact]
    public void Classes_are_in_the_order_of_their_numbers()
    {
        using TempFolder folder = Folder(Good, Idx([3], [10, 9, 1]));
        Assert.Equal(Enumerable.Range(0, 11).Select(i => $"{i}"), folder.Open(Images).Classes);
    }

    [Fact]
    public void The_limit_of_pixels_holds_here_too()
    {
        using TempFolder folder = Folder(Good, Idx([3], [0, 0, 0]));
        using SourceContent content = folder.Open(Images).Read(2);
        RicapException e = Assert.Throws<RicapException>(
            () => content.Decode(new FitOptions(1, 1) { MaxPixels = 5 }, new byte[3]));
        Assert.Equal((ProblemCodes.TooManyPixels, folder.At(Images + "#00002")), (e.Problems[0].Code, e.Problems[0].Path));
    }

    [Fact]
    public void Missing_labels_are_said()
    {
        using var folder = new TempFolder();
        folder.Write(Images, Good);
        Problem problem = Assert.Single(folder.Problems(Images));
        Assert.Equal((ProblemCodes.SourcesNotFound, folder.At(Labels)), (problem.Code, problem.Path));
    }

    [Fact]
    public void A_file_of_no_images_is_said()
    {
        using TempFolder folder = Folder(Idx([0, 3, 2], []), Idx([0], []));
        Assert.Equal(ProblemCodes.NoImages, Assert.Single(folder.Problems(Images)).Code);
    }

    public static TheoryData<string, byte[]> BadImages => new()
    {
        { "header is cut short: 0 of 16", [] },
        { "header is cut short: 15 of 16", Good[..15] },
        { "begins with 00000D03", [0, 0, 0x0D, 3, .. Good[4..]] },
        { "begins with 00000801", [0, 0, 8, 1, .. Good[4..]] },
        { "begins with 504B0304", [0x50, 0x4B, 3, 4, .. Good[4..]] },
        { "cannot hold", Good[..^1] },
        { "more follow", [.. Good, 0] },
        { "no pixels", Idx([3, 0, 2], []) },
        { "no pixels", Idx([3, 3, 0], []) },
        { "cannot hold", Idx([int.MaxValue, int.MaxValue, int.MaxValue], Grey) },
        { "cannot hold", Idx([-1, -1, -1], Grey) },
        { "cannot hold", Zip(Idx([int.MaxValue, 1, 1], Grey)) },
        { "only 18 follow", Zip(Idx([4, 3, 2], Grey)) },
        { "more follow", Zip([.. Good, 0]) },
        { "header is cut short", Zip(Good[..10]) },
        { "gzip data is damaged", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, .. Enumerable.Repeat((byte)0xFF, 30)] },
    };

    [Theory]
    [MemberData(nameof(BadImages))]
    public void Malformed_images_are_said(string hint, byte[] images)
    {
        using TempFolder folder = Folder(images, Idx([3], [0, 0, 0]));
        Problem problem = Assert.Single(folder.Problems(Images));
        Assert.Equal((ProblemCodes.MalformedIdx, folder.At(Images)), (problem.Code, problem.Path));
        Assert.Contains(hint, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_do_not_fit_are_said()
    {
        using TempFolder folder = Folder(Good, Idx([2], [0, 0]));
        Problem problem = Assert.Single(folder.Problems(Images));
        Assert.Equal((ProblemCodes.MalformedIdx, folder.At(Labels)), (problem.Code, problem.Path));
        Assert.Contains("2 labels for 3 images", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cut_or_flipped_anywhere_zipped_data_is_a_problem_or_read()
    {
        byte[] zipped = Zip(Good);
        for (int length = 2; length < zipped.Length; length++)
        {
            ProblemOrImages(zipped[..length]);
        }

        for (int bit = 0; bit < zipped.Length * 8; bit++)
        {
            byte[] damaged = [.. zipped];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            ProblemOrImages(damaged);
        }
    }

    private static void ProblemOrImages(byte[] images)
    {
        using TempFolder folder = Folder(images, Idx([3], [0, 0, 0]));
        try
        {
            SourceSet set = folder.Open(Images);
            byte[] rgb = new byte[18];
            for (int i = 0; i < 3; i++)
            {
                using SourceContent content = set.Read(i);
                content.Decode(new FitOptions(2, 3), rgb);
                Assert.Equal(Grey[i * 6], rgb[0]);
            }
        }
        catch (RicapException e)
        {
            Assert.Equal(ProblemCodes.MalformedIdx, Assert.Single(e.Problems).Code);
        }
    }

    private static TempFolder Folder(byte[] images, byte[] labels, string imagesName = Images, string labelsName = Labels)
    {
        var folder = new TempFolder();
        folder.Write(imagesName, imagesName.EndsWith(".gz", StringComparison.Ordinal) ? Zip(images) : images);
        folder.Write(labelsName, labelsName.EndsWith(".gz", StringComparison.Ordinal) ? Zip(labels) : labels);
        return folder;
    }

    private static byte[] Idx(int[] dimensions, byte[] values)
    {
        byte[] header = new byte[4 + (4 * dimensions.Length)];
        header[2] = 8;
        header[3] = (byte)dimensions.Length;
        for (int i = 0; i < dimensions.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), dimensions[i]);
        }

        return [.. header, .. values];
    }

    private static byte[] Zip(byte[] content)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return zipped.ToArray();
    }
}
