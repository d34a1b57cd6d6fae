using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ricap.Tests.Cluster;

/// <summary>A real Slurm of three nodes on this machine: <c>tests/cluster/slurm.sh</c>.</summary>
public sealed partial class SlurmTests : IDisposable
{
    /// <summary>32 sources are a base shard, so 100 make four; an epoch has 20 shards.</summary>
    private static readonly string[] Options =
        ["--size", "640x640", "--seed", "42", "--epochs", "2", "--batch", "5", "--shard-size", "5", "--image", "jpeg:90", "--name", "set"];

    private readonly string _work = Directory.CreateTempSubdirectory("ricap-slurm-").FullName;

    public void Dispose() => Directory.Delete(_work, recursive: true);

    [SlurmFact]
    public void Parts_on_Slurm_make_what_one_machine_makes_though_one_is_killed_one_doubled_and_a_node_lost()
    {
        string photos = Path.Join(_work, "photos");
        foreach (string file in Directory.GetFiles(Cluster.Photos, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where((_, i) => i % 2 == 0))
        {
            string place = Path.Join(photos, Path.GetRelativePath(Cluster.Photos, file));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Copy(file, place);
        }

        string one = Path.Join(_work, "one");
        string many = Path.Join(_work, "many");
        Cluster.Run("dotnet", [Cluster.Ricap, "render", "--images", photos, "--out", one, .. Options, "--quiet"]);

        string told = Cluster.Run(
            Repository.Of("tests/cluster/slurm.sh"),
            [_work, Repository.Of("samples/cluster/render.sbatch")],
            ("RICAP", Repository.Of("tests/cluster/ricap.sh")),
            ("RICAP_REAL", $"dotnet {Cluster.Ricap}"),
            ("RICAP_OUT", many),
            ("RICAP_WORK", _work),
            ("RICAP_OPTIONS", string.Join(' ', ["--images", photos, "--out", many, "--cache", Path.Join(_work, "cache"), "--json", .. Options])));

        // It was as hard as it was meant to be.
        Match jobs = Jobs().Match(told);
        Assert.True(jobs.Success, told);
        (string @base, string epochs, string again, string end) =
            (jobs.Groups[1].Value, jobs.Groups[2].Value, jobs.Groups[3].Value, jobs.Groups[4].Value);
        Assert.Matches("lost node: n[123]\n", told);
        foreach (int part in (int[])[3, 5])
        {
            Assert.Matches($"ArrayTaskId={part} JobState=COMPLETED Restarts=1 ExitCode=0:0", told);
            JsonElement requeued = Report($"{epochs}-{part}");
            Assert.InRange(requeued.GetProperty("kept").GetInt32(), 1, 5); // what was made before its first attempt ended
        }

        // All parts did their share, and the last run made nothing.
        Assert.Equal(100, Enumerable.Range(0, 4).Sum(part => Report($"{@base}-{part}").GetProperty("decoded").GetInt32()));
        Assert.All(Enumerable.Range(0, 8), part =>
        {
            JsonElement report = Report($"{epochs}-{part}");
            Assert.Equal(5, report.GetProperty("made").GetInt32() + report.GetProperty("kept").GetInt32());
            Assert.Equal(0, report.GetProperty("decoded").GetInt32());
        });
        Assert.Equal(5, Report($"{again}-0") is var doubled ? doubled.GetProperty("made").GetInt32() + doubled.GetProperty("kept").GetInt32() : 0);
        JsonElement last = Report($"{end}-");
        Assert.Equal(
            (0, 44, 0, 0, 0),
            (Number("made"), Number("kept"), Number("removed"), Number("decoded"), Number("samples")));
        Assert.Equal(Cluster.Tree(one), Cluster.Tree(many));

        int Number(string name) => last.GetProperty(name).GetInt32();
    }

    /// <summary>The line that a job ended with; what an attempt before it said stands above.</summary>
    private JsonElement Report(string job)
    {
        string file = Assert.Single(Directory.GetFiles(Path.Join(_work, "jobs"), $"ricap-{job}*.out"));
        return JsonDocument.Parse(File.ReadLines(file).Last()).RootElement;
    }

    [GeneratedRegex("jobs: base ([0-9]+), epochs ([0-9]+), again ([0-9]+), end ([0-9]+)")]
    private static partial Regex Jobs();

    private sealed class SlurmFactAttribute : FactAttribute
    {
        public SlurmFactAttribute()
        {
            string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/sbin"];
            if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            {
                Skip = "needs Linux and its superuser, to start a Slurm";
            }
            else if (((string[])["munged", "slurmctld", "slurmd", "sbatch"]).Any(program => !folders.Any(folder => File.Exists(Path.Join(folder, program)))))
            {
                Skip = "needs Slurm and munge; apt-get install slurm-wlm munge";
            }
        }
    }
}
