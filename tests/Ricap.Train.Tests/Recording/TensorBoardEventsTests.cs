using Ricap.Train.Recording;

namespace Ricap.Train.Tests.Recording;

public sealed class TensorBoardEventsTests
{
    [Fact]
    public void The_reader_knows_the_published_checksum() =>
        Assert.Equal(0xE3069283, EventReader.Crc32C("123456789"u8)); // RFC 3720's polynomial, the catalogue's check value

    [Fact]
    public void Numbers_are_read_back_under_their_names()
    {
        using var scratch = new Scratch();
        var now = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_250);
        TensorBoardEvents.Append(scratch["events"], Some.Row(0), now);
        TensorBoardEvents.Append(
            scratch["events"], Some.Row(300) with { TrainLoss = double.NaN, Beta = null, TestLoss = null, TestTop1 = null, TestTop5 = null }, now);
        IReadOnlyList<EventReader.Entry> entries = EventReader.Read(scratch["events"]);
        Assert.Equal(3, entries.Count);
        Assert.Equal("brain.Event:2", entries[0].Version);
        Assert.All(entries, e => Assert.Equal(1_700_000_000.25, e.WallTime));
        Assert.Equal((0, 300), (entries[1].Step, entries[2].Step));
        Assert.Equal(
            new Dictionary<string, float>
            {
                ["beta"] = 0.3f,
                ["learning_rate"] = 0.1f,
                ["loss/train"] = 1.5f,
                ["loss/test"] = 0.75f,
                ["accuracy/train"] = 0.25f,
                ["accuracy/test_top1"] = 0.5f,
                ["accuracy/test_top5"] = 0.9f,
                ["speed/images_per_second"] = 500,
                ["speed/data_wait_share"] = 0.01f,
            },
            entries[1].Scalars);
        Assert.Equal(float.NaN, entries[2].Scalars["loss/train"]);
        Assert.Equal(
            ["learning_rate", "loss/train", "accuracy/train", "speed/images_per_second", "speed/data_wait_share"], entries[2].Scalars.Keys);
    }

    [Fact]
    public void A_damaged_record_and_all_behind_it_go()
    {
        using var scratch = new Scratch();
        for (int epoch = 0; epoch < 4; epoch++)
        {
            TensorBoardEvents.Append(scratch["events"], Some.Row(epoch), DateTimeOffset.UnixEpoch);
        }

        byte[] bytes = File.ReadAllBytes(scratch["events"]);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(scratch["events"], bytes);
        int last = TensorBoardEvents.Cut(scratch["events"], 9);
        Assert.InRange(last, 0, 2);
        Assert.Equal(last, EventReader.Read(scratch["events"])[^1].Step);
        Assert.Equal(-1, TensorBoardEvents.Cut(scratch["none"], 9));
    }
}
