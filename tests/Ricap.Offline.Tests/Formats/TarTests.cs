using System.Diagnostics;
using System.Formats.Tar;
using Ricap.Formats;
using Ricap.Shards;
using Ricap.Shards.Text;
using Ricap.Tests.Shards;

namespace Ricap.Tests.Formats;

public class TarTests
{
    private const int Count = 3;

    [Fact]
    public void A_header_is_the_documented_block()
    {
        var block = new byte[TarMember.BlockSize];
        TarMember.WriteHeader(block, "0000-00000000.json"u8, 713);

        const string Fields = "0000644\00000000\00000000\000000001311\000000000000\0";
        string expected = "0000-00000000.json".PadRight(100, '\0') + Fields + "@@@@@@\0 0".PadRight(109, '\0')
            + "ustar\000" + new string('\0', 64) + "0000000\00000000\0" + new string('\0', 167);
        int sum = expected.Replace("@@@@@@\0", new string(' ', 7), StringComparison.Ordinal).Sum(c => c);
        Assert.Equal(expected.Replace("@@@@@@", Octal(sum), StringComparison.Ordinal), Ascii(block));
    }

    [Fact]
    public void The_largest_member_and_the_longest_name_fit()
    {
        var block = new byte[TarMember.BlockSize];
        TarMember.WriteHeader(block, System.Text.Encoding.ASCII.GetBytes(new string('n', 100)), TarMember.MaxSize);
        Assert.True(TarMember.TryReadHeader(block, out int nameLength, out long size));
        Assert.Equal((100, TarMember.MaxSize), (nameLength, size));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("a b", 0)]
    [InlineData("ä", 0)]
    [InlineData("a", -1)]
    [InlineData("a", TarMember.MaxSize + 1)]
    public void What_ustar_cannot_say_is_an_error(string name, long size) =>
        Assert.ThrowsAny<ArgumentException>(() => TarMember.WriteHeader(
            new byte[TarMember.BlockSize], System.Text.Encoding.UTF8.GetBytes(name), size));

    [Fact]
    public void System_formats_tar_reads_what_was_written()
    {
        using var reader = new TarReader(new MemoryStream(Archive(out _)));
        for (int i = 0; i < Count; i++)
        {
            TarEntry json = reader.GetNextEntry()!;
            Assert.Equal(SampleKey.Of(0, i) + ".json", json.Name);
            Assert.Equal(Json(i), Content(json));
            Assert.Equal(TarEntryFormat.Ustar, json.Format);
            Assert.Equal(DateTimeOffset.UnixEpoch, json.ModificationTime);
            Assert.Equal((UnixFileMode)0b110_100_100, json.Mode);

            TarEntry image = reader.GetNextEntry()!;
            Assert.Equal(SampleKey.Of(0, i) + ".png", image.Name);
            Assert.Equal(Image(i), Content(image));
        }

        Assert.Null(reader.GetNextEntry());
    }

