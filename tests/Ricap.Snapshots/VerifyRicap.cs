using Ricap;
using Ricap.Comparing;
using Ricap.Reading;

namespace VerifyTests;

/// <summary>
/// Teaches Verify what a data set is. Take this file along to your own tests and call <see cref="Initialize"/> once,
/// before the first of them:
/// <code>
/// [ModuleInitializer]
/// internal static void Initialize() => VerifyRicap.Initialize();
///
/// [Fact]
/// public Task Shards() => Verify(RicapDataset.Open("shards"));
/// </code>
/// </summary>
public static class VerifyRicap
{
    /// <summary>
    /// Registers a converter that makes three snapshots of a data set: its manifest without what may change while samples
    /// stay the same, the records of the first samples with the hashes of their pixels, and these samples on a sheet. It
    /// closes the data set. Pictures are then compared by their pixels, and a difference is told by its place.
    /// </summary>
    /// <param name="samples">How many samples of the first rendered epoch.</param>
    public static void Initialize(int samples = 8)
    {
        VerifierSettings.RegisterFileConverter<RicapDataset>((dataset, _) => Convert(dataset, samples));
        VerifierSettings.RegisterStreamComparer("png", ComparePictures);
    }

    private static ConversionResult Convert(RicapDataset dataset, int samples)
    {
        StoredSample[] first = [.. dataset.Stored(dataset.Manifest.Epochs[0].Epoch).Take(samples)];

        // Verify asks no comparer for pictures once a text has failed: the sheet, whose comparer says where, is first.
        Target[] targets =
        [
            new("png", new MemoryStream(DatasetSnapshot.Sheet(first, dataset.Manifest.Classes)), "sheet"),
            new("json", DatasetSnapshot.Manifest(dataset.Manifest), "manifest"),
            new("json", DatasetSnapshot.Samples(first), "samples"),
        ];
        return new ConversionResult(null, targets, () =>
        {
            dataset.Dispose();
            return Task.CompletedTask;
        });
    }

    private static async Task<CompareResult> ComparePictures(
        Stream received, Stream verified, IReadOnlyDictionary<string, object> context)
    {
        (byte[] expected, byte[] actual) = (await ReadAll(verified), await ReadAll(received));
        return DatasetSnapshot.Difference(expected, actual) is { } difference
            ? CompareResult.NotEqual(difference)
            : CompareResult.Equal;
    }

    private static async Task<byte[]> ReadAll(Stream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
