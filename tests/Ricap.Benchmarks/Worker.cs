using System.Diagnostics;
using System.Globalization;
using System.IO.Hashing;

namespace Ricap.Benchmarks;

/// <summary>
/// Answers a request a line with seconds, for <c>build/bench.sh</c>, which has another's worker take turns with it:
/// <code>
/// WHAT WIDTHxHEIGHT BATCH            seconds a sample; what there is, <see cref="ComposeCase.Of"/> says
/// write FOLDER FILES BYTES THREADS   seconds to write files of so many bytes from memory, and to hash them
/// alone WHAT THREADS                 seconds for two pieces of work that share nothing; what there is, <see cref="UnsharedWork"/> says
/// </code>
/// </summary>
internal static class Worker
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2); // until the compiler has seen what is hot, and compiled it again
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(0.2);

    public static int Run()
    {
        var work = new Dictionary<string, (Action Do, int Batch)>();
        while (Console.ReadLine() is { } request)
        {
            string[] words = request.Split(' ');
            double seconds;
            if (words is ["write", var folder, var files, var bytes, var threads])
            {
                seconds = Write(folder, Number(files), Number(bytes), Number(threads));
            }
            else if (words is ["alone", var what, var workers])
            {
                seconds = UnsharedWork.Seconds(what, Number(workers));
            }
            else
            {
                if (!work.TryGetValue(request, out (Action Do, int Batch) known))
                {
                    known = (Case(words[1], words[2]).Of(words[0]), Number(words[2]));
                    work.Add(request, known);
                    SecondsEach(known.Do, WarmUp);
                }

                seconds = SecondsEach(known.Do, Measured) / known.Batch;
            }

            Console.WriteLine(seconds.ToString("R", CultureInfo.InvariantCulture));
        }

        return 0;
    }

    /// <summary>A batch of a shape, e.g. <c>32x32</c> and <c>128</c>.</summary>
    public static ComposeCase Case(string shape, string batch)
    {
        string[] sides = shape.Split('x');
        return new ComposeCase(Number(sides[0]), Number(sides[1]), Number(batch));
    }

    /// <summary>The median of equal rounds.</summary>
    private static double SecondsEach(Action work, TimeSpan atLeast)
    {
        const int Rounds = 200; // short ones, so that most fall between what else the machine does
        long start = Stopwatch.GetTimestamp();
        int calls = 0;
        do
        {
            work();
            calls++;
        }
        while (Stopwatch.GetElapsedTime(start) < atLeast / Rounds);

        double[] rounds = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            start = Stopwatch.GetTimestamp();
            for (int call = 0; call < calls; call++)
            {
                work();
            }

            rounds[round] = Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
        }

        Array.Sort(rounds);
        return rounds[Rounds / 2];
    }

    private static double Write(string folder, int files, int bytes, int threads)
    {
        byte[] content = new byte[bytes];
        new Random(1).NextBytes(content);
        long start = Stopwatch.GetTimestamp();
        Parallel.For(0, files, new ParallelOptions { MaxDegreeOfParallelism = threads }, file =>
        {
            XxHash128.Hash(content);
            using FileStream stream = new(Path.Combine(folder, $"{file}.npy"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            stream.Write(content);
        });
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
