using CsCheck;
using Ricap.Planning;
using Ricap.Shards;

namespace Ricap.Tests.Shards;

/// <summary>Columns beside a list of the same.</summary>
public sealed class RecordSourcesTests
{
    private static readonly Gen<BaseRecord> Row = Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 0, 9], Gen.Int[0, 9], Gen.Int[0, 3], Gen.ULong).Select(
        (path, @class, soft, hash) => new BaseRecord(
            soft > 0 ? new RecordSource(path, @class) : RecordSource.Soft(path, [new(@class, 600_000), new(@class + 1, 400_000)]),
            new Hash128(hash, hash)));

    [Fact]
    public void Rows_come_back_as_they_were_added() =>
        Gen.Select(Row.Array[0, 12], Row.Array[0, 12], Row.Array[0, 12]).Sample((kept, gone, added) =>
        {
            BaseRecords rows = [.. kept, .. gone];
            rows.Truncate(kept.Length);
            rows.AddRange([.. added]);
            BaseRecord[] expected = [.. kept, .. added];

            Assert.Equal(expected.Select(Text), rows.Select(Text));
            for (int i = 0; i < expected.Length; i++)
            {
                RecordSource source = expected[i].Source;
                Assert.Equal(System.Text.Encoding.UTF8.GetBytes(source.Path), rows.Sources.PathOf(i).ToArray());
                Assert.Equal(source.Class, rows.Sources.ClassOf(i));
                Assert.Equal(source.SoftLabel ?? [], rows.Sources.LabelOf(i).ToArray());
                Assert.Equal(expected[i].XxHash128, rows.HashOf(i));
            }

            Assert.Equal(expected.Select(row => row.XxHash128), rows.Hashes.ToArray());
            Assert.All(expected, row => Assert.True(rows.Sources.MostClasses >= (row.Source.SoftLabel?.Count ?? 1)));
        });

    [Fact]
    public void Some_of_other_sources_keep_their_labels()
    {
        RecordSources some = [];
        foreach (int index in (int[])[1, 3, 0])
        {
            some.Add(Samples.Sources, index);
        }

        Assert.Equal(
            new[] { 1, 3, 0 }.Select(index => Text(new BaseRecord(Samples.Sources[index], default))),
            some.Select(source => Text(new BaseRecord(source, default))));
    }

    [Fact]
    public void A_path_is_Unicode() =>
        Assert.All(["\uD800", "a\uDC00b", "\uD83D\uDE00\uD83D"], path => Assert.Throws<ArgumentException>(() => new RecordSource(path, 0)));

    private static string Text(BaseRecord row) =>
        $"{row.Source.Path} {row.Source.Class} {string.Join(',', row.Source.SoftLabel ?? Array.Empty<ClassWeight>())} {row.XxHash128}";
}
