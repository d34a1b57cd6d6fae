using System.Runtime.ExceptionServices;

namespace Ricap;

/// <summary>
/// Work that is in pieces, on as many threads as there are processors or fewer. It is what <see cref="Parallel"/> does, for starts that have next to
/// nothing to do: that is compiled in each process anew, and sets up event sources and a pool.
/// </summary>
internal static class Workers
{
    /// <summary>How many threads work where so many were asked for: as many as there are processors if none was.</summary>
    public static int Count(int threads) => threads > 0 ? threads : Environment.ProcessorCount;

    /// <summary>Does all pieces, in any order, some of them on this thread. The first exception ends the work and is thrown.</summary>
    /// <param name="count">How many pieces there are.</param>
    /// <param name="work">Does the piece of a number.</param>
    /// <param name="threads">How many threads work, as <see cref="Count"/> takes it.</param>
    public static void Share(int count, Action<int> work, int threads = 0)
    {
        int next = -1;
        ExceptionDispatchInfo? failure = null;
        var others = new Thread[Math.Max(0, Math.Min(count, Count(threads)) - 1)];
        for (int i = 0; i < others.Length; i++)
        {
            others[i] = new Thread(Work) { IsBackground = true };
            others[i].Start();
        }

        Work();
        foreach (Thread other in others)
        {
            other.Join();
        }

        failure?.Throw();

        void Work()
        {
            try
            {
                for (int piece = Interlocked.Increment(ref next); piece < count && failure is null; piece = Interlocked.Increment(ref next))
                {
                    work(piece);
                }
            }
#pragma warning disable CA1031 // It is thrown where all threads have ended.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
            }
        }
    }
}
