using Ricap.Train.Runtime;
using TorchSharp;

namespace Ricap.Train.Tests.Runtime;

public sealed class DeviceTraitsTests
{
    [Theory]
    [InlineData(DeviceType.CPU, false, false, null, true)]
    [InlineData(DeviceType.CUDA, false, true, 8, true)]
    [InlineData(DeviceType.CUDA, false, true, 9, true)]
    [InlineData(DeviceType.CUDA, false, true, 7, false)] // no TF32 on it
    [InlineData(DeviceType.CUDA, false, false, 9, false)] // TF32 switched off
    [InlineData(DeviceType.CUDA, true, false, 9, true)]
    [InlineData(DeviceType.CUDA, false, true, null, true)]
    [InlineData(DeviceType.MPS, false, false, null, false)]
    public void Channels_last_is_where_it_is_faster(DeviceType device, bool bf16, bool tf32, int? major, bool expected) =>
        Assert.Equal(expected, DeviceTraits.PrefersChannelsLast(device, bf16, tf32, major is { } m ? (m, 0) : null));

    [Fact]
    public void Apples_GPUs_have_no_double_precision()
    {
        Assert.False(DeviceTraits.HasDoubles(DeviceType.MPS));
        Assert.True(DeviceTraits.HasDoubles(DeviceType.CUDA));
        Assert.True(DeviceTraits.HasDoubles(DeviceType.CPU));
    }

    [TorchTheory]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("mps:1")]
    public void A_name_is_one_of_four(string name)
    {
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => DeviceName.Parse(name)).Problems);
        Assert.Equal(ProblemCodes.InvalidOption, problem.Code);
        Assert.Contains("is not cpu, cuda, cuda:N, mps", problem.Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void A_device_that_is_not_there_says_what_it_takes()
    {
        if (!OperatingSystem.IsMacOS())
        {
            Problem problem = Assert.Single(Assert.Throws<RicapException>(() => DeviceName.Parse("mps")).Problems);
            Assert.Equal(ProblemCodes.DeviceUnavailable, problem.Code);
        }
    }

    [TorchFact]
    public void Integers_made_on_a_device_are_those_that_were_asked_for()
    {
        using torch.Tensor five = Numbers.UpTo(5, torch.CPU);
        Assert.Equal([0, 1, 2, 3, 4], five.data<long>().ToArray());
        using torch.Tensor one = Numbers.Whole(65_536, torch.CPU);
        Assert.Equal(torch.ScalarType.Int64, one.dtype);
        Assert.Equal(65_536, one.data<long>()[0]);
    }
}
