using System.Diagnostics;

namespace Ricap.Benchmarks;

/// <summary>
/// Two equal pieces of work that share nothing, on one thread or on two: how much two threads can get done on a machine at all, be it that its
/// processors are halves of one core, share its memory's bandwidth or are lent to others meanwhile.
/// </summary>
internal static class UnsharedWork
{
    private const int Pieces = 2;
    private const int CopiedBytes = 32 << 20; // more than a processor's own caches hold
    private const int Copies = 30;
    private const int Counted = 150_000_000;

    /// <summary>How long both pieces take.</summary>
    /// <param name="what"><c>copy</c> for memory that no cache holds, <c>count</c> for arithmetic in registers.</param>
    /// <param name="threads">On how many threads, 1 or 2.</param>
    public static double Seconds(string what, int threads)
    {
        Action[] pieces = [.. Enumerable.Range(0, Pieces).Select(_ => what switch
        {
            "copy" => Copying(),
            "count" => Counting,
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, "copy or count"),
        })];
        long start = Stopwatch.GetTimestamp();
        Thread[] workers = [.. pieces.Chunk(Pieces / threads).Select(its => new Thread(() => Array.ForEach(its, piece => piece())))];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static Action Copying()
    {
        (byte[] from, byte[] to) = (new byte[CopiedBytes], new byte[CopiedBytes]);
        Array.Fill(from, (byte)1); // touched before the clock runs
        Array.Fill(to, (byte)2);
        return () =>
        {
            for (int i = 0; i < Copies; i++)
            {
                from.CopyTo(to, 0);
            }
        };
    }

    private static void Counting()
    {
        ulong sum = 1;
        for (int i = 0; i < Counted; i++)
        {
            sum = (sum * 3) ^ (ulong)i;
        }

        GC.KeepAlive(sum);
    }
}
