using System.Buffers;
using Ricap.Shards.Text;

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
    // Two members: the extension twice, two numbers, a key, and what is between them.
    private const int MaxLineLength = 2 * ((2 * 4) + (2 * Utf8Cursor.MaxNumberLength) + SampleKey.MaxLength + 5);

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

        byte[] image = System.Text.Encoding.ASCII.GetBytes(imageExtension);
        var cursor = new Utf8Cursor(output.GetSpan(MaxLineLength));
        cursor.Field("v1.2 "u8, entries.Count);
        cursor.Text("\n"u8);
        output.Advance(cursor.Length);
        foreach (TarSampleEntry entry in entries)
        {
            cursor = new Utf8Cursor(output.GetSpan(MaxLineLength));
            Write(ref cursor, entry, "json"u8, entry.JsonOffset, entry.JsonSize);
            cursor.Text(" "u8);
            Write(ref cursor, entry, image, entry.ImageOffset, entry.ImageSize);
            cursor.Text("\n"u8);
            output.Advance(cursor.Length);
        }
    }

    private static void Write(ref Utf8Cursor cursor, TarSampleEntry entry, ReadOnlySpan<byte> extension, long offset, int size)
    {
        cursor.Text(extension);
        cursor.Field(" "u8, offset);
        cursor.Field(" "u8, size);
        cursor.Text(" "u8);
        cursor.Key(entry.Epoch, entry.Index);
        cursor.Text("."u8);
        cursor.Text(extension);
    }
}
