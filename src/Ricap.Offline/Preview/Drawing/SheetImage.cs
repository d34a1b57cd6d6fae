namespace Ricap.Preview.Drawing;

/// <summary>A finished picture.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Rgb">The pixels, <c>[Height, Width, 3]</c>.</param>
internal sealed record SheetImage(int Width, int Height, byte[] Rgb);
