using System.Runtime.InteropServices;
using Ricap.Rendering.Kernels;
using Ricap.Rendering.Kernels.Fills;
using Ricap.Rendering.Kernels.Flips;
using Ricap.Rendering.Kernels.Floats;

namespace Ricap.ChildProcess.Kernels;

/// <summary>A kernel as bytes in, bytes out. The destination may be longer than what is written.</summary>
internal delegate void ByteKernel(ReadOnlySpan<byte> source, Span<byte> destination);

/// <summary>One way through one kernel: its face, or one width of vector.</summary>
/// <param name="Name">Kernel and way, e.g. <c>RowFlip.Copy256</c>.</param>
/// <param name="Unit">The source is a multiple of this many bytes.</param>
/// <param name="Growth">Bytes written for each byte read.</param>
/// <param name="Run">The path itself.</param>
/// <param name="Oracle">What it has to agree with.</param>
internal sealed record KernelPath(string Name, int Unit, int Growth, ByteKernel Run, ByteKernel Oracle)
{
    /// <summary>What images are commonly normalised by; no product or sum of them is exact.</summary>
    public static readonly RgbFloats Scale = new(1 / 58.395f, 1 / 57.12f, 1 / 57.375f);

    /// <inheritdoc cref="Scale"/>
    public static readonly RgbFloats Bias = new(-2.117904f, -2.0357144f, -1.8044444f);

    /// <summary>Every path there is.</summary>
    public static IReadOnlyList<KernelPath> All { get; } =
    [
        Copy("", RowCopy.Copy),
        Copy("128", OneRow(RectangleCopy.Copy128)),
        Copy("256", OneRow(RectangleCopy.Copy256)),
        new("RectangleCopy.Copy", 1, 1, Rows(1, RectangleCopy.Copy), RowCopy.CopyScalar),
        new("RectangleCopy.Copy, 3 rows", 3, 1, Rows(3, RectangleCopy.Copy), RowCopy.CopyScalar),
        new("RectangleFlip.Copy, 3 rows", 9, 1, Rows(3, RectangleFlip.Copy), Rows(3, FlipRowsScalar)),
        Patches(64),
        Patches(84),
        Patches(96),
        Spread("", Rows(1, RectangleSpread.Fill)),
        Spread("128", OneRow(RectangleSpread.Fill128)),
        Flip("", RowFlip.Copy),
        Flip("128", RowFlip.Copy128),
        Flip("256", RowFlip.Copy256),
        Fill("", RowFill.Fill),
        Fill("128", RowFill.Fill128),
        Fill("256", RowFill.Fill256),
        Fill("512", RowFill.Fill512),
        Blend("", RowBlend.Over),
        Blend("128", RowBlend.Over128),
        Blend("256", RowBlend.Over256),
        Blend("512", RowBlend.Over512),
        new("Normalise.ToFloat", 1, sizeof(float),
            (source, destination) => Normalise.ToFloat(source, Floats(destination), Scale.Red, Bias.Red),
            ScalarBy(RgbFloats.All(Scale.Red), RgbFloats.All(Bias.Red))),
        Scaled("ToFloatRgb", Normalise.ToFloatRgb),
        Scaled("Apply128", Normalise.Apply128),
        Scaled("Apply256", Normalise.Apply256),
        Scaled("Apply512", Normalise.Apply512),
        Planes("ToPlanes", Normalise.ToPlanes),
        Planes("Planes128", Normalise.Planes128),
        Planes("Planes256", Normalise.Planes256),
        Planes("Planes512", Normalise.Planes512),
    ];

    private delegate void RectangleKernel(
        ReadOnlySpan<byte> source, int sourceStride, Span<byte> destination, int destinationStride, int length, int rows);

    private delegate void VectorCopy(ref byte from, nuint fromStride, ref byte to, nuint toStride, nuint length, int rows);

    private delegate void FillKernel(Span<byte> destination, byte red, byte green, byte blue);

    private delegate void BlendKernel(ReadOnlySpan<byte> over, Span<byte> below, int weight);

    private delegate void ScaleKernel(
        ReadOnlySpan<byte> source, Span<float> destination, in RgbFloats scale, in RgbFloats bias);

