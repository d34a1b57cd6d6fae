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
            (right with { Shape = "6,4" }, "shape of a known tensor is read as 6,4, not 3,4"),
            (right with { Strides = "6,1" }, "strides of a known tensor is read as 6,1, not 1,6"),
            (right with { Elements = 24 }, "elements of a known tensor is read as 24, not 12"),
            (right with { Offset = 0 }, "offset of a known tensor is read as 0, not 1"),
            (right with { Type = "Int32" }, "type of a known tensor is read as Int32, not Int64"),
            (right with { Device = "CUDA" }, "device of a known tensor is read as CUDA, not CPU"),
            (right with { Sum = 1 }, "sum of a known tensor is read as 1, not 132"),
            (right with { Gradient = "none" }, "gradient of a known tensor is read as none, not 2,4,6"),
        ];
        Assert.All(all, one => Assert.Equal(one.Named, one.Wrong.Difference()));
    }
}
