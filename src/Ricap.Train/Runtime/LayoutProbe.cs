using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Runtime;

/// <summary>
/// Whether libtorch's classes lie in memory as TorchSharp's library was compiled to read them. It reads shape, strides and the like of
/// a tensor out of the object itself, so that with another layout they would be other numbers and no error.
/// </summary>
/// <param name="Shape">Of an int64 tensor 0..23, seen as 4 × 6, transposed, its rows 1..3.</param>
/// <param name="Strides">Elements between neighbours along each axis.</param>
/// <param name="Elements">How many there are.</param>
/// <param name="Offset">The place of the first in memory.</param>
/// <param name="Type">What they are.</param>
/// <param name="Device">Where.</param>
/// <param name="Sum">Their sum, which libtorch itself makes.</param>
/// <param name="Gradient">Of the sum of squares of 1, 2, 3.</param>
internal sealed record LayoutProbe(
    string Shape, string Strides, long Elements, long Offset, string Type, string Device, long Sum, string Gradient)
{
    /// <summary>What is right.</summary>
    public static LayoutProbe Right { get; } = new("3,4", "1,6", 12, 1, nameof(torch.ScalarType.Int64), nameof(DeviceType.CPU), 132, "2,4,6");

    /// <summary>Asks the libtorch that is loaded.</summary>
    public static LayoutProbe Take()
    {
        using var scope = torch.NewDisposeScope();
        Tensor tensor = Numbers.UpTo(24, torch.CPU).view(4, 6).t().narrow(0, 1, 3);
        using IDisposable graph = torch.enable_grad();
        Tensor leaf = torch.tensor((float[])[1, 2, 3], requires_grad: true);
        leaf.mul(leaf).sum().backward();
        return new LayoutProbe(
            string.Join(',', tensor.shape),
            string.Join(',', tensor.stride()),
            tensor.numel(),
            tensor.storage_offset(),
            tensor.dtype.ToString(),
            tensor.device_type.ToString(),
            Numbers.Read<long>(tensor.sum()),
            leaf.grad is { } gradient ? string.Join(',', gradient.data<float>().ToArray()) : "none");
    }

    /// <summary>The first thing that is otherwise, and how; null if nothing is.</summary>
    public string? Difference() =>
        Other(nameof(Shape), Shape, Right.Shape)
        ?? Other(nameof(Strides), Strides, Right.Strides)
        ?? Other(nameof(Elements), Elements, Right.Elements)
        ?? Other(nameof(Offset), Offset, Right.Offset)
        ?? Other(nameof(Type), Type, Right.Type)
        ?? Other(nameof(Device), Device, Right.Device)
        ?? Other(nameof(Sum), Sum, Right.Sum)
        ?? Other(nameof(Gradient), Gradient, Right.Gradient);

    private static string? Other<T>(string what, T found, T right)
        where T : notnull => found.Equals(right) ? null : $"a known tensor has {what.ToLowerInvariant()} {found} instead of {right}";
}
