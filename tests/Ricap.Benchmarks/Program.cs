using BenchmarkDotNet.Running;

namespace Ricap.Benchmarks;

/// <summary>
/// <c>dotnet run -c Release --project tests/Ricap.Benchmarks -- epochs IMAGES</c> times whole epochs from a warm base,
/// <c>serve IMAGES [SECONDS]</c> the same over HTTP, and then has 64 clients at a server; <c>stages IMAGES</c> times each hop of an epoch;
/// <c>worker</c> and <c>images FOLDER COUNT WIDTHxHEIGHT</c> are what <c>build/bench.sh</c> asks for;
/// any other arguments go to BenchmarkDotNet, e.g. <c>--filter *Kernels*</c>.
/// </summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        switch (args)
        {
            case ["epochs", string images, .. string[] rest]:
                EpochThroughput.Run(images, rest);
                return 0;
            case ["worker"]:
                return Worker.Run();
            case ["images", string folder, string count, string size]:
                int[] sides = [.. size.Split('x').Select(int.Parse)];
                SyntheticImages.Write(folder, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture), sides[0], sides[1]);
                return 0;
            case ["serve", string images, .. string[] rest]:
                return ServeLoad.Run(images, rest is [string seconds] ? int.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture) : 60);
            case ["stages", string images]:
                StageCosts.Run(images);
                return 0;
            default:
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
                return 0;
        }
    }
}
