using Ricap.Train.Runtime;

namespace Ricap.Train.Tests.Runtime;

public sealed class LayoutProbeTests
{
    [TorchFact]
    public void This_libtorch_passes() => Assert.Null(LayoutProbe.Take().Difference());

    [Fact]
    public void What_differs_is_named()
    {
        LayoutProbe right = LayoutProbe.Right;
        (LayoutProbe Wrong, string Named)[] all =
        [
            (right with { Shape = "6,4" }, "a known tensor has shape 6,4 instead of 3,4"),
            (right with { Strides = "6,1" }, "a known tensor has strides 6,1 instead of 1,6"),
            (right with { Elements = 24 }, "a known tensor has elements 24 instead of 12"),
            (right with { Offset = 0 }, "a known tensor has offset 0 instead of 1"),
            (right with { Type = "Int32" }, "a known tensor has type Int32 instead of Int64"),
            (right with { Device = "CUDA" }, "a known tensor has device CUDA instead of CPU"),
            (right with { Sum = 1 }, "a known tensor has sum 1 instead of 132"),
            (right with { Gradient = "none" }, "a known tensor has gradient none instead of 2,4,6"),
        ];
        Assert.All(all, one => Assert.Equal(one.Named, one.Wrong.Difference()));
    }
}