    [Fact]
    public void Gnu_tar_lists_it_without_a_word()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Archive(out _));
            using var tar = Process.Start(new ProcessStartInfo("tar", ["--list", "--file", path])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            string[] names = tar.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(string.Empty, tar.StandardError.ReadToEnd());
            tar.WaitForExit();
            Assert.Equal(0, tar.ExitCode);
            Assert.Equal(2 * Count, names.Length);
            Assert.Equal("0000-00000002.png", names[^1].Trim());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No tar on this machine; System.Formats.Tar has had its say above.
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Entries_say_where_the_contents_are()
    {
        byte[] archive = Archive(out TarShardWriter writer);
        Assert.Equal(archive.Length, writer.Length);
        Assert.Equal(Count, writer.Entries.Count);
        for (int i = 0; i < Count; i++)
        {
            TarSampleEntry entry = writer.Entries[i];
            Assert.Equal(Json(i), archive.AsSpan((int)entry.JsonOffset, entry.JsonSize));
            Assert.Equal(Image(i), archive.AsSpan((int)entry.ImageOffset, entry.ImageSize));
        }
    }

    [Fact]
    public void The_reader_reads_what_was_written()
    {
        TarShardReader reader = Open(Archive(out _));
        for (int i = 0; i < Count; i++)
        {
            (string key, string image, ShardSample sample) = reader.Read()!.Value;
            Assert.Equal((SampleKey.Of(0, i), "png"), (key, image));
            Assert.Equal(Json(i), sample.Record.Span);
            Assert.Equal(Image(i), sample.Image.Span);
            sample.Dispose();
        }

        Assert.Null(reader.Read());
    }

    [Fact]
    public void An_archive_without_samples_is_two_blocks_of_zeros()
    {
        using var output = new MemoryStream();
        new TarShardWriter(output, "webp").Complete();
        Assert.Equal(new byte[1024], output.ToArray());
        TarShardReader reader = Open(output.ToArray());
        Assert.Null(reader.Read());
    }

    [Fact]
    public void Nothing_follows_the_end()
    {
        Archive(out TarShardWriter writer);
        Assert.Throws<InvalidOperationException>(() => writer.Add(0, Count, [], []));
        Assert.Throws<InvalidOperationException>(writer.Complete);
    }

    [Fact]
    public void Each_damaged_byte_outside_the_contents_is_found()
    {
        byte[] archive = Archive(out TarShardWriter writer);
        var contents = new bool[archive.Length];
        foreach (TarSampleEntry entry in writer.Entries)
        {
            contents.AsSpan((int)entry.JsonOffset, entry.JsonSize).Fill(true);
            contents.AsSpan((int)entry.ImageOffset, entry.ImageSize).Fill(true);
        }

        foreach (byte[] damaged in Samples.Damaged(archive))
        {
            int at = damaged.AsSpan().CommonPrefixLength(archive);
            if (damaged.Length < archive.Length || !contents[at])
            {
                var e = Assert.Throws<ShardFormatException>(() => ReadAll(damaged));
                Assert.Equal("a.tar", e.Shard);
                Assert.InRange(e.Offset, 0, archive.Length);
            }
            else
            {
                Assert.Equal(Count, ReadAll(damaged));
            }
        }
    }

    [Fact]
    public void Bytes_after_the_end_are_an_error()
    {
        byte[] longer = [.. Archive(out _), .. new byte[512]];
        Assert.Throws<ShardFormatException>(() => ReadAll(longer));
    }

    [Theory]
    [InlineData("0000-00000000.png", "0000-00000000.json")]
    [InlineData("0000-00000000.json", "0000-00000001.png")]
    [InlineData("0000-00000000.json", "0000-00000000.gif")]
    [InlineData("0000-00000000.json", "0000-00000000.json")]
    [InlineData("../00-00000000.json", "../00-00000000.png")]
    [InlineData("0000-00000000.json", null)]
    public void Other_members_are_an_error(string first, string? second)
    {
        using var output = new MemoryStream();
        foreach (string name in new[] { first, second }.OfType<string>())
        {
            var block = new byte[TarMember.BlockSize];
            TarMember.WriteHeader(block, System.Text.Encoding.ASCII.GetBytes(name), 0);
            output.Write(block);
        }

        output.Write(new byte[TarMember.EndLength]);
        Assert.Throws<ShardFormatException>(() => ReadAll(output.ToArray()));
    }

    [Fact]
    public void A_size_beyond_the_file_allocates_nothing()
    {
        var archive = new byte[TarMember.BlockSize];
        TarMember.WriteHeader(archive, "0000-00000000.json"u8, TarMember.MaxSize);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ShardFormatException>(() => ReadAll(archive));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static byte[] Archive(out TarShardWriter writer)
    {
        using var output = new MemoryStream();
        writer = new TarShardWriter(output, "png");
        for (int i = 0; i < Count; i++)
        {
            writer.Add(0, i, Json(i), Image(i));
        }

        writer.Complete();
        return output.ToArray();
    }

    // Contents of a whole block, of none and of neither.
    private static byte[] Json(int i) => Samples.Record(Samples.Plan(epoch: 0, index: i));

    private static byte[] Image(int i) => [.. Enumerable.Range(0, i * 256).Select(b => (byte)b)];

    private static int ReadAll(byte[] archive)
    {
        TarShardReader reader = Open(archive);
        int count = 0;
        while (reader.Read() is { } read)
        {
            read.Sample.Dispose();
            count++;
        }

        return count;
    }

    private static TarShardReader Open(byte[] archive) => new(new MemoryStream(archive), archive.Length, "a.tar");

    private static byte[] Content(TarEntry entry)
    {
        using var copy = new MemoryStream();
        entry.DataStream?.CopyTo(copy);
        return copy.ToArray();
    }

    private static string Octal(int value) => Convert.ToString(value, 8).PadLeft(6, '0');

    private static string Ascii(byte[] bytes) => System.Text.Encoding.ASCII.GetString(bytes);
}
