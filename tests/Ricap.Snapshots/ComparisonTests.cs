using System.Buffers;
using Ricap.Comparing;
using Ricap.ImageFiles.Png;
using Ricap.Reading;
using Ricap.Shards;

namespace Ricap.Snapshots;

/// <summary>That snapshots fail when they should, and say where: the comparison itself.</summary>
public sealed class ComparisonTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ricap-comparison-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_changed_pixel_is_named_by_its_place()
    {
        byte[] rgb = new byte[8 * 6 * 3];
        File.WriteAllBytes(Snapshot(nameof(A_changed_pixel_is_named_by_its_place), ".verified.png"), Png(rgb));
        rgb[(((4 * 8) + 3) * 3) + 1] = 9;
        string message = await Failure(() => Verify(Png(rgb), "png").UseDirectory(_folder).DisableDiff().ToTask());
        Assert.Contains("1 of 48 pixels, first x 3, y 4: 000000 -> 000900, largest difference 9", message, StringComparison.Ordinal);
        Assert.True(File.Exists(Snapshot(nameof(A_changed_pixel_is_named_by_its_place), ".received.png")));
    }

    [Fact]
    public async Task A_changed_line_is_shown()
    {
        string verified = Snapshot(nameof(A_changed_line_is_shown), ".verified.txt");
        File.WriteAllText(verified, "one\ntwo\n");
        string message = await Failure(() => Verify("one\nthree").UseDirectory(_folder).DisableDiff().ToTask());
        Assert.Contains("three", message, StringComparison.Ordinal);
        byte[] received = File.ReadAllBytes(verified.Replace("verified", "received", StringComparison.Ordinal));
        Assert.Equal((byte[])[0xEF, 0xBB, 0xBF, .. "one\nthree"u8], received);
    }

    [Fact]
    public async Task The_line_end_of_the_last_line_and_the_system_do_not_count()
    {
        const string Name = nameof(The_line_end_of_the_last_line_and_the_system_do_not_count);
        File.WriteAllText(Snapshot(Name, ".verified.txt"), "one\r\ntwo\r\n");
        await Verify("one\ntwo").UseDirectory(_folder);
    }

    [Fact]
    public async Task A_lone_carriage_return_ends_a_line()
    {
        File.WriteAllText(Snapshot(nameof(A_lone_carriage_return_ends_a_line), ".verified.txt"), "one\rtwo\r\nthree\r");
        await Verify("one\ntwo\rthree").UseDirectory(_folder);
    }

    /// <summary>As Verify has it: a file of no bytes is no snapshot, and the text is new.</summary>
    [Fact]
    public async Task An_empty_file_is_no_snapshot_of_a_text()
    {
        const string Name = nameof(An_empty_file_is_no_snapshot_of_a_text);
        File.WriteAllBytes(Snapshot(Name, ".verified.txt"), []);
        string message = await Failure(() => Verify("new").UseDirectory(_folder).DisableDiff().ToTask());
        string[] lines = message.Split('\n', StringSplitOptions.TrimEntries);
        Assert.Contains(lines, line => line.StartsWith("New:", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith("NotEqual:", StringComparison.Ordinal));
        Assert.True(File.Exists(Snapshot(Name, ".received.txt")));
    }

    /// <summary>The snapshot of a text of no characters is the mark alone, and not an empty file.</summary>
    [Fact]
    public async Task A_mark_alone_is_the_snapshot_of_an_empty_text()
    {
        File.WriteAllBytes(Snapshot(nameof(A_mark_alone_is_the_snapshot_of_an_empty_text), ".verified.txt"), [0xEF, 0xBB, 0xBF]);
        await Verify("").UseDirectory(_folder);
    }

    [Fact]
    public async Task A_missing_snapshot_fails()
    {
        string message = await Failure(() => Verify("new").UseDirectory(_folder).DisableDiff().ToTask());
        Assert.Contains(Path.GetFileName(Snapshot(nameof(A_missing_snapshot_fails), ".received.txt")), message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_that_is_no_longer_made_fails()
    {
        string prefix = Snapshot(nameof(A_snapshot_that_is_no_longer_made_fails), "");
        File.WriteAllText($"{prefix}.verified.txt", "one");
        File.WriteAllText($"{prefix}#more.verified.txt", "two");
        string message = await Failure(() => Verify("one").UseDirectory(_folder).DisableDiff().ToTask());
        Assert.Contains("#more.verified.txt", message, StringComparison.Ordinal);
    }

    /// <summary>A pixel of one shard: the sample is named by its id, and the pixel by its place in the sample.</summary>
    [Fact]
    public async Task A_changed_pixel_of_a_shard_is_named_by_its_sample()
    {
        using var set = new SmallSet(("format", "npy"));
        string prefix = Snapshot(nameof(A_changed_pixel_of_a_shard_is_named_by_its_sample), "");
        using (RicapDataset dataset = RicapDataset.Open(set.Folder))
        {
            StoredSample[] first = [.. dataset.Stored(0).Take(8)];
            File.WriteAllText($"{prefix}#manifest.verified.json", DatasetSnapshot.Manifest(dataset.Manifest));
            File.WriteAllText($"{prefix}#samples.verified.json", DatasetSnapshot.Samples(first));
            File.WriteAllBytes($"{prefix}#sheet.verified.png", DatasetSnapshot.Sheet(first, dataset.Manifest.Classes));
        }

        string shard = Path.Join(set.Folder, "epoch-0000", "ricap-0000-000000.npy");
        byte[] bytes = File.ReadAllBytes(shard);
        bytes[NpyFile.HeaderLength + (((2 * 24 * 20) + (1 * 24) + 9) * 3)] ^= 1; // of the third sample: row 1, column 9
        File.WriteAllBytes(shard, bytes);

        string message = await Failure(() => Verify(RicapDataset.Open(set.Folder)).UseDirectory(_folder).DisableDiff().ToTask());
        Assert.Contains("0000-00000002: 1 of 480 pixels, first x 9, y 1: ", message, StringComparison.Ordinal);
        Assert.Contains("#samples.received.json", message, StringComparison.Ordinal);
        Assert.Contains("#sheet.received.png", message, StringComparison.Ordinal);
        Assert.False(File.Exists($"{prefix}#manifest.received.json"));
        string[] before = File.ReadAllLines($"{prefix}#samples.verified.json");
        string[] after = File.ReadAllLines($"{prefix}#samples.received.json");
        (string changed, _) = Assert.Single(after.Zip(before), pair => pair.First != pair.Second);
        Assert.Contains("\"id\":\"0000-00000002\"", changed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("24x20", "0000-00000001: 1 of 480 pixels, first x 5, y 0: ", "; and 1 more of the samples shown")]
    [InlineData("300x20", "0000-00000001: 2 of 4,352 pixels, first x 4, y 0: ", " (of the sample as it is shown, shrunk); and 1 more")]
    public void Sheets_name_the_first_sample_that_differs(string size, string begin, string end)
    {
        using var set = new SmallSet(("size", size));
        using RicapDataset dataset = RicapDataset.Open(set.Folder);
        StoredSample[] before = [.. dataset.Stored(0).Take(4)];
        StoredSample[] after = [.. before.Select((sample, i) => i is 1 or 3 ? sample with { Pixels = Changed(sample.Pixels) } : sample)];
        string? message = DatasetSnapshot.Difference(Sheet(before), Sheet(after));
        Assert.StartsWith(begin, message, StringComparison.Ordinal);
        Assert.Contains(end, message, StringComparison.Ordinal);

        byte[] Sheet(StoredSample[] samples) => DatasetSnapshot.Sheet(samples, dataset.Manifest.Classes);

        static byte[] Changed(ReadOnlyMemory<byte> pixels)
        {
            byte[] changed = pixels.ToArray();
            changed[5 * 3] ^= 0x80;
            return changed;
        }
    }

    private string Snapshot(string test, string rest) => Path.Join(_folder, $"{nameof(ComparisonTests)}.{test}{rest}");

    private static async Task<string> Failure(Func<Task> action) =>
        (await Assert.ThrowsAnyAsync<Exception>(action)).Message;

    private static byte[] Png(byte[] rgb)
    {
        var png = new ArrayBufferWriter<byte>();
        new PngEncoder().Encode(rgb, 8, 6, png);
        return png.WrittenSpan.ToArray();
    }
}
