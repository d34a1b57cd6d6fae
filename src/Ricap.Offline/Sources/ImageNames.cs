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

    public static bool IsImage(string name) => Lookup.Contains(Path.GetExtension(name.AsSpan()));
}
