using System.Buffers;
using System.Buffers.Binary;
using Ricap.Encoding.Png;

namespace Ricap.Preview;

/// <summary>
/// Writes frames as an animated PNG (PNG, third edition, §4.9 and §11.3.6), which browsers play like a GIF and everything
/// else shows as its first frame. Made of the same parts as our still PNG, so its bytes depend on the pixels alone.
/// </summary>
/// <remarks>
/// <code>
///   IHDR │ acTL │ fcTL 0 │ IDAT … │ fcTL 1 │ fdAT 2 … │ fcTL 3 │ fdAT 4 … │ IEND      numbers count fcTL and fdAT
/// </code>
/// A frame after the first holds the rectangle that changed, and one that changed nothing lengthens the one before.
/// </remarks>
internal sealed class AnimationEncoder
{
    /// <summary>The longest a frame can be shown: its delay is 16 bits of milliseconds.</summary>
    public const int MaxDelay = ushort.MaxValue;

    private const int Channels = 3;

    private readonly RowFilters _filters = new();
    private readonly ZlibCompressor _zlib = new();
    private readonly IBufferWriter<byte> _output;
    private int _sequence;

    private AnimationEncoder(IBufferWriter<byte> output) => _output = output;

    /// <summary>Appends an animation that repeats for ever.</summary>
    /// <param name="frames">At least one, all of one size.</param>
    /// <param name="delay">How long each is shown, in milliseconds, 1..<see cref="MaxDelay"/>.</param>
    /// <param name="output">Takes the file's bytes.</param>
    public static void Encode(IReadOnlyList<SheetImage> frames, int delay, IBufferWriter<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfZero(frames.Count, nameof(frames));
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delay, MaxDelay);
        (int width, int height) = (frames[0].Width, frames[0].Height);
        if (frames.Any(frame => (frame.Width, frame.Height) != (width, height)))
        {
            throw new ArgumentException("Frames differ in size.", nameof(frames));
        }

        new AnimationEncoder(output).Encode(Parts(frames, delay), width, height);
    }

    private void Encode(List<Part> parts, int width, int height)
    {
        PngChunks.WriteStart(width, height, _output);
        Span<byte> control = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(control, parts.Count);
        BinaryPrimitives.WriteInt32BigEndian(control[4..], 0); // plays: for ever
        PngChunks.WriteChunk("acTL"u8, control, _output);
        foreach (Part part in parts)
        {
            WriteControl(part);
            ReadOnlySpan<byte> data = Compress(part);
            if (part == parts[0])
            {
                PngChunks.WriteImageData(data, _output);
            }
            else
            {
                WriteFrameData(data);
            }
        }

        PngChunks.WriteEnd(_output);
    }

    private void WriteControl(Part part)
    {
        Span<byte> control = stackalloc byte[26];
        BinaryPrimitives.WriteInt32BigEndian(control, _sequence++);
        BinaryPrimitives.WriteInt32BigEndian(control[4..], part.Area.Width);
        BinaryPrimitives.WriteInt32BigEndian(control[8..], part.Area.Height);
        BinaryPrimitives.WriteInt32BigEndian(control[12..], part.Area.X);
        BinaryPrimitives.WriteInt32BigEndian(control[16..], part.Area.Y);
        BinaryPrimitives.WriteUInt16BigEndian(control[20..], (ushort)part.Delay);
        BinaryPrimitives.WriteUInt16BigEndian(control[22..], 1000); // of a second
        control[24] = 0; // then leave the frame as it is
        control[25] = 0; // and put the next on top of it
        PngChunks.WriteChunk("fcTL"u8, control, _output);
    }

    private void WriteFrameData(ReadOnlySpan<byte> data)
    {
        byte[] chunk = new byte[sizeof(int) + Math.Min(data.Length, PngChunks.LongestData)];
        while (!data.IsEmpty)
        {
            int length = Math.Min(data.Length, PngChunks.LongestData);
            BinaryPrimitives.WriteInt32BigEndian(chunk, _sequence++);
            data[..length].CopyTo(chunk.AsSpan(sizeof(int)));
            PngChunks.WriteChunk("fdAT"u8, chunk.AsSpan(0, sizeof(int) + length), _output);
            data = data[length..];
        }
    }

    private ReadOnlySpan<byte> Compress(Part part)
    {
        (int x, int y, int width, int height) = part.Area;
        int stride = width * Channels;
        byte[] rgb = new byte[stride * height];
        for (int row = 0; row < height; row++)
        {
            int from = (((y + row) * part.Image.Width) + x) * Channels;
            part.Image.Rgb.AsSpan(from, stride).CopyTo(rgb.AsSpan(row * stride));
        }

        byte[] filtered = new byte[rgb.Length + height];
        _filters.Apply(rgb, stride, filtered);
        return _zlib.Compress(filtered);
    }

    private static List<Part> Parts(IReadOnlyList<SheetImage> frames, int delay)
    {
        var parts = new List<Part> { new(frames[0], new Area(0, 0, frames[0].Width, frames[0].Height), delay) };
        foreach ((SheetImage before, SheetImage image) in frames.Zip(frames.Skip(1)))
        {
            if (Changed(before, image) is { } area)
            {
                parts.Add(new Part(image, area, delay));
            }
            else
            {
                parts[^1] = parts[^1] with { Delay = Math.Min(MaxDelay, parts[^1].Delay + delay) };
            }
        }

        return parts;
    }

    /// <summary>The smallest rectangle that holds all that changed; null if nothing did.</summary>
    private static Area? Changed(SheetImage before, SheetImage now)
    {
        int stride = now.Width * Channels;
        (int left, int right, int top, int bottom) = (int.MaxValue, -1, -1, -1);
        for (int y = 0; y < now.Height; y++)
        {
            ReadOnlySpan<byte> a = before.Rgb.AsSpan(y * stride, stride);
            ReadOnlySpan<byte> b = now.Rgb.AsSpan(y * stride, stride);
            int first = a.CommonPrefixLength(b);
            if (first == stride)
            {
                continue;
            }

            int last = stride - 1;
            while (a[last] == b[last])
            {
                last--;
            }

            (left, right) = (Math.Min(left, first / Channels), Math.Max(right, last / Channels));
            (top, bottom) = (top < 0 ? y : top, y);
        }

        return bottom < 0 ? null : new Area(left, top, right - left + 1, bottom - top + 1);
    }

    private readonly record struct Area(int X, int Y, int Width, int Height);

    private sealed record Part(SheetImage Image, Area Area, int Delay);
}
