using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models.Graphs;

/// <summary>What runs along a graph's edges: a tensor, or the whole numbers that exporters describe shapes with, which stay on the host.</summary>
internal sealed class GraphValue : IDisposable
{
    private readonly Tensor? _tensor;
    private readonly long[]? _integers;
    private bool _owned;

    private GraphValue(Tensor? tensor, long[]? integers, bool isScalar, bool owned) =>
        (_tensor, _integers, IsScalar, _owned) = (tensor, integers, isScalar, owned);

    /// <summary>Whether whole numbers are a single one of no dimension.</summary>
    public bool IsScalar { get; }

    /// <summary>Whether it is whole numbers.</summary>
    public bool IsIntegers => _integers is not null;

    /// <summary>The tensor.</summary>
    /// <exception cref="InvalidOperationException">It is whole numbers.</exception>
    public Tensor Tensor => _tensor ?? throw new InvalidOperationException("it takes a tensor of floats, and is given whole numbers");

    /// <summary>The whole numbers.</summary>
    /// <exception cref="InvalidOperationException">It is a tensor.</exception>
    public long[] Integers => _integers ?? throw new InvalidOperationException("it takes whole numbers, and is given a tensor of floats");

    /// <summary>A tensor that is the value's own.</summary>
    public static GraphValue Of(Tensor tensor) => new(tensor, null, false, owned: true);

    /// <summary>A tensor that is somebody else's.</summary>
    public static GraphValue Borrowed(Tensor tensor) => new(tensor, null, false, owned: false);

    /// <summary>Whole numbers of one dimension, or a single one of none.</summary>
    public static GraphValue Of(long[] integers, bool isScalar = false) => new(null, integers, isScalar, owned: false);

    /// <summary>The tensor, which is the caller's from here on.</summary>
    public Tensor Release()
    {
        _owned = false;
        return Tensor;
    }

    public void Dispose()
    {
        if (_owned)
        {
            _tensor?.Dispose();
        }
    }
}
