using System.Buffers.Binary;
using System.Numerics;
using Google.Protobuf;
using Ricap.Building.Output;
using Tensorboard;

namespace Ricap.Train.Recording;

/// <summary>
/// TensorBoard's event file: records of length, checksum, message, checksum. TorchSharp's <c>SummaryWriter</c> is not used: it
/// begins another file each time a run goes on, with the host's name in its own, says ticks where seconds are meant, and cannot
/// take back the epochs that a resumed run does again.
/// </summary>
internal static class TensorBoardEvents
{
    /// <summary>Appends the numbers of an epoch, each under a name of its own.</summary>
    /// <param name="path">The file; begun if it is not there.</param>
    /// <param name="row">The epoch.</param>
    /// <param name="now">When it ended.</param>
    /// <exception cref="RicapException">It cannot be written.</exception>
    public static void Append(string path, EpochRow row, DateTimeOffset now)
    {
        var summary = new Summary();
        foreach ((string tag, double? value) in Scalars(row))
        {
            if (value is { } number)
            {
                summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)number });
            }
        }

        using var bytes = new MemoryStream();
        double seconds = now.ToUnixTimeMilliseconds() / 1000.0;
        if (!File.Exists(path))
        {
            Frame(bytes, new Event { FileVersion = "brain.Event:2", WallTime = seconds });
        }

        Frame(bytes, new Event { Step = row.Epoch, WallTime = seconds, Summary = summary });

        // In place and not renamed: TensorBoard keeps the file open, and would not see another of its name.
        OutputErrors.Guard(path, () =>
        {
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
            file.Write(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        });
    }

    /// <summary>Takes back what was recorded from an epoch on, and half a record that a kill left; deletes the file if nothing remains.</summary>
    /// <param name="path">The file; nothing happens if it is not there.</param>
    /// <param name="firstEpoch">The first epoch that must not be in it.</param>
    /// <returns>The last epoch in it; −1 if there is none.</returns>
    /// <exception cref="RicapException">It cannot be read or written.</exception>
    public static int Cut(string path, int firstEpoch)
    {
        int last = -1;
        OutputErrors.Guard(path, () =>
        {
            if (!File.Exists(path))
            {
                return;
            }

            byte[] all = File.ReadAllBytes(path);
            int kept = firstEpoch == 0 ? 0 : Kept(all, firstEpoch, out last);
            if (kept == 0)
            {
                File.Delete(path);
            }
            else if (kept < all.Length)
            {
                WholeFile.Write(path, all.AsMemory(0, kept));
            }
        });
        return last;
    }

    private static IEnumerable<(string Tag, double? Value)> Scalars(EpochRow row) =>
    [
        ("beta", row.Beta),
        ("learning_rate", row.LearningRate),
        ("loss/train", row.TrainLoss),
        ("loss/test", row.TestLoss),
        ("loss/validation", row.ValidationLoss),
        ("accuracy/train", row.TrainAccuracy),
        ("accuracy/test_top1", row.TestTop1),
        ("accuracy/test_top5", row.TestTop5),
        ("accuracy/validation_top1", row.ValidationTop1),
        ("speed/images_per_second", row.ImagesPerSecond),
        ("speed/data_wait_share", row.DataWaitShare),
    ];

    /// <summary>How many bytes at the start are whole records of earlier epochs. Epochs only rise in a file.</summary>
    private static int Kept(ReadOnlySpan<byte> all, int firstEpoch, out int last)
    {
        last = -1;
        int end = 0;
        while (all.Length - end >= 16)
        {
            ReadOnlySpan<byte> rest = all[end..];
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(rest);
            if (BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]) != Checksum(rest[..8])
                || length > (ulong)rest.Length - 16
                || BinaryPrimitives.ReadUInt32LittleEndian(rest[(12 + (int)length)..]) != Checksum(rest.Slice(12, (int)length)))
            {
                break;
            }

            // From an array: TorchSharp's messages were generated before the library could parse spans.
            Event message = Event.Parser.ParseFrom(rest.Slice(12, (int)length).ToArray());
            if (message.Summary is not null)
            {
                if (message.Step >= firstEpoch)
                {
                    break;
                }

                last = (int)message.Step;
            }

            end += 16 + (int)length;
        }

        return end;
    }

    private static void Frame(MemoryStream output, Event message)
    {
        byte[] data = message.ToByteArray();
        byte[] frame = new byte[data.Length + 16];
        BinaryPrimitives.WriteUInt64LittleEndian(frame, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8), Checksum(frame.AsSpan(0, 8)));
        data.CopyTo(frame, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(12 + data.Length), Checksum(data));
        output.Write(frame);
    }

    /// <summary>CRC-32C, rotated and shifted so that a checksum of data with checksums in it is a good one too.</summary>
    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }
}
