using System.Buffers;

namespace Ricap.Formats;

/// <summary>
/// The index that NVIDIA DALI's <c>readers.webdataset</c> takes as <c>index_paths</c>, version 1.2, byte for byte
/// what its tool <c>wds2idx</c> writes for the same archive: a count, then a line for each sample that gives
/// extension, offset of the content, size and member name of each of its members.
/// <code>
/// v1.2 2
/// json 512 713 0000-00000000.json png 2048 9120 0000-00000000.png
/// json 11776 709 0000-00000001.json png 13312 8844 0000-00000001.png
/// </code>
/// </summary>
internal static class DaliIndex
{
    /// <summary>Writes the whole file.</summary>
    /// <param name="entries">The archive's samples; at least one, for DALI refuses an index of none.</param>
    /// <param name="imageExtension">What its images are called: <c>png</c>, <c>webp</c> or <c>jpg</c>.</param>
    /// <param name="output">Receives the bytes.</param>
    /// <exception cref="ArgumentException">There is no sample, or no such extension.</exception>
    public static void Write(
        IReadOnlyList<TarSampleEntry> entries, string imageExtension, IBufferWriter<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfZero(entries.Count, nameof(entries));
        TarFormat.RequireImageExtension(imageExtension);

        Write(output, $"v1.2 {entries.Count}\n");
        foreach (TarSampleEntry entry in entries)
        {
            Write(output, $"json {entry.JsonOffset} {entry.JsonSize} {entry.Key}.json ");
            Write(output, $"{imageExtension} {entry.ImageOffset} {entry.ImageSize} {entry.Key}.{imageExtension}\n");
        }
    }

    private static void Write(IBufferWriter<byte> output, string text) =>
        output.Write(System.Text.Encoding.ASCII.GetBytes(text));
}
