using System.Runtime.Intrinsics;

namespace Ricap.ImageFiles.Png;

/// <summary>
/// Turns each row of an image into differences from its neighbours (PNG, third edition, §9) under whichever of the five
/// filters leaves the smallest sum of absolute differences (§12.7); of equal ones, the one with the lowest number.
/// </summary>
/// <remarks>
/// Both rows lie in buffers with a margin of zeros before them, so the neighbours of the first pixel, which the
/// specification takes to be zero, need no case of their own:
/// <code>
///            margin            row                      spare
///   prior   0 … 0 0 0 │ c b …                     │ up to a whole vector
///   current 0 … 0 0 0 │ a x …                     │ up to a whole vector
/// </code>
/// </remarks>
internal sealed partial class RowFilters
{
    /// <summary>How many filter types there are, None 0, Sub 1, Up 2, Average 3 and Paeth 4.</summary>
    public const int Types = 5;

    /// <summary>Bytes per pixel: the distance to the left neighbour.</summary>
    public const int PixelBytes = 3;

    /// <summary>Bytes before a row in its buffer.</summary>
    public const int Margin = 16;

    private byte[] _prior = [];
    private byte[] _current = [];
    private byte[] _candidates = [];

    /// <summary>Length of a buffer that holds a row of <paramref name="rowBytes"/>, with margin and spare.</summary>
    public static int BufferLength(int rowBytes) => Margin + CandidateLength(rowBytes);

    /// <summary>Room for one filtered row: its length rounded up to whole vectors.</summary>
    public static int CandidateLength(int rowBytes) => (rowBytes + Vector128<byte>.Count - 1) & -Vector128<byte>.Count;

    /// <summary>
    /// Filters all of <paramref name="rgb"/>; each row in <paramref name="filtered"/> is a type and the differences.
    /// </summary>
    public void Apply(ReadOnlySpan<byte> rgb, int rowBytes, Span<byte> filtered)
    {
        Prepare(rowBytes);
        int candidateLength = CandidateLength(rowBytes);
        Span<long> sums = stackalloc long[Types];
        byte[] current = _current, prior = _prior; // not the fields: each change of one is told to the garbage collector
        while (!rgb.IsEmpty)
        {
            rgb[..rowBytes].CopyTo(current.AsSpan(Margin));
            if (Vector128.IsHardwareAccelerated)
            {
                FilterVector(current, prior, rowBytes, _candidates, sums);
            }
            else
            {
                FilterScalar(current, prior, rowBytes, _candidates, sums);
            }

            // Smallest sum, then lowest number; in arithmetic, as the next row's cannot be foretold.
            long least = sums[0] * Types;
            for (int type = 1; type < Types; type++)
            {
                long below = (sums[type] * Types) + type - least;
                least += below & (below >> 63);
            }

            int best = (int)(least % Types);

            filtered[0] = (byte)best;
            _candidates.AsSpan(best * candidateLength, rowBytes).CopyTo(filtered[1..]);
            filtered = filtered[(1 + rowBytes)..];
            rgb = rgb[rowBytes..];
            (prior, current) = (current, prior);
        }
    }

    private void Prepare(int rowBytes)
    {
        int length = BufferLength(rowBytes);
        if (_prior.Length < length)
        {
            _prior = new byte[length];
            _current = new byte[length];
            _candidates = new byte[Types * CandidateLength(rowBytes)];
        }

        // The row above the first is all zeros (PNG §9.2).
        Array.Clear(_prior, Margin, length - Margin);
    }
}
