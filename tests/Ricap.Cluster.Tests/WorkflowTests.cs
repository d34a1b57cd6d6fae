using Ricap.Cli;
using Ricap.CommandLine;
using YamlDotNet.RepresentationModel;

namespace Ricap.Tests.Cluster;

/// <summary><c>samples/cluster/github-actions.yml</c>: its commands, run job by job, with folders for artifacts.</summary>
public sealed class WorkflowTests : IDisposable
{
    private const string Render = "dotnet ricap render $OPTIONS ";

    private readonly string _work = Directory.CreateTempSubdirectory("ricap-workflow-").FullName;
    private readonly YamlMappingNode _workflow = Load();

    public void Dispose() => Directory.Delete(_work, recursive: true);

    [Fact]
    public void Jobs_that_share_nothing_but_artifacts_make_what_one_machine_makes()
    {
        string artifacts = Directory.CreateDirectory(Path.Join(_work, "artifacts")).FullName;
        foreach ((YamlNode name, YamlNode job) in Map(_workflow["jobs"]))
        {
            foreach (string? part in Parts(job))
            {
                Run($"{name}", job, part, artifacts);
            }
        }

        string one = Path.Join(_work, "one");
        Assert.Equal(0, Ricap(["render", "--images", Cluster.Photos, "--out", one, .. Options()]));
        Assert.Equal(
            Cluster.Tree(one).Where(line => !line.StartsWith(".ricap", StringComparison.Ordinal)),
            Cluster.Tree(Path.Join(artifacts, "shards")));
    }

    [Fact]
    public void Each_stage_waits_for_the_one_before_it() =>
        Assert.Equal(
            ["base: ", "epochs: base", "end: epochs"],
            Map(_workflow["jobs"]).Select(job => $"{job.Key}: {(Map(job.Value).Children.TryGetValue("needs", out YamlNode? needs) ? needs : "")}"));

    /// <summary>Runs one job in a folder of its own; a copy loses the times of files, as an artifact does.</summary>
    private void Run(string name, YamlNode job, string? part, string artifacts)
    {
        string folder = Path.Join(_work, $"{name}-{part}");
        string shards = Directory.CreateDirectory(Path.Join(folder, "shards")).FullName;
        foreach (YamlMappingNode step in ((YamlSequenceNode)job["steps"]).Cast<YamlMappingNode>())
        {
            if (step.Children.TryGetValue("run", out YamlNode? run) && $"{run}".StartsWith(Render, StringComparison.Ordinal))
            {
                string[] scope = $"{run}"[Render.Length..].Replace("${{ matrix.part }}", part, StringComparison.Ordinal).Split(' ');
                Assert.Equal(0, Ricap(["render", "--images", Cluster.Photos, "--out", shards, .. Options(), .. scope]));
            }
            else if (step.Children.TryGetValue("uses", out YamlNode? uses) && $"{uses}".StartsWith("actions/download-artifact@", StringComparison.Ordinal))
            {
                string[] stages = $"{step["with"]["pattern"]}".Replace("-*", "", StringComparison.Ordinal).Trim('{', '}').Split(',');
                foreach (string artifact in stages.SelectMany(stage => Directory.GetDirectories(artifacts, $"{stage}-*")))
                {
                    Copy(artifact, shards, hidden: true, _ => true);
                }
            }
            else if ($"{uses}".StartsWith("actions/upload-artifact@", StringComparison.Ordinal))
            {
                var with = Map(step["with"]);
                string artifact = Path.Join(artifacts, $"{with["name"]}".Replace("${{ matrix.part }}", part, StringComparison.Ordinal));
                bool hidden = with.Children.TryGetValue("include-hidden-files", out YamlNode? include) && $"{include}" == "true";
                string[] paths = $"{with["path"]}".Split('\n', StringSplitOptions.RemoveEmptyEntries);
                Assert.Equal("shards", paths[0]);
                string[] without = [.. paths[1..].Select(path => path["!shards/".Length..] + Path.DirectorySeparatorChar)];
                Copy(shards, artifact, hidden, file => !without.Any(left => file.StartsWith(left, StringComparison.Ordinal)));
            }
        }
    }

    private static void Copy(string from, string to, bool hidden, Func<string, bool> isWanted)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(from, file);
            if (isWanted(relative) && (hidden || !relative.StartsWith('.')))
            {
                string place = Path.Join(to, relative);
                Directory.CreateDirectory(Path.GetDirectoryName(place)!);
                File.WriteAllBytes(place, File.ReadAllBytes(file));
            }
        }
    }

    /// <summary>Those of the workflow, on the photos that are here and of another size, which takes less time.</summary>
    private string[] Options()
    {
        string[] words = $"{_workflow["env"]["OPTIONS"]}".Split(' ');
        return [.. words.Skip(4).Select(word => word == "96x96" ? "24x24" : word), "--batch", "25", "--shard-size", "50", "--name", "set", "--quiet"];
    }

    private static int Ricap(params string[] args)
    {
        using var said = new StringWriter();
        int code = RicapCommand.Run(args, new CommandContext(said, said));
        Assert.True(code == 0, said.ToString());
        return code;
    }

    private static IEnumerable<string?> Parts(YamlNode job) => Map(job).Children.TryGetValue("strategy", out YamlNode? strategy)
        ? ((YamlSequenceNode)strategy["matrix"]["part"]).Select(part => (string?)$"{part}")
        : [null];

    private static YamlMappingNode Map(YamlNode node) => Assert.IsType<YamlMappingNode>(node);

    private static YamlMappingNode Load()
    {
        var yaml = new YamlStream();
        using StreamReader text = File.OpenText(Repository.Of("samples/cluster/github-actions.yml"));
        yaml.Load(text);
        return Map(Assert.Single(yaml.Documents).RootNode);
    }
}
