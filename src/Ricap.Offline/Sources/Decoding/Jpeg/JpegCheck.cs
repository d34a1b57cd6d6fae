using System.Buffers.Binary;

namespace Ricap.Sources.Decoding.Jpeg;

/// <summary>What a walk over a JPEG file shows.</summary>
/// <param name="Damage">What is wrong; null where the whole picture is there.</param>
/// <param name="End">Where the data of the picture ends; an end marker belongs there.</param>
/// <param name="Exif">Where the first segment's EXIF data are; nothing where there are none.</param>
/// <param name="Metadata">The segments that no pixel depends on.</param>
internal sealed record JpegReport(
    string? Damage, int End, Range Exif, IReadOnlyList<(int Start, int End)> Metadata);

/// <summary>
/// Finds out whether a JPEG file holds its whole picture. Decoders paint over what is missing, grey or with what comes
/// after it, and say so in warnings that never reach us; so the codes of each scan are gone through here.
/// </summary>
/// <remarks>
/// A walk computes no sample. Beside decoding it took 8 % more time for 3,781 sequential photos of 27 KB each, 29 % for
/// 60,000 of 32×32 pixels, and 23 % for 150 progressive photos (two cores in a virtual machine that had other work).
/// </remarks>
internal sealed class JpegCheck : IDisposable
{
    private const string CutShort = "it is cut short";
    private const string BadHeader = "its header is damaged";
    private const string PieceMissing = "a piece of its data is missing";
    private const string TooManyScans = "it has more scans than any encoder makes";

    /// <summary>More scans than any encoder makes. The image library refuses them, too, once it has painted them all.</summary>
    private const int MostScans = 100;

    /// <summary>Bytes between codes and marker that some cameras leave, and that mean nothing.</summary>
    private const int HarmlessRest = 32;

    private readonly JpegFrame _frame;
    private readonly CancellationToken _cancellation;
    private readonly HuffmanTables _tables = new();
    private readonly ScanBits _bits;
    private readonly List<(int Start, int End)> _metadata = [];
    private int _restartInterval;
    private Range? _exif;

    private JpegCheck(JpegFrame frame, int fileLength, CancellationToken cancellationToken)
    {
        _frame = frame;
        _cancellation = cancellationToken;
        _bits = new ScanBits(fileLength);
    }

    /// <summary>Checks a file.</summary>
    /// <param name="file">All of it.</param>
    /// <param name="frame">Its frame, of a kind that is read.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public static JpegReport Run(ReadOnlySpan<byte> file, JpegFrame frame, CancellationToken cancellationToken)
    {
        if (!frame.IsSound)
        {
            return new JpegReport(BadHeader, 0, default, []);
        }

        using var check = new JpegCheck(frame, file.Length, cancellationToken);
        string? damage = check.Run(file, out int end);
        return new JpegReport(damage, end, check._exif ?? default, check._metadata);
    }

    public void Dispose() => _bits.Dispose();

    private string? Run(ReadOnlySpan<byte> file, out int end)
    {
        var markers = new JpegMarkers(file);
        int scans = 0;
        while (markers.MoveNext())
        {
            string? damage = null;
            switch (markers.Marker)
            {
                case JpegMarkers.HuffmanTables:
                    damage = _tables.Define(markers.Body) ? null : BadHeader;
                    break;
                case JpegMarkers.RestartInterval:
                    _restartInterval = markers.Body.Length < 2 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(markers.Body);
                    break;
                case JpegMarkers.StartOfScan when _frame.IsHuffman:
                    damage = ++scans > MostScans ? TooManyScans : Scan(file, ref markers);
                    break;
                case JpegMarkers.EndOfImage:
                    end = markers.Start;
                    return _frame.IsHuffman ? MissingScans() : null;
                case byte marker when JpegMarkers.IsMetadata(marker):
                    _metadata.Add((markers.Start, markers.End));
                    _exif ??= marker == JpegMarkers.Exif && markers.Body.StartsWith("Exif\0"u8)
                        ? (markers.End - markers.Body.Length)..markers.End
                        : null;
                    break;
                default:
                    break;
            }

            end = markers.End;
            if (damage is not null || _frame.IsComplete)
            {
                return damage;
            }
        }

        end = file.Length;
        return CutShort;
    }

    /// <summary>What an end marker means that comes before all was sent.</summary>
    private string MissingScans() =>
        $"{CutShort}: {(_frame.IsProgressive ? "scans that sharpen the picture are missing" : "a colour of it is missing")}";

    private string? Scan(ReadOnlySpan<byte> file, ref JpegMarkers markers)
    {
        if (JpegScan.Read(_frame, markers.Body) is not { } scan || _tables.Walk(_frame, scan) is not { } walk)
        {
            return BadHeader;
        }

        int units = scan.Columns * scan.Rows;
        int interval = _restartInterval == 0 ? units : _restartInterval;
        int restart = 0;
        for (int done = 0; done < units; restart = (restart + 1) & 7)
        {
            if (done > 0 && !SkipRestart(file, ref markers, (restart - 1) & 7))
            {
                return markers.End >= file.Length ? CutShort : PieceMissing;
            }

            markers.End += _bits.Fill(file[markers.End..]);
            walk.Restart();
            int count = Math.Min(interval, units - done);
            if (Units(scan, walk, done, count) is not WalkEnd.Whole and var end)
            {
                return end == WalkEnd.BadCode ? "its data is damaged"
                    : markers.End + 1 >= file.Length ? CutShort
                    : PieceMissing;
            }

            if (!IsHarmless(_bits.Rest) && !HasWholeRowsMore(scan, walk))
            {
                return "its data is damaged: there is more of it than its pixels take";
            }

            done += count;
        }

        scan.NoteSent();
        return null;
    }

    private WalkEnd Units(JpegScan scan, ScanWalk walk, int first, int count)
    {
        WalkEnd end = WalkEnd.Whole;
        for (int last = first + count; first < last && end == WalkEnd.Whole; first += scan.Columns)
        {
            _cancellation.ThrowIfCancellationRequested();
            end = walk.Walk(_bits, first, Math.Min(scan.Columns, last - first));
        }

        return end;
    }

    /// <summary>Past the restart marker that is due.</summary>
    private static bool SkipRestart(ReadOnlySpan<byte> file, ref JpegMarkers markers, int number) =>
        markers.MoveNext() && markers.Marker == JpegMarkers.FirstRestart + number;

    /// <summary>Whether bytes after the codes are a camera's filling. A hole would leave a zero before the zeros as well.</summary>
    private bool IsHarmless(ReadOnlySpan<byte> rest) =>
        rest.Length <= HarmlessRest || (_bits.Last != 0 && !rest.ContainsAnyExcept((byte)0));

    /// <summary>
    /// Whether what is left are further rows of the picture: a file is cropped at the bottom by changing its height and
    /// nothing else. After damage, as many blocks come out as it happens.
    /// </summary>
    private bool HasWholeRowsMore(JpegScan scan, ScanWalk walk)
    {
        if (walk is not SequentialWalk || _restartInterval != 0)
        {
            return false;
        }

        WalkEnd end = WalkEnd.Whole;
        while (end == WalkEnd.Whole && !IsHarmless(_bits.Rest))
        {
            end = Units(scan, walk, 0, scan.Columns);
        }

        return end == WalkEnd.Whole;
    }
}
