using System.Buffers;
using Ricap.Sources.Decoding;

namespace Ricap.Sources;

/// <summary>
/// The bytes of one source, read once: what is hashed is what is decoded. Different contents may be used on different
/// threads at a time, one content on one thread.
/// </summary>
internal sealed class SourceContent : IDisposable
{
    private readonly string _path;
    private readonly (int Width, int Height)? _grey;
    private readonly ReadOnlyMemory<byte> _bytes;
    private byte[]? _rented;
    private bool _disposed;

    /// <summary>An encoded image file, in an array out of the shared pool that this content gives back.</summary>
    internal SourceContent(string path, byte[] rented, int length)
    {
        _path = path;
        _rented = rented;
        _bytes = rented.AsMemory(0, length);
    }

    /// <summary>An encoded image that somebody else keeps.</summary>
    internal SourceContent(string path, ReadOnlyMemory<byte> encoded)
    {
        _path = path;
        _bytes = encoded;
    }

    /// <summary>Raw grey pixels that somebody else keeps.</summary>
    internal SourceContent(string path, ReadOnlyMemory<byte> grey, int width, int height)
    {
        _path = path;
        _bytes = grey;
        _grey = (width, height);
    }

    /// <summary>XXH128 of the bytes as they are stored: the encoded file, or the grey pixels of an IDX image.</summary>
    public Hash128 Hash => Hash128.Of(Bytes);

    private ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes.Span;
        }
    }

    /// <summary>Decodes and resamples into rows of R, G, B bytes, top row first.</summary>
    /// <param name="fit">The target and how to meet it.</param>
    /// <param name="rgb">Exactly <see cref="FitOptions.ByteCount"/> bytes; what they hold after an exception is undefined.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="RicapException">The image is damaged, cut short, empty, too large or of another kind.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public void Decode(FitOptions fit, Span<byte> rgb, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fit.Width, 1, nameof(fit));
        ArgumentOutOfRangeException.ThrowIfLessThan(fit.Height, 1, nameof(fit));
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, fit.ByteCount, nameof(rgb));
        using PixelBuffer image = DecodePixels(fit, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        Resampler.Render(image, fit, rgb);
    }

    /// <summary>Gives the bytes back to the pool.</summary>
    public void Dispose()
    {
        _disposed = true;
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private PixelBuffer DecodePixels(FitOptions fit, CancellationToken cancellationToken)
    {
        if (_grey is not (int width, int height))
        {
            return ImageDecoder.Decode(Bytes, _path, fit.Background, fit.MaxPixels, cancellationToken);
        }

        SizeLimit.Check(width, height, _path, fit.MaxPixels);
        return PixelBuffer.FromGrey(Bytes, width, height);
    }
}
