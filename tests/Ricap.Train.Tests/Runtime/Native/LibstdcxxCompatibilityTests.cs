extern alias Task;

using System.Buffers.Binary;
using System.Numerics;
using Ricap.Train.Runtime;
using Task::Ricap.Train.Build;
using Task::Ricap.Train.Runtime.Native;

namespace Ricap.Train.Tests.Runtime.Native;

public sealed class LibstdcxxCompatibilityTests
{
    private static readonly Lazy<byte[]> Bytes = new(() => File.ReadAllBytes(TorchNatives.FindPackaged(TorchNatives.Bridge)!));

    [LinuxFact]
    public void One_bit_differs()
    {
        byte[] original = Bytes.Value;
        byte[] before = (byte[])original.Clone();
        byte[] copy = LibstdcxxCompatibility.WithoutVersion(original);
        Assert.Equal(before, original);
        Assert.Equal(original.Length, copy.Length);
        Assert.Equal(1, original.Zip(copy).Sum(p => BitOperations.PopCount((uint)(p.First ^ p.Second))));
    }

    [LinuxFact]
    public void A_copy_is_no_original()
    {
        byte[] copy = LibstdcxxCompatibility.WithoutVersion(Bytes.Value);
        Assert.Contains("flags 2", Refused(copy), StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_file_that_uses_the_version_is_refused()
    {
        // The first function relocation is pointed at the symbol of the version, found by its name.
        byte[] bytes = (byte[])Bytes.Value.Clone();
        (int table, uint symbol) = FirstJumpAndSymbol(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(table + 12), symbol);
        Assert.Contains("it uses symbol", Refused(bytes), StringComparison.Ordinal);
    }

    [LinuxFact]
    public void Cut_anywhere_it_is_refused()
    {
        foreach (int length in (int[])[0, 1, 63, 64, 100, 600, 5_000, 100_000, 240_000, 262_000, 1_000_000, 1_900_000])
        {
            Refused(Bytes.Value[..length]);
        }
    }

    [LinuxFact]
    public void Damaged_anywhere_it_is_refused_or_one_bit_is_set()
    {
        var random = new Random(1);
        (int from, int to)[] places = [(0, 624), (0x3F8F0, 0x3FB00), (0x1D4B18, 0x1D4D88)]; // headers, versions, dynamic
        byte[] bytes = (byte[])Bytes.Value.Clone();
        for (int i = 0; i < 300; i++)
        {
            (int from, int to) = places[random.Next(places.Length)];
            int at = random.Next(from, to);
            byte was = bytes[at];
            bytes[at] = (byte)random.Next(256);
            try
            {
                byte[] copy = LibstdcxxCompatibility.WithoutVersion(bytes);
                Assert.Equal(1, bytes.AsSpan().CommonPrefixLength(copy) is int first && first < copy.Length
                    ? BitOperations.PopCount((uint)(bytes[first] ^ copy[first])) : 0);
            }
            catch (Exception e) when (e is ElfException or OverflowException)
            {
                // refused: the build then leaves no copy
            }

            bytes[at] = was;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("MZ this is another kind of file, long enough to have a header of sixty-four bytes")]
    public void Other_files_are_refused(string text) => Refused(System.Text.Encoding.ASCII.GetBytes(text));

    private static string Refused(byte[] bytes) =>
        Assert.Throws<ElfException>(() => LibstdcxxCompatibility.WithoutVersion(bytes)).Message;

    /// <summary>Where the jump relocations begin, and the number of the symbol that is of the version.</summary>
    private static (int Table, uint Symbol) FirstJumpAndSymbol(byte[] bytes)
    {
        var image = new ElfImage(bytes);
        int text = image.OffsetOf(image.Dynamic(5), 1);
        int symbols = image.OffsetOf(image.Dynamic(6), 1);
        uint symbol = 1;
        while (!image.TextIs(text, image.Dynamic(10), image.U32(symbols + ((int)symbol * 24)), "_ZSt21ios_base_library_initv"u8))
        {
            symbol++;
        }

        return (image.OffsetOf(image.Dynamic(23), 1), symbol);
    }
}

/// <summary>A test of the Linux build of TorchSharp's library, which lies beside the tests on every platform that has it.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() && TorchNatives.FindPackaged(TorchNatives.Bridge) is not null
        ? null
        : "libLibTorchSharp.so is there on x64 Linux only";
}
