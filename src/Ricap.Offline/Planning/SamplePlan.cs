using System.Runtime.CompilerServices;

namespace Ricap.Planning;

/// <summary>
/// Where one of the four patches of a sample comes from and where it goes. All numbers are pixels.
/// <code>
///   augmented source A [H,W]              sample [H,W]
///   +------------------+                  +--------+---------+
///   |   CropX,CropY    |                  |   0    |    1    |   0 top-left     1 top-right
///   |      +-------+   |   --copied-->    |        |         |
///   |      | crop  |   |                  +--------+---------+   2 bottom-left  3 bottom-right
///   |      +-------+   |                  |   2    |    3    |
///   +------------------+                  +--------+---------+
/// </code>
/// A[y][x] = F[y − ShiftY][x − ShiftX], the fill outside F; F is the decoded source, mirrored left to right if
/// <see cref="Flip"/>. A patch can have no area: the boundary may lie on the edge.
/// </summary>
/// <param name="Source">The source's row in the base shards taken in order.</param>
/// <param name="CropX">Left edge of the crop in A, 0..W − Width.</param>
/// <param name="CropY">Top edge of the crop in A, 0..H − Height.</param>
/// <param name="Width">Width of the patch, 0..W.</param>
/// <param name="Height">Height of the patch, 0..H.</param>
/// <param name="AtX">Left edge of the patch in the sample.</param>
/// <param name="AtY">Top edge of the patch in the sample.</param>
/// <param name="Flip">Whether the source is mirrored left to right before the shift.</param>
/// <param name="ShiftX">How far the source moves right (negative: left) before the crop.</param>
/// <param name="ShiftY">How far the source moves down (negative: up) before the crop.</param>
public readonly record struct PatchPlan(
    int Source, int CropX, int CropY, int Width, int Height, int AtX, int AtY, bool Flip, int ShiftX, int ShiftY)
{
    /// <summary>How many pixels of the sample this patch covers; its weight in the label.</summary>
    public int Area => Width * Height;
}

/// <summary>The four patches of a sample in the order top-left, top-right, bottom-left, bottom-right.</summary>
[InlineArray(Count)]
public struct FourPatches : IEquatable<FourPatches>
{
    /// <summary>Patches a sample: always four, those without area included.</summary>
    public const int Count = 4;

    private PatchPlan _first;

    /// <summary>Whether two are equal, patch by patch.</summary>
    public static bool operator ==(FourPatches left, FourPatches right) => left.Equals(right);

    /// <summary>Whether two differ in any patch.</summary>
    public static bool operator !=(FourPatches left, FourPatches right) => !left.Equals(right);

    /// <inheritdoc/>
    public readonly bool Equals(FourPatches other) =>
        this[0] == other[0] && this[1] == other[1] && this[2] == other[2] && this[3] == other[3];

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is FourPatches other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(this[0], this[1], this[2], this[3]);
}

/// <summary>
/// Everything that decides one sample, as integers: a pure function of the options, the number of sources and
/// (seed, epoch, index).
/// </summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Index">The sample's place in its epoch, from 0; an epoch has as many samples as there are sources.</param>
/// <param name="Batch">The batch the sample is in: Index / batch size.</param>
/// <param name="BoundaryX">Where the vertical boundary lies: the width of the left patches, 0..W.</param>
/// <param name="BoundaryY">Where the horizontal boundary lies: the height of the upper patches, 0..H.</param>
/// <param name="Patches">The four patches.</param>
public readonly record struct SamplePlan(
    int Epoch, int Index, int Batch, int BoundaryX, int BoundaryY, FourPatches Patches);
