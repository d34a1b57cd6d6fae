using System.Runtime.InteropServices;
using Ricap.Train.Runtime;
using TorchSharp;

namespace Ricap.Train.Tests.Runtime;

/// <summary>The decisions, given numbers; those of a GPU come from the driver.</summary>
public sealed class DeviceBudgetTests
{
    private const long MB = 1 << 20;

    [Fact]
    public void What_fits_is_brought()
    {
        (string? placed, string? whyNot) = new DeviceBudget("cuda:0", 10 * MB, 0.5, () => 20 * MB).Place("images", 10 * MB, () => "there");
        Assert.Equal("there", placed);
        Assert.Null(whyNot);
    }

    [Fact]
    public void Training_and_test_have_one_budget()
    {
        var budget = new DeviceBudget("cuda:0", 10 * MB, 1, () => null);
        Assert.NotNull(budget.Place("training images", 6 * MB, () => "there").Placed);
        (string? placed, string? whyNot) = budget.Place("test images", 5 * MB, Never);
        Assert.Null(placed);
        Assert.Equal(
            "test images (5MB) do not go to cuda:0: 4MB are left of --device-memory 10MB; batches are composed on the CPU",
            Problem.InvalidOption($"{whyNot}").Message);
        Assert.NotNull(budget.Place("test images", 4 * MB, () => "there").Placed);
    }

    [Fact]
    public void What_is_not_free_is_not_taken()
    {
        (string? placed, string? whyNot) = new DeviceBudget("cuda:1", 100 * MB, 0.5, () => 15 * MB).Place("images", 8 * MB, Never);
        Assert.Null(placed);
        Assert.Equal("images (8MB) do not go to cuda:1: of 15MB that are free there, half is for the training; batches are composed on the CPU", whyNot);
        Assert.NotNull(new DeviceBudget("cuda:1", 100 * MB, 1, () => 15 * MB).Place("images", 8 * MB, () => "there").Placed);
    }

    [Fact]
    public void Memory_that_runs_out_nevertheless_ends_nothing_and_takes_nothing()
    {
        var budget = new DeviceBudget("cuda:0", 10 * MB, 1, () => 10 * MB);
        (string? placed, string? whyNot) = budget.Place<string>("images", 10 * MB, () => throw new NativeException("CUDA out of memory. Tried to allocate 10 MiB"));
        Assert.Null(placed);
        Assert.Equal("images (10MB) do not go to cuda:0: it ran out of memory; batches are composed on the CPU", whyNot);
        Assert.NotNull(budget.Place("images", 10 * MB, () => "there").Placed);
    }

    [Fact]
    public void Another_fault_stays_one() => Assert.Throws<NativeException>(
        () => new DeviceBudget("cuda:0", 10 * MB, 1, () => null).Place<string>("images", MB, () => throw new NativeException("illegal memory access")));

    /// <summary>What nobody asked for is not told either.</summary>
    [Fact]
    public void Nothing_is_kept_where_nothing_may_be()
    {
        Assert.Equal((null, null), new DeviceBudget("cpu", 0, 1, () => null).Place("images", MB, Never));
        Assert.Equal(0, DeviceBudget.Limit(DeviceType.CPU));
        Assert.Equal(0, DeviceBudget.Limit(DeviceType.MPS));
        Assert.Equal(8192 * MB, DeviceBudget.Limit(DeviceType.CUDA));
    }

    /// <summary>What TorchSharp throws is an <see cref="ExternalException"/>.</summary>
    private sealed class NativeException(string message) : ExternalException(message);

    private static string Never() => throw new InvalidOperationException("It was brought.");
}
