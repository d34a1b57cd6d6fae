using Ricap.ChildProcess.Kernels;

namespace Ricap.Tests.Rendering.Kernels;

/// <summary>Every path of every kernel against its scalar oracle.</summary>
public sealed class KernelPathTests
{
    private const int LongestInUnits = 257;
    private const int Margin = 80;
    private const byte Canary = 0xA5;

    // In bytes from where the arrays start; apart, so that source and destination are seldom misaligned alike.
    private static readonly (int Source, int Destination)[] Misalignments =
        [(0, 0), (1, 0), (0, 1), (3, 7), (15, 31), (33, 2)];

    public static TheoryData<string> Paths => [.. KernelPath.All.Select(path => path.Name)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Agrees_with_its_oracle_at_every_length_and_writes_nothing_else(string name)
    {
        KernelPath path = KernelPath.All.Single(path => path.Name == name);
        foreach ((int fromSource, int fromDestination) in Misalignments)
        {
            for (int units = 0; units <= LongestInUnits; units++)
            {
                CheckOne(path, units * path.Unit, fromSource, Margin + fromDestination);
            }
        }
    }

    private static void CheckOne(KernelPath path, int length, int sourceStart, int destinationStart)
    {
        byte[] source = new byte[sourceStart + length + Margin];
        new Random(length).NextBytes(source);
        byte[] sourceBefore = [.. source];

        // The destination is longer than need be: what follows the run belongs to someone else.
        byte[] actual = new byte[destinationStart + (length * path.Growth) + Margin];
        Array.Fill(actual, Canary);
        byte[] expected = [.. actual];

        path.Oracle(source.AsSpan(sourceStart, length), expected.AsSpan(destinationStart, length * path.Growth));
        path.Run(source.AsSpan(sourceStart, length), actual.AsSpan(destinationStart));

        Assert.True(
            expected.AsSpan().SequenceEqual(actual),
            $"{path}, {length} bytes from {sourceStart} to {destinationStart}");
        Assert.True(sourceBefore.AsSpan().SequenceEqual(source), $"{path}, {length} bytes: the source has changed");
    }
}
