using System.Diagnostics;
using System.Globalization;
using Ricap.Building;
using Ricap.Options;

namespace Ricap.Benchmarks;

/// <summary>
/// How many samples a second an epoch takes from a warm base: the whole road from plan to renamed file. npy and PNG
/// WebDataset are interleaved in one run; each round renders epochs that were not there before.
/// </summary>
internal static class EpochThroughput
{
    private const int Rounds = 7;
    private const int EpochsARound = 4;

    /// <summary>Runs on a folder of images; further arguments are options as on the command line, without dashes: name value …</summary>
    public static void Run(string images, string[] rest)
    {
        string root = Directory.CreateTempSubdirectory("ricap-bench-").FullName;
        try
        {
            Console.WriteLine($"{Machine.Describe()}; {images}");
            string[] formats = ["npy", "webdataset"];
            var rates = formats.ToDictionary(f => f, _ => new List<double>());
            for (int round = -1; round < Rounds; round++)
            {
                foreach (string format in formats)
                {
                    double rate = Round(images, Path.Combine(root, format), format, round + 2, rest);
                    if (round >= 0)
                    {
                        rates[format].Add(rate);
                    }
                }
            }

            foreach ((string format, List<double> rate) in rates)
            {
                rate.Sort();
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{format,-12} {rate[Rounds / 2],12:N0} samples/s  (min {rate[0]:N0}, max {rate[^1]:N0}; {Rounds} rounds of {EpochsARound} epochs)"));
            }

            using Process self = Process.GetCurrentProcess();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak memory  {self.PeakWorkingSet64 >> 20,12:N0} MiB"));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static double Round(string images, string output, string format, int round, string[] rest)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["images"] = images,
            ["out"] = output,
            ["size"] = "32x32",
            ["seed"] = "1",
            ["format"] = format,
            ["epochs"] = $"{round * EpochsARound}..{((round + 1) * EpochsARound) - 1}",
        };
        for (int i = 0; i + 1 < rest.Length; i += 2)
        {
            values[rest[i]] = rest[i + 1];
        }

        var clock = new SampleClock();
        BuildResult result = DatasetBuilder.Build(OptionTable.Parse(values), clock, CancellationToken.None);
        return result.Samples / clock.Seconds;
    }
}
