using System.Text;

namespace Ricap.Sources.Lists;

/// <summary>Text files that users write: UTF-8, with or without a byte order mark.</summary>
internal static class Utf8File
{
    private static readonly UTF8Encoding StrictUtf8 =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="RicapException">It cannot be read, or is not UTF-8: where, in lines.</exception>
    public static string Read(string list)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(list);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RicapException(Problem.Error(ProblemCodes.Unreadable, list, e.Message), e);
        }

        ReadOnlySpan<byte> content = bytes;
        content = content.StartsWith(System.Text.Encoding.UTF8.Preamble) ? content[System.Text.Encoding.UTF8.Preamble.Length..] : content;
        try
        {
            return StrictUtf8.GetString(content);
        }
        catch (DecoderFallbackException e)
        {
            int line = 1 + content[..Math.Clamp(e.Index, 0, content.Length)].Count((byte)'\n');
            throw new RicapException(
                Problem.Error(ProblemCodes.MalformedList, list, "the text is not UTF-8; save it as UTF-8", line), e);
        }
    }
}
