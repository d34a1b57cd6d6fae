namespace Ricap.Rendering.Kernels.Fills;

internal static partial class RowFill
{
    /// <summary>The oracle: one pixel after another.</summary>
    internal static void FillScalar(Span<byte> destination, byte red, byte green, byte blue)
    {
        for (int i = 0; i < destination.Length; i += 3)
        {
            destination[i] = red;
            destination[i + 1] = green;
            destination[i + 2] = blue;
        }
    }
}
