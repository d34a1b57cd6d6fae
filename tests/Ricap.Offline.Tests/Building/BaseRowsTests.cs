using Ricap.Building.Base;
using Ricap.Shards;

namespace Ricap.Tests.Building;

/// <summary>Base shards as one table: the same bytes whether they are read or held.</summary>
public sealed class BaseRowsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ricap-rows-").FullName;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2 * 36, 3)]
    [InlineData(5 * 36, 1)]
    [InlineData(1 << 20, 0)]
    public void Sources_in_memory_are_those_that_are_read(int pieceBytes, int threads)
    {
        using BaseRows rows = BaseRows.Open([Shard(0, 5), Shard(1, 5), Shard(2, 2)]);
        byte[][] read = [.. Enumerable.Range(0, 12).Select(source => Read(rows, source))];
        Assert.False(rows.TryFind(0, out _, out _));
        rows.Keep(12 * 36, threads, pieceBytes);
        for (int source = 0; source < read.Length; source++)
        {
            Assert.True(rows.TryFind(source, out ReadOnlySpan<byte> held, out int at));
            Assert.Equal(read[source], held.Slice(at, 36).ToArray());
        }
    }

    [Fact]
    public void What_exceeds_the_budget_is_read()
    {
        using BaseRows rows = BaseRows.Open([Shard(0, 5), Shard(1, 5)]);
        rows.Keep((10 * 36) - 1);
        Assert.False(rows.TryFind(3, out _, out _));
        Assert.Equal(36, Read(rows, 3).Length);
    }

    /// <summary>An error where a mapped file would end the process by a signal.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_cut_short_under_way_is_an_error(bool inMemory)
    {
        string path = Shard(0, 5);
        using BaseRows rows = BaseRows.Open([path]);
        using (FileStream file = File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(file.Length - 40);
        }

        var error = Assert.Throws<ShardFormatException>(() =>
        {
            if (inMemory)
            {
                rows.Keep(long.MaxValue);
            }
            else
            {
                Read(rows, 4);
            }
        });
        Assert.Contains("cut short since it was opened", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static byte[] Read(BaseRows rows, int source)
    {
        byte[] image = new byte[36];
        rows.Read(source, 0, image);
        return image;
    }

    /// <summary>Images of 4×3 pixels, every byte by chance.</summary>
    private string Shard(int number, int count)
    {
        byte[] file = new byte[NpyFile.HeaderLength + (count * 36)];
        new Random(number).NextBytes(file);
        NpyFile.WriteHeader(new NpyShape(count, 3, 4), file);
        string path = Path.Join(_root, $"{number}.npy");
        File.WriteAllBytes(path, file);
        return path;
    }
}
