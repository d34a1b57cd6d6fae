using System.Runtime.ExceptionServices;

namespace Ricap;

/// <summary>
/// Work that is in pieces, on as many threads as there are processors. It is what <see cref="Parallel"/> does, for starts that have next to
/// nothing to do: that is compiled in each process anew, and sets up event sources and a pool.
/// </summary>
internal static class Workers
{
    /// <summary>Does all pieces, in any order, some of them on this thread. The first exception ends the work and is thrown.</summary>
    /// <param name="count">How many pieces there are.</param>
    /// <param name="work">Does the piece of a number.</param>
    public static void Share(int count, Action<int> work)
    {
        int next = -1;
        ExceptionDispatchInfo? failure = null;
        var others = new Thread[Math.Max(0, Math.Min(count, Environment.ProcessorCount) - 1)];
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
