using CsCheck;
using Ricap.Rendering.Kernels;
using Ricap.Rendering.Kernels.Fills;
using Ricap.Rendering.Kernels.Flips;

namespace Ricap.Tests.Rendering.Kernels;

/// <summary>Rectangles within images: every byte of theirs arrives, and no byte beside them is written.</summary>
public sealed class RectangleTests
{
    private static readonly Gen<(int Length, int Rows, int From, int To, int Seed)> Shapes =
        Gen.Select(Gen.Int[0, 90], Gen.Int[0, 9], Gen.Int[0, 40], Gen.Int[0, 40], Gen.Int);

    [Fact]
    public void Copies_what_the_oracle_copies() => Shapes.Sample(shape =>
    {
        (byte[] source, byte[] expected, byte[] actual) = Arrays(shape, 1);
        (int from, int to) = (shape.Length + shape.From, shape.Length + shape.To);
        RectangleCopy.CopyScalar(source, from, expected, to, shape.Length, shape.Rows);
        RectangleCopy.Copy(source, from, actual, to, shape.Length, shape.Rows);
        Assert.Equal(expected, actual);
    });

    [Fact]
    public void Flips_each_row_alone() => Shapes.Sample(shape =>
    {
        (byte[] source, byte[] expected, byte[] actual) = Arrays(shape, 3);
        int length = 3 * shape.Length;
        (int from, int to) = (length + shape.From, length + shape.To);
        for (int row = 0; row < shape.Rows; row++)
        {
            RowFlip.CopyScalar(source.AsSpan(row * from, length), expected.AsSpan(row * to, length));
        }

        RectangleFlip.Copy(source, from, actual, to, length, shape.Rows);
        Assert.Equal(expected, actual);
    });

    /// <summary>A source's last pixel may be the last byte there is.</summary>
    [Fact]
    public void Spreads_what_the_oracle_spreads() => Shapes.Sample(shape =>
    {
        int length = 3 * shape.Length;
        (byte[] source, _, _) = Arrays((1, shape.Rows, shape.From, 0, shape.Seed), 3);
        (_, byte[] expected, byte[] actual) = Arrays(shape, 3);
        RectangleSpread.FillScalar(source, 3 + shape.From, expected, length + shape.To, length, shape.Rows);
        RectangleSpread.Fill(source, 3 + shape.From, actual, length + shape.To, length, shape.Rows);
        Assert.Equal(expected, actual);
    });

    /// <summary>Rows longer than vectors are used for.</summary>
    [Theory]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(9000)]
    public void Copies_long_rows(int length)
    {
        (byte[] source, byte[] expected, byte[] actual) = Arrays((length, 3, 5, 9, 1), 1);
        RectangleCopy.CopyScalar(source, length + 5, expected, length + 9, length, 3);
        RectangleCopy.Copy(source, length + 5, actual, length + 9, length, 3);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Refuses_rectangles_that_do_not_fit()
    {
        Assert.Throws<ArgumentException>("source", () => RectangleCopy.Copy(new byte[29], 10, new byte[30], 10, 10, 3));
        Assert.Throws<ArgumentException>("destination", () => RectangleCopy.Copy(new byte[30], 10, new byte[29], 10, 10, 3));
        Assert.Throws<ArgumentException>("source", () => RectangleCopy.Copy(new byte[30], 9, new byte[30], 10, 10, 3));
        Assert.Throws<ArgumentException>("source", () => RectangleCopy.Copy(new byte[30], -10, new byte[30], 10, 10, 3));
        Assert.Throws<ArgumentException>("length", () => RectangleFlip.Copy(new byte[30], 10, new byte[30], 10, 10, 3));
        Assert.Throws<ArgumentException>("source", () => RectangleSpread.Fill(new byte[22], 10, new byte[30], 10, 9, 3));
        Assert.Throws<ArgumentException>("destination", () => RectangleSpread.Fill(new byte[23], 10, new byte[28], 10, 9, 3));
        Assert.Throws<ArgumentException>("length", () => RectangleSpread.Fill(new byte[30], 10, new byte[30], 10, 10, 3));
    }

    /// <summary>A source, and two equal destinations that end where the last row ends.</summary>
    private static (byte[] Source, byte[] Expected, byte[] Actual) Arrays(
        (int Length, int Rows, int From, int To, int Seed) shape, int unit)
    {
        int length = shape.Length * unit;
        byte[] source = new byte[Math.Max(0, (shape.Rows * (length + shape.From)) - shape.From)];
        byte[] destination = new byte[Math.Max(0, (shape.Rows * (length + shape.To)) - shape.To)];
        var random = new Random(shape.Seed);
        random.NextBytes(source);
        random.NextBytes(destination);
        return (source, destination, [.. destination]);
    }
}
