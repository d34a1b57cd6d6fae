using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using Ricap.ImageFiles.Png;
using Ricap.ImageFiles.Png.Deflate;
using Ricap.Preview.Drawing;

namespace Ricap.Preview.Animations;

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

    /// <summary>The longest file that is made; nobody plays more.</summary>
    private const int MaxBytes = 1_000_000_000;

    private const int Channels = 3;

    private readonly RowFilters _filters = new();
    private readonly ZlibCompressor _zlib = new(new DeflateParser());
    private readonly ArrayBufferWriter<byte> _output = new(); // of what comes after acTL, which has the count
    private readonly int _delay;
    private Part? _open; // the last one, which may still be lengthened
    private int _parts;
    private int _sequence;

    private AnimationEncoder(int delay) => _delay = delay;

    /// <summary>Appends an animation that repeats for ever. Frames are taken one by one, and two of them kept.</summary>
    /// <param name="frames">At least one, all of one size.</param>
    /// <param name="delay">How long each is shown, in milliseconds, 1..<see cref="MaxDelay"/>.</param>
    /// <param name="output">Takes the file's bytes.</param>
    /// <exception cref="ArgumentException">There is no frame, they differ in size or are too many to be compressed.</exception>
    public static void Encode(IEnumerable<SheetImage> frames, int delay, IBufferWriter<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delay, MaxDelay);
        var encoder = new AnimationEncoder(delay);
        foreach (SheetImage frame in frames)
        {
            encoder.Add(frame);
        }

        encoder.End(output);
    }

    private void Add(SheetImage frame)
    {
        if (_open is null)
        {
            _open = new Part(frame, new Area(0, 0, frame.Width, frame.Height), _delay);
            return;
        }

        SheetImage before = _open.Image;
        if ((before.Width, before.Height) != (frame.Width, frame.Height))
        {
            throw new ArgumentException("Frames differ in size.", nameof(frame));
        }

        if (Changed(before, frame) is not { } area)
        {
            _open = _open with { Delay = Math.Min(MaxDelay, _open.Delay + _delay) };
            return;
        }

        Write(_open);
        _open = new Part(frame, area, _delay);
    }

    private void End(IBufferWriter<byte> output)
    {
        Part last = _open ?? throw new ArgumentException("There is no frame.");
        Write(last);
        PngChunks.WriteStart(last.Image.Width, last.Image.Height, output);
        Span<byte> control = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(control, _parts);
        BinaryPrimitives.WriteInt32BigEndian(control[4..], 0); // plays: for ever
        PngChunks.WriteChunk("acTL"u8, control, output);
        output.Write(_output.WrittenSpan);
        PngChunks.WriteEnd(output);
    }

    private void Write(Part part)
    {
        WriteControl(part);
        ReadOnlySpan<byte> data = Compress(part);
        if (data.Length > MaxBytes - _output.WrittenCount)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The animation is larger than {MaxBytes:N0} bytes."));
        }

        if (_parts == 0)
        {
            PngChunks.WriteImageData(data, _output);
        }
        else
        {
            WriteFrameData(data);
        }

        _parts++;
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
