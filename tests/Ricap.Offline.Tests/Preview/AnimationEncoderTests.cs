using System.Buffers;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using Ricap.Preview.Animations;
using Ricap.Preview.Drawing;

namespace Ricap.Tests.Preview;

public sealed class AnimationEncoderTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 5, 3)]
    [InlineData(33, 17, 12)]
    public void Every_frame_comes_back(int width, int height, int count)
    {
        SheetImage[] frames = [.. Enumerable.Range(0, count).Select(i => Frame(width, height, i))];
        (int readWidth, int readHeight, IReadOnlyList<AnimationReader.Frame> read) = AnimationReader.Read(Encode(frames));
        Assert.Equal((width, height), (readWidth, readHeight));
        Assert.Equal(frames.Select(frame => frame.Rgb), read.Select(frame => frame.Rgb));
        Assert.All(read, frame => Assert.Equal(250, frame.Delay));
    }

    [Fact]
    public void A_frame_holds_only_what_changed()
    {
        SheetImage before = Frame(64, 64, 0);
        byte[] rgb = [.. before.Rgb];
        (rgb[((10 * 64) + 20) * 3], rgb[((12 * 64) + 23) * 3]) = (1, 2);
        byte[] one = Encode([before]);
        byte[] two = Encode([before, before with { Rgb = rgb }]);
        Assert.InRange(two.Length - one.Length, 1, 200);
        Assert.Equal(rgb, AnimationReader.Read(two).Frames[1].Rgb);
    }

    [Fact]
    public void A_frame_that_changes_nothing_lengthens_the_one_before()
    {
        (SheetImage a, SheetImage b) = (Frame(8, 8, 0), Frame(8, 8, 1));
        Assert.Equal([500, 250, 750], AnimationReader.Read(Encode([a, a, b, a, a, a])).Frames.Select(frame => frame.Delay));
    }

    /// <summary>Frames longer than one chunk may be are cut, and every piece is numbered.</summary>
    [Fact]
    public void Long_frames_are_cut()
    {
        SheetImage[] frames = [Frame(700, 600, 0), Frame(700, 600, 1)];
        Assert.Equal(frames[1].Rgb, AnimationReader.Read(Encode(frames)).Frames[1].Rgb);
    }

    /// <summary>A thousand large frames are more than fits into memory: no more than two are ever there.</summary>
    [Fact]
    public void Frames_are_not_kept()
    {
        var drawn = new List<WeakReference>();
        AnimationEncoder.Encode(Frames(), 250, new ArrayBufferWriter<byte>());
        Assert.Equal(8, drawn.Count);

        IEnumerable<SheetImage> Frames()
        {
            for (int i = 0; i < 8; i++)
            {
                yield return Draw(i);
                GC.Collect();
                Assert.InRange(drawn.Count(frame => frame.IsAlive), 1, 2);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        SheetImage Draw(int number)
        {
            SheetImage frame = Frame(9, 9, number);
            drawn.Add(new WeakReference(frame.Rgb));
            return frame;
        }
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        SheetImage frame = Frame(2, 2, 0);
        Assert.Throws<ArgumentException>(() => Encode([]));
        Assert.Throws<ArgumentException>(() => Encode([frame, Frame(2, 3, 0)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Encode([frame], delay: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Encode([frame], delay: 65_536));
    }

    [Fact]
    public void Every_platform_writes_these_bytes() => Assert.Equal(
        "435edff54b49504c367f0405ca459714",
        Convert.ToHexStringLower(XxHash128.Hash(Encode([Frame(40, 30, 0), Frame(40, 30, 1)]))));

    private static byte[] Encode(SheetImage[] frames, int delay = 250)
    {
        var output = new ArrayBufferWriter<byte>();
        AnimationEncoder.Encode(frames, delay, output);
        return output.WrittenSpan.ToArray();
    }

    private static SheetImage Frame(int width, int height, int number)
    {
        byte[] rgb = Samples.Noise(width, height);
        for (int i = 0; i < rgb.Length; i++)
        {
            rgb[i] += (byte)(number * (1 + (i % 7)));
        }

        return new SheetImage(width, height, rgb);
    }
}
