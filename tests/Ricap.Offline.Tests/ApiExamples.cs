using Ricap.Reading;
using Ricap.Tests.Building;
using Ricap.Verifying;

namespace Ricap.Tests;

/// <summary>The examples of <c>docs/api.md</c>, as they are there.</summary>
public sealed class ApiExamples
{
    [Fact]
    public void Verifying_and_reading()
    {
        using var set = new TinySet();
        set.Build();
        string folder = set.Output;
        VerifyResult result = DatasetVerifier.Verify(folder);
        foreach (Problem problem in result.Problems)
        {
            Console.WriteLine(problem);
        }

        using RicapDataset dataset = RicapDataset.Open(folder);
        foreach (StoredSample sample in dataset.Stored(epoch: 0))
        {
            Console.WriteLine($"{sample.Record.Plan.Mix}: {string.Join(", ", sample.Record.Label)}");
        }

        Assert.Empty(result.Problems);
        Assert.Equal(2L * dataset.Stored(epoch: 0).Count(), result.Samples);
    }
}
