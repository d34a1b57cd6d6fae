using System.Text;
using CsCheck;
using Ricap.Planning;
using Ricap.Shards;
using Ricap.Shards.Records;

namespace Ricap.Tests.Shards;

/// <summary>The short way to a record's label, held to the reader of whole records.</summary>
public class RecordLabelTests
{
    private const int Room = 4;

    // Epoch 3, index 12, of the classes 1, 2 and 4; two of its paths have other letters than ASCII's.
    private static readonly byte[] Record = Samples.Record(Samples.Plan(a: 2, b: 3, c: 2, d: 3));

    [Theory]
    [InlineData(0.3)]
    [InlineData(1.0)]
    [InlineData(0.1 + 0.2)]
    [InlineData(12.5)]
    [InlineData(null)]
    public void Reads_what_the_record_says(double? beta)
    {
        byte[] record = Samples.Record(Samples.Plan(a: 0, b: 3, c: 2, d: 3), beta);

        Assert.Equal(RecordReader.Parse(record).Label, Read(record));
    }

    [Fact]
    public void Leaves_to_the_reader_what_is_another_sample_or_more_than_there_is_room_for()
    {
        Span<ClassWeight> label = stackalloc ClassWeight[Room];

        Assert.True(RecordLabel.Read(Record, 3, 12, label) > 1);
        Assert.Equal(0, RecordLabel.Read(Record, 3, 13, label));
        Assert.Equal(0, RecordLabel.Read(Record, 4, 12, label));
        Assert.Equal(0, RecordLabel.Read(Record, 3, 12, label[..1]));
    }

    [Fact]
    public void Leaves_escapes_to_the_reader() => Assert.Null(Read(Samples.Record(Samples.Plan(b: 1))));

    [Fact]
    public void A_record_cut_short_anywhere_is_none()
    {
        for (int length = 0; length < Record.Length; length++)
        {
            Assert.Null(Read(Record.AsSpan(0, length)));
        }
    }

    /// <summary>Whatever byte is another, left out or there twice: what is still read, the reader reads as the same.</summary>
    [Fact]
    public void Gives_nothing_that_the_reader_would_not()
    {
        int read = 0;
        byte[] others = [.. "0159-+.eE\"\\,:{}[] nft\n"u8, 0x00, 0x1F, 0x80, 0xC3, 0xFF];
        for (int at = 0; at < Record.Length; at++)
        {
            foreach (byte other in others)
            {
                read += Compare([.. Record[..at], other, .. Record[(at + 1)..]]);
            }

            read += Compare([.. Record[..at], .. Record[(at + 1)..]]);
            read += Compare([.. Record[..at], Record[at], .. Record[at..]]);
        }

        Assert.InRange(read, 100, int.MaxValue); // digits that are others, mostly
    }

    [Fact]
    public void Gives_nothing_that_the_reader_would_not_of_any_two_changes() =>
        Gen.Select(Gen.Int[0, Record.Length - 1], Gen.Byte, Gen.Int[0, Record.Length - 1], Gen.Byte).Sample((first, one, second, two) =>
        {
            byte[] record = [.. Record];
            (record[first], record[second]) = (one, two);
            Compare(record);
        });

    private static int Compare(byte[] record)
    {
        if (Read(record) is not { } label)
        {
            return 0;
        }

        SampleRecord said = RecordReader.Parse(record);
        Assert.Equal((3, 12), (said.Plan.Epoch, said.Plan.Index));
        Assert.True(said.Label.SequenceEqual(label), Encoding.UTF8.GetString(record));
        return 1;
    }

    private static ClassWeight[]? Read(ReadOnlySpan<byte> record)
    {
        Span<ClassWeight> label = stackalloc ClassWeight[Room];
        return RecordLabel.Read(record, 3, 12, label) is int count and > 0 ? label[..count].ToArray() : null;
    }
}