    public override string ToString() => Name;

    private static KernelPath Copy(string width, ByteKernel run) =>
        new($"RowCopy.Copy{width}", 1, 1, run, RowCopy.CopyScalar);

    /// <summary>The run as rows without a gap; <c>RectangleTests</c> has gaps.</summary>
    private static ByteKernel Rows(int rows, RectangleKernel run) => (source, destination) =>
    {
        int length = source.Length / rows;
        run(source, length, destination, length, length, rows);
    };

    /// <summary>Rows of samples that are their sources; <c>FourPatchesTests</c> has others. Where the boundary is, the length decides.</summary>
    private static KernelPath Patches(int stride) =>
        new($"FourPatches.Copy, rows of {stride}", stride, 1,
            (source, destination) =>
            {
                int rows = source.Length / stride;
                FourPatches.Copy(source, default, destination[..source.Length], stride, rows * 7 % (stride + 1), rows / 3);
            },
            RowCopy.CopyScalar);

    private static void FlipRowsScalar(
        ReadOnlySpan<byte> source, int sourceStride, Span<byte> destination, int destinationStride, int length, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            RowFlip.CopyScalar(source.Slice(row * sourceStride, length), destination[(row * destinationStride)..]);
        }
    }

    /// <summary>A width of vector on one row; no row of no bytes comes to it.</summary>
    private static ByteKernel OneRow(VectorCopy copy) => (source, destination) =>
    {
        if (source.Length > 0)
        {
            copy(ref MemoryMarshal.GetReference(source), 0, ref MemoryMarshal.GetReference(destination), 0, (nuint)source.Length, 1);
        }
    };

    /// <summary>The pixel is the source's first, the length the source's length.</summary>
    private static KernelPath Spread(string width, ByteKernel run) =>
        new($"RectangleSpread.Fill{width}", 3, 1, run, Rows(1, RectangleSpread.FillScalar));

    private static KernelPath Flip(string width, ByteKernel run) =>
        new($"RowFlip.Copy{width}", 3, 1, run, RowFlip.CopyScalar);

    private static KernelPath Fill(string width, FillKernel run)
    {
        return new($"RowFill.Fill{width}", 3, 1, FirstPixel(run), FirstPixel(RowFill.FillScalar));

        // The colour is the source's first pixel, the length the source's length.
        static ByteKernel FirstPixel(FillKernel fill) => (source, destination) =>
        {
            ReadOnlySpan<byte> pixel = source.IsEmpty ? [1, 2, 3] : source[..3];
            fill(destination[..source.Length], pixel[0], pixel[1], pixel[2]);
        };
    }

    private static KernelPath Blend(string width, BlendKernel run)
    {
        return new($"RowBlend.Over{width}", 1, 1, Weighted(run), Weighted(RowBlend.OverScalar));

        // The weight is made of the source's last bytes, of 0..65,536 both ends included.
        static ByteKernel Weighted(BlendKernel blend) => (source, destination) =>
        {
            int weight = source.Length < 2 ? RowBlend.Whole / 3 : source[^1] * 257;
            blend(source, destination, source.Length > 2 && source[^2] < 16 ? RowBlend.Whole : weight);
        };
    }

    private static KernelPath Scaled(string name, ScaleKernel run) =>
        new($"Normalise.{name}", 3, sizeof(float),
            (source, destination) => run(source, Floats(destination), Scale, Bias), ScalarBy(Scale, Bias));

    private static KernelPath Planes(string name, ScaleKernel run)
    {
        return new($"Normalise.{name}", 3, sizeof(float), Of(run), Of(Normalise.PlanesScalar));

        static ByteKernel Of(ScaleKernel kernel) => (source, destination) => kernel(source, Floats(destination), Scale, Bias);
    }

    private static ByteKernel ScalarBy(RgbFloats scale, RgbFloats bias) =>
        (source, destination) => Normalise.ApplyScalar(source, Floats(destination), scale, bias);

    private static Span<float> Floats(Span<byte> bytes) => MemoryMarshal.Cast<byte, float>(bytes);
}
