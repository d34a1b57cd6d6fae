using CsCheck;
using Ricap.Rendering.Kernels;

namespace Ricap.Tests.Rendering.Kernels;

/// <summary>Samples of four patches: every byte is its source's, wherever among the sources the patches lie.</summary>
public sealed class FourPatchesTests
{
    private const int Images = 3;

    [Fact]
    public void Copies_what_the_oracle_copies() =>
        Gen.Select(Gen.OneOf(Gen.Int[20, 34], Gen.Int[1, 70]), Gen.Int[1, 33], Gen.Int).Sample((width, height, seed) =>
        {
            var random = new Random(seed);
            int stride = 3 * width;
            byte[] sources = new byte[Images * stride * height];
            random.NextBytes(sources);
            (int x, int y) = (random.Next(width + 1), random.Next(height + 1));
            FourPatches.Origins origins = default;
            for (int patch = 0; patch < FourPatches.Origins.Count; patch++)
            {
                origins[patch] = Origin(random, patch, (x, y), (width, height));
            }

            byte[] expected = new byte[stride * height];
            byte[] actual = new byte[stride * height];
            FourPatches.CopyScalar(sources, origins, expected, stride, 3 * x, y);
            FourPatches.Copy(sources, origins, actual, stride, 3 * x, y);
            Assert.Equal(expected, actual);
        });

    /// <summary>Of a crop anywhere in any of the images; the first and the last of them have nothing beside them.</summary>
    private static int Origin(Random random, int patch, (int X, int Y) boundary, (int Width, int Height) size)
    {
        (int atX, int atY) = (patch % 2 == 0 ? 0 : boundary.X, patch < 2 ? 0 : boundary.Y);
        int width = patch % 2 == 0 ? boundary.X : size.Width - boundary.X;
        int height = patch < 2 ? boundary.Y : size.Height - boundary.Y;
        int image = random.Next(Images) * size.Width * size.Height;
        int row = random.Next(size.Height - height + 1) - atY;
        int column = random.Next(size.Width - width + 1) - atX;
        return 3 * (image + (row * size.Width) + column);
    }
}
