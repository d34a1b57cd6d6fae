using System.Diagnostics;
using System.Globalization;
using Ricap.Building;
using Ricap.Options;

namespace Ricap.Benchmarks;

/// <summary>
/// npy shards over loopback, companions included, against the same shards rendered to disk, interleaved; then
/// <see cref="ServeStorm"/>. Server and clients share the machine.
/// </summary>
internal static class ServeLoad
{
    private const int Rounds = 5;
    private const int EpochsARound = 4;

    /// <summary>Runs on a folder of images; gives 1 if the storm found anything wrong.</summary>
    public static int Run(string images, int seconds)
    {
        string root = Directory.CreateTempSubdirectory("ricap-serve-").FullName;
        try
        {
            Console.WriteLine($"{Machine.Describe()}; {images}");
            string served = Path.Join(root, "served");
            Build(images, served, "1");
            using (var server = new ServeProcess(served))
            {
                Compare(images, Path.Join(root, "disk"), server);
            }

            string expected = Path.Join(root, "expected");
            Build(images, expected, $"1..{ServeStorm.Epochs}");
            return ServeStorm.Run(served, expected, seconds);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static void Compare(string images, string disk, ServeProcess server)
    {
        var rates = new List<(double Disk, double Served)>();
        Build(images, disk, "1");
        for (int round = 0; round <= Rounds; round++)
        {
            int first = (round + 1) * EpochsARound;
            (double, double) rate = (Build(images, disk, $"{first}..{first + EpochsARound - 1}"), Fetch(disk, server, first));
            if (round > 0)
            {
                rates.Add(rate);
            }
        }

        double Median(Func<(double Disk, double Served), double> of) => rates.Select(of).Order().ElementAt(Rounds / 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"to disk    {Median(r => r.Disk),12:N0} samples/s"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"over HTTP  {Median(r => r.Served),12:N0} samples/s, {Median(r => r.Served / r.Disk):N2} of it (min {rates.Min(r => r.Served / r.Disk):N2}, max {rates.Max(r => r.Served / r.Disk):N2}; {Rounds} rounds of {EpochsARound} epochs)"));
        Console.WriteLine($"server's peak memory {server.PeakMebibytes} MiB");
    }

    /// <summary>Samples a second that a few clients get of epochs that the server has not seen.</summary>
    private static double Fetch(string disk, ServeProcess server, int first)
    {
        using RicapDataset there = RicapDataset.Open(disk); // for names and numbers alone
        string[] paths = [.. there.Manifest.Epochs.SelectMany(epoch => epoch.Shards).SelectMany(shard => shard.Files()).Select(file => file.Path)];
        using var client = new HttpClient { BaseAddress = server.Address };
        long began = Stopwatch.GetTimestamp();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.ForEachAsync(paths, parallel, async (path, stop) =>
        {
            byte[] buffer = new byte[1 << 18];
            using Stream body = await client.GetStreamAsync(new Uri(path, UriKind.Relative), stop);
            while (await body.ReadAsync(buffer, stop) > 0)
            {
            }
        }).GetAwaiter().GetResult();
        return EpochsARound * (double)there.Manifest.Samples / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static double Build(string images, string output, string epochs)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["images"] = images,
            ["out"] = output,
            ["size"] = "32x32",
            ["seed"] = "1",
            ["format"] = "npy",
            ["epochs"] = epochs,
            ["on-duplicate"] = "ignore",
        };
        var clock = new SampleClock();
        BuildResult result = DatasetBuilder.Build(OptionTable.Parse(values), clock, CancellationToken.None);
        return result.Samples / clock.Seconds;
    }
}
