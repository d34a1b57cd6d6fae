using k8s;
using k8s.Models;

namespace Ricap.Tests.Cluster;

/// <summary><c>samples/cluster/kubernetes.yaml</c> as the client's library reads it, which refuses fields that the API does not have.</summary>
public sealed class KubernetesTests
{
    private static readonly string Text = File.ReadAllText(Repository.Of("samples/cluster/kubernetes.yaml"));

    private static V1Job[] Jobs => [.. KubernetesYaml.LoadAllFromString(Text, strict: true).Cast<V1Job>()];

    [Fact]
    public void A_field_that_the_API_does_not_have_is_refused()
    {
        string wrong = Text.Replace("completionMode:", "completionsMode:", StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() => KubernetesYaml.LoadAllFromString(wrong, strict: true));
    }

    [Fact]
    public void There_is_a_job_a_stage_and_each_can_be_chosen_alone()
    {
        Assert.Equal(["base", "epochs", "end"], Jobs.Select(job => job.Metadata.Labels["stage"]));
        Assert.Equal(Jobs.Select(job => $"ricap-{job.Metadata.Labels["stage"]}"), Jobs.Select(job => job.Metadata.Name));
    }

    [Fact]
    public void Parts_have_their_number_from_the_index_and_as_many_as_there_are_completions()
    {
        Assert.All(Jobs.Take(2), job =>
        {
            Assert.Equal("Indexed", job.Spec.CompletionMode);
            Assert.NotNull(job.Spec.BackoffLimitPerIndex);
            V1Container container = Assert.Single(job.Spec.Template.Spec.Containers);
            Assert.Contains($"--part=$(INDEX)/{job.Spec.Completions}", container.Args);
            Assert.Equal(
                "metadata.annotations['batch.kubernetes.io/job-completion-index']",
                Assert.Single(container.Env, variable => variable.Name == "INDEX").ValueFrom.FieldRef.FieldPath);
        });
        Assert.Contains("--only=base", Jobs[0].Spec.Template.Spec.Containers[0].Args);
        Assert.DoesNotContain("--only=base", Jobs[1].Spec.Template.Spec.Containers[0].Args);
    }

    [Fact]
    public void Faults_of_the_data_fail_at_once_and_disruptions_do_not_count() => Assert.All(Jobs, job =>
    {
        IList<V1PodFailurePolicyRule> rules = job.Spec.PodFailurePolicy.Rules;
        Assert.Equal("Never", job.Spec.Template.Spec.RestartPolicy); // what the policy asks for
        Assert.Equal(job.Spec.CompletionMode == "Indexed" ? "FailIndex" : "FailJob", rules[0].Action);
        Assert.Equal("ricap", rules[0].OnExitCodes.ContainerName);
        Assert.Equal("In", rules[0].OnExitCodes.OperatorProperty);
        Assert.Equal([1, 2], rules[0].OnExitCodes.Values);
        Assert.Equal("Ignore", rules[1].Action);
        Assert.Equal("DisruptionTarget", Assert.Single(rules[1].OnPodConditions).Type);
    });

    [Fact]
    public void The_options_are_the_same_in_all_stages_and_the_command_takes_them()
    {
        string[][] args = [.. Jobs.Select(job => job.Spec.Template.Spec.Containers[0].Args.ToArray())];
        Assert.All(args, each => Assert.Equal(
            args[0].Except(["--only=base", "--part=$(INDEX)/4"]),
            each.Where(arg => !arg.StartsWith("--only", StringComparison.Ordinal)
                && !arg.StartsWith("--part", StringComparison.Ordinal)
                && !arg.StartsWith("--missing", StringComparison.Ordinal))));

        // A wrong option has exit code 2; that there are no photos is 1.
        Assert.All(args, each =>
        {
            using var said = new StringWriter();
            string[] line = ["render", .. each.Select(arg => arg.Replace("$(INDEX)", "3", StringComparison.Ordinal))];
            Assert.Equal(1, Ricap.Cli.RicapCommand.Run(line, new Ricap.CommandLine.CommandContext(said, said)));
            Assert.Contains("RICAP0010", said.ToString(), StringComparison.Ordinal);
        });
    }
}
