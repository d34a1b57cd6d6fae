using Ricap.Options;
using Ricap.Planning;
using Ricap.Reading;
using Ricap.Shards;
using Ricap.Train.Data;
using Ricap.Verifying;

namespace Ricap.Train.Tests.Data;

/// <summary>A mix of one file and one line has all that those of the product have.</summary>
public class TestMixTests
{
    [Fact]
    public void It_is_an_option_with_options_of_its_own()
    {
        Assert.Contains(TestMix.Name, OptionTable.All.Single(spec => spec.Name == "augment").Takes, StringComparison.Ordinal);
        Assert.Equal("20000", OptionTable.All.Single(spec => spec.Name == "testmix-opacity").Default);
        Assert.Equal("TestmixOpacity", OptionTable.All.Single(spec => spec.Name == "testmix-opacity").MetadataName);
        Assert.Throws<InvalidOperationException>(() => MixRegistry.Add(Augmentation.Parse(TestMix.Name).Shares[0].Kind));
    }

    [Fact]
    public void Rendered_it_verifies_and_its_records_are_read_back()
    {
        using var set = new SmallSet(("format", "npy"), ("augment", TestMix.Name), ("testmix-opacity", "40000"), ("flip", "horizontal"), ("shift", "2"));
        VerifyResult verified = DatasetVerifier.Verify(set.Folder, new StrictObserver(), threads: 2, CancellationToken.None);
        Assert.Equal((2L * SmallSet.Images, 0), (verified.Samples, verified.Problems.Count));
        using RicapDataset dataset = RicapDataset.Open(set.Folder);
        int index = 0;
        foreach (StoredSample stored in dataset.Stored(1))
        {
            SampleRecord planned = dataset.Record(1, index);
            Assert.Equal(planned.Plan, stored.Record.Plan);
            Assert.Equal(planned.Label, stored.Record.Label);
            Assert.Equal(planned.Sources, stored.Record.Sources);
            Assert.Equal(dataset.Pixels(1, index), stored.Pixels.ToArray());
            Assert.Equal((TestMix.Name, 7), (stored.Record.Plan.Mix, stored.Record.Plan.LabelTotal));
            Assert.Equal(index % 8 % 3 == 0 ? Layer.Opaque : 40_000, stored.Record.Plan.Layers[1].Opacity);
            index++;
        }

        Assert.Equal(SmallSet.Images, index);
    }

    [TorchFact]
    public void Online_it_makes_the_same_of_plain_tensors()
    {
        using var set = new SmallSet(("format", "npy"), ("augment", TestMix.Name), ("batch", "53"), ("flip", "horizontal"), ("shift", "2"));
        OnlineMixTests.AssertComposesWhatShardsHave(set, new OnlineMixOptions { Augment = Augmentation.Parse(TestMix.Name), Seed = 5, Flip = true, Shift = 2 });
    }
}
