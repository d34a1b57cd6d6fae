using System.Text;

namespace Ricap.CommandLine;

/// <summary>
/// One of the process's streams, which may be closed, or a file on a full disk. Messages are not what a run is for: it goes on
/// without those that cannot be written. Its result is, so that one that cannot be written is a problem like that of any other output.
/// </summary>
public sealed class GuardedWriter : TextWriter
{
    private const string Output = "the standard output";

    private readonly TextWriter _inner;
    private readonly bool _isNeeded;

    private GuardedWriter(TextWriter inner, bool isNeeded)
        : base(inner.FormatProvider)
    {
        _inner = inner;
        _isNeeded = isNeeded;
        CoreNewLine = inner.NewLine.ToCharArray();
    }

    public override Encoding Encoding => _inner.Encoding;

    /// <summary>The stream for messages.</summary>
    public static GuardedWriter Messages(TextWriter inner) => new(inner, isNeeded: false);

    /// <summary>The stream for results; what cannot be written to it is a <see cref="RicapException"/>.</summary>
    public static GuardedWriter Results(TextWriter inner) => new(inner, isNeeded: true);

    public override void Write(char value) => Guard(value, static (inner, value) => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) =>
        Guard((buffer, index, count), static (inner, part) => inner.Write(part.buffer, part.index, part.count));

    public override void Write(string? value) => Guard(value, static (inner, value) => inner.Write(value));

    public override void WriteLine(string? value) => Guard(value, static (inner, value) => inner.WriteLine(value));

    public override void Flush() => Guard(0, static (inner, _) => inner.Flush());

    private void Guard<T>(T value, Action<TextWriter, T> write)
    {
        try
        {
            write(_inner, value);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            if (_isNeeded)
            {
                throw RicapException.NotWritten(Output, e.GetBaseException());
            }
        }
    }
}
