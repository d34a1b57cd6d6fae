namespace Ricap.Sources.Decoding.Jpeg;

/// <summary>One colour of a JPEG frame, and what of it was sent so far.</summary>
/// <param name="id">By which scans name it.</param>
/// <param name="across">Blocks of it side by side in a whole unit of the picture.</param>
/// <param name="down">Blocks of it one below the other in a whole unit.</param>
internal sealed class JpegComponent(byte id, int across, int down)
{
    public const int Coefficients = 64;

    private const int AllBits = 16;

    /// <summary>Of each coefficient how many bits have come, of <see cref="AllBits"/>.</summary>
    private readonly byte[] _sentBits = new byte[Coefficients];

    public byte Id => id;

    public int Across => across;

    public int Down => down;

    /// <summary>Blocks that hold some of the picture; those that only fill a unit are not among them.</summary>
    public int Columns { get; private set; }

    public int Rows { get; private set; }

    /// <summary>Of each block the coefficients that are not zero, which later scans of a progressive file build on.</summary>
    public ulong[] NonZero => field ??= new ulong[Columns * Rows];

    public bool IsComplete => !_sentBits.AsSpan().ContainsAnyExcept((byte)AllBits);

    /// <summary>Counts the blocks, once the frame is known.</summary>
    public void Measure(JpegFrame frame)
    {
        Columns = Blocks(frame.Width, across, frame.MostAcross);
        Rows = Blocks(frame.Height, down, frame.MostDown);
    }

    /// <summary>Notes that a scan has sent these coefficients but for their lowest bits.</summary>
    public void Sent(int first, int last, int missingBits) =>
        _sentBits.AsSpan(first..(last + 1)).Fill((byte)(AllBits - missingBits));

    private static int Blocks(int size, int factor, int most) => ((((size * factor) + most - 1) / most) + 7) / 8;
}
