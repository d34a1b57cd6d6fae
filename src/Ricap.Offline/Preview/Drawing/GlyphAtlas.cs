using System.Buffers.Binary;
using System.Collections.Frozen;
using System.IO.Compression;
using System.Resources;
using System.Text;

namespace Ricap.Preview.Drawing;

/// <summary>One character's picture in one face.</summary>
/// <param name="Advance">How far the pen moves on, in pixels.</param>
/// <param name="Left">From the pen to the bitmap's first column.</param>
/// <param name="Top">From the baseline up to the top edge of the bitmap.</param>
/// <param name="Width">Columns of the bitmap.</param>
/// <param name="Height">Rows of the bitmap.</param>
/// <param name="Coverage">How much of each pixel is ink, 0 to 255, row by row.</param>
internal readonly record struct Glyph(
    int Advance, int Left, int Top, int Width, int Height, ReadOnlyMemory<byte> Coverage);

/// <summary>
/// A face of the font, rasterised ahead of time by <c>build/fonts/make-atlas.py</c> (which also describes the file).
/// Text drawn from it is the same on every machine: no installed font and no rasteriser has a say in it.
/// </summary>
internal sealed class GlyphAtlas
{
    private static readonly Lazy<GlyphAtlas[]> Faces = new(Load);

    private readonly FrozenDictionary<int, Glyph> _glyphs;

    private GlyphAtlas(int ascent, int descent, FrozenDictionary<int, Glyph> glyphs)
    {
        Ascent = ascent;
        Descent = descent;
        _glyphs = glyphs;
        Missing = Box(ascent);
    }

    /// <summary>Regular, 13 pixels: captions and the subheading.</summary>
    public static GlyphAtlas Small => Faces.Value[0];

    /// <summary>Semi-bold, 20 pixels: the heading.</summary>
    public static GlyphAtlas Large => Faces.Value[1];

    /// <summary>Pixels that the tallest letters reach above the baseline.</summary>
    public int Ascent { get; }

    /// <summary>Pixels that the deepest letters reach below the baseline.</summary>
    public int Descent { get; }

    /// <summary>The empty box that stands for a character the face does not have.</summary>
    public Glyph Missing { get; }

    /// <summary>The glyph of a character, or <see cref="Missing"/>: nothing that was written goes unseen.</summary>
    public Glyph this[Rune rune] => _glyphs.TryGetValue(rune.Value, out Glyph glyph) ? glyph : Missing;

    private static GlyphAtlas[] Load()
    {
        var resources = new ResourceManager(typeof(GlyphAtlas));
        using var packed = new MemoryStream((byte[])resources.GetObject("Glyphs", culture: null)!);
        using var plain = new MemoryStream();
        using (var inflate = new DeflateStream(packed, CompressionMode.Decompress))
        {
            inflate.CopyTo(plain);
        }

        byte[] file = plain.ToArray();
        if (!file.AsSpan().StartsWith("RGA1"u8))
        {
            throw new InvalidDataException("The embedded glyph atlas is not one that this version reads.");
        }

        int at = 4;
        var faces = new GlyphAtlas[file[at++]];
        for (int i = 0; i < faces.Length; i++)
        {
            faces[i] = ReadFace(file, ref at);
        }

        return faces;
    }

    private static GlyphAtlas ReadFace(byte[] file, ref int at)
    {
        const int HeaderSize = 4;
        const int RecordSize = 7;

        ReadOnlySpan<byte> header = file.AsSpan(at, HeaderSize);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(header[2..]);
        int record = at + HeaderSize;
        int coverage = record + (count * RecordSize);

        var glyphs = new Dictionary<int, Glyph>(count);
        for (int i = 0; i < count; i++, record += RecordSize)
        {
            ReadOnlySpan<byte> fields = file.AsSpan(record, RecordSize);
            (int width, int height) = (fields[5], fields[6]);
            glyphs.Add(
                BinaryPrimitives.ReadUInt16LittleEndian(fields),
                new Glyph(
                    Advance: fields[2],
                    Left: (sbyte)fields[3],
                    Top: (sbyte)fields[4],
                    width,
                    height,
                    file.AsMemory(coverage, width * height)));
            coverage += width * height;
        }

        at = coverage;
        return new GlyphAtlas(header[0], header[1], glyphs.ToFrozenDictionary());
    }

    /// <summary>An outlined box, about as tall as a capital letter and half as wide.</summary>
    private static Glyph Box(int ascent)
    {
        int height = ascent * 3 / 4;
        int width = (height / 2) + 1;
        byte[] coverage = new byte[width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                bool edge = x == 0 || y == 0 || x == width - 1 || y == height - 1;
                coverage[(y * width) + x] = edge ? byte.MaxValue : byte.MinValue;
            }
        }

        return new Glyph(Advance: width + 2, Left: 1, Top: height, width, height, coverage);
    }
}
