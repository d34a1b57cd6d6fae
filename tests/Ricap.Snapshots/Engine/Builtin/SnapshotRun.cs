using System.Text;

namespace VerifyTests;

/// <summary>
/// One comparison. A snapshot that is missing or differs leaves a <c>.received.</c> file, which becomes the snapshot by
/// renaming it <c>.verified.</c>, or at once where the settings accept it. A snapshot that the test no longer makes is a
/// difference, too.
/// </summary>
internal sealed class SnapshotRun
{
    private static readonly UTF8Encoding Utf8WithMark = new(encoderShouldEmitUTF8Identifier: true);

    private readonly SnapshotNames _names;
    private readonly HashSet<string> _leftOver;
    private readonly StringBuilder _new = new();
    private readonly StringBuilder _notEqual = new();

    public SnapshotRun(SnapshotNames names)
    {
        _names = names;
        foreach (string old in names.Existing("received").ToList())
        {
            File.Delete(old);
        }

        _leftOver = [.. names.Existing("verified")];
    }

    /// <summary>Compares every target with its file.</summary>
    public async Task Compare(IReadOnlyList<Target> targets)
    {
        Directory.CreateDirectory(_names.Directory);
        foreach ((Target target, string received, string verified) in _names.Files(targets))
        {
            _leftOver.Remove(verified);
            if (target.Text is { } text)
            {
                CompareText(WithBareLineEnds(text), received, verified);
            }
            else
            {
                await CompareBytes(target, received, verified);
            }
        }
    }

    /// <summary>Takes what the settings accept, and fails for the rest.</summary>
    /// <exception cref="VerifyException">Something differs.</exception>
    public void End()
    {
        var message = new StringBuilder();
        foreach (string file in _leftOver.Order(StringComparer.Ordinal))
        {
            if (Accepts(file))
            {
                File.Delete(file);
            }
            else
            {
                message.Append($"Delete: {Path.GetFileName(file)}\n");
            }
        }

        message.Append(_new).Append(_notEqual);
        if (message.Length > 0)
        {
            throw new VerifyException($"Directory: {_names.Directory}\n{message}");
        }
    }

    private void CompareText(string text, string received, string verified)
    {
        // A file of no bytes is no snapshot, as for Verify: even that of an empty text has the mark.
        if (new FileInfo(verified) is not { Exists: true, Length: > 0 })
        {
            Note(_new, $"New: {Path.GetFileName(received)}\n{text}", received, verified, Bytes);
            return;
        }

        string expected = WithBareLineEnds(File.ReadAllText(verified));

        // Editors like to end a file with a line end.
        if (expected != text && expected != text + '\n')
        {
            string message = $"NotEqual: {Path.GetFileName(received)}\n{FirstDifference(text, expected)}\n\nReceived:\n{text}\nVerified:\n{expected}";
            Note(_notEqual, message, received, verified, Bytes);
        }

        byte[] Bytes() => [.. Utf8WithMark.GetPreamble(), .. Utf8WithMark.GetBytes(text)];
    }

    private async Task CompareBytes(Target target, string received, string verified)
    {
        byte[] bytes = await VerifierSettings.Read(target.Data!);
        if (!File.Exists(verified))
        {
            Note(_new, $"New: {Path.GetFileName(received)}", received, verified, () => bytes);
            return;
        }

        CompareResult result;
        using (var actual = new MemoryStream(bytes))
        {
            using FileStream expected = File.OpenRead(verified);
            result = await VerifierSettings.Compare(target.Extension, actual, expected);
        }

        if (!result.IsEqual)
        {
            Note(_notEqual, $"NotEqual: {Path.GetFileName(received)}\nCompare Result:\n{result.Message}", received, verified, () => bytes);
        }
    }

    private void Note(StringBuilder messages, string message, string received, string verified, Func<byte[]> bytes)
    {
        if (Accepts(verified))
        {
            File.WriteAllBytes(verified, bytes());
            return;
        }

        File.WriteAllBytes(received, bytes());
        messages.Append(message).Append('\n');
    }

    private static string WithBareLineEnds(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    private bool Accepts(string verified) => VerifierSettings.Accepts(_names.TypeName, _names.MethodName, verified);

    private static string FirstDifference(string received, string verified)
    {
        string[] now = received.Split('\n');
        string[] before = verified.Split('\n');
        int line = 0;
        while (line < now.Length && line < before.Length && now[line] == before[line])
        {
            line++;
        }

        return $"Line {line + 1}:\n- {before.ElementAtOrDefault(line) ?? "(no such line)"}\n+ {now.ElementAtOrDefault(line) ?? "(no such line)"}";
    }
}
