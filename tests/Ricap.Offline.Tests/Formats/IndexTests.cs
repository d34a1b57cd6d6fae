using System.Text.Json;
using Ricap.Formats;
using Ricap.Tests.Shards;

namespace Ricap.Tests.Formats;

public class IndexTests
{
    [Fact]
    public void A_dali_index_is_the_documented_text()
    {
        byte[] index = Samples.Written(output => DaliIndex.Write(
            [
                new TarSampleEntry(0, 0, 512, 713, 2048, 9120),
                new TarSampleEntry(0, 1, 11776, 709, 13312, 8844),
            ],
            "png",
            output));
        Assert.Equal(
            """
            v1.2 2
            json 512 713 0000-00000000.json png 2048 9120 0000-00000000.png
            json 11776 709 0000-00000001.json png 13312 8844 0000-00000001.png

            """,
            Samples.Text(index));
    }

    [Fact]
    public void A_dali_index_points_at_the_members()
    {
        using var archive = new MemoryStream();
        var writer = new TarShardWriter(archive, "webp");
        for (int i = 0; i < 5; i++)
        {
            writer.Add(1, i, Content('j', 500 + (i * 7)), Content('w', 1020 + i));
        }

        writer.Complete();
        byte[] index = Samples.Written(output => DaliIndex.Write(writer.Entries, "webp", output));
        string[] lines = Samples.Text(index).Split('\n');
        Assert.Equal(["v1.2 5", .. lines[1..6], string.Empty], lines);
        foreach (string line in lines[1..6])
        {
            string[] words = line.Split(' ');
            Assert.Equal(["json", "webp"], [words[0], words[4]]);
            AssertMember(archive.ToArray(), words[1..4], 'j');
            AssertMember(archive.ToArray(), words[5..8], 'w');
        }
    }

    [Fact]
    public void Indexes_of_nothing_are_an_error()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Samples.Written(output => DaliIndex.Write([], "png", output)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Samples.Written(output => WidsIndex.Write("a", [], output)));
        Assert.Throws<ArgumentException>(() => Samples.Written(output => DaliIndex.Write([default], "gif", output)));
    }

    [Fact]
    public void A_wids_index_is_the_documented_text()
    {
        byte[] index = Samples.Written(output => WidsIndex.Write(
            "faces", [new("ricap-0000-000000.tar", 1024, 9465856), new("ricap-0000-000001.tar", 210, 1943552)], output));
        Assert.Equal(
            """
            {
              "__kind__": "wids-shard-index-v1",
              "wids_version": 1,
              "name": "faces",
              "shardlist": [
                {"url":"ricap-0000-000000.tar","nsamples":1024,"filesize":9465856},
                {"url":"ricap-0000-000001.tar","nsamples":210,"filesize":1943552}
              ]
            }

            """,
            Samples.Text(index));
        Assert.Equal(2, JsonDocument.Parse(index).RootElement.GetProperty("shardlist").GetArrayLength());
    }

    private static byte[] Content(char letter, int length) => [.. Enumerable.Repeat((byte)letter, length)];

    // words: offset, size, name
    private static void AssertMember(byte[] archive, string[] words, char letter)
    {
        int offset = int.Parse(words[0]);
        int size = int.Parse(words[1]);
        Assert.Equal(0, offset % TarMember.BlockSize);
        Assert.Equal(words[2], System.Text.Encoding.ASCII.GetString(archive, offset - 512, words[2].Length));
        Assert.Equal(Content(letter, size), archive.AsSpan(offset, size));
        Assert.NotEqual((byte)letter, archive[offset + size]);
    }
}
