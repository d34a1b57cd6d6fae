using System.Text;

namespace Ricap.Sources;

/// <summary>Which files of a folder are taken for images. What they really are shows when they are decoded.</summary>
internal static class ImageNames
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".bmp", ".dib", ".gif",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Extensions.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly ulong[] Packed = Array.ConvertAll<string, ulong>([.. Extensions], extension => Pack(Encoding.ASCII.GetBytes(extension)));

    public static bool IsImage(ReadOnlySpan<char> name) => Lookup.Contains(Path.GetExtension(name));

    /// <summary>The same of a name in UTF-8.</summary>
    public static bool IsImage(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> extension = name[Math.Max(0, name.LastIndexOf((byte)'.'))..];
        return extension.Length <= sizeof(ulong) && Packed.AsSpan().Contains(Pack(extension));
    }

    /// <summary>At most eight bytes in one number, letters as small ones: of what else there is, nothing becomes a letter.</summary>
    private static ulong Pack(ReadOnlySpan<byte> extension)
    {
        ulong packed = 0;
        foreach (byte character in extension)
        {
            packed = (packed << 8) | character | 0x20;
        }

        return packed;
    }
}
