using Ricap.Train.Runtime;
using static TorchSharp.torch;

namespace Ricap.Train.Tests;

/// <summary>
/// The two ways of a 1×1 convolution, and the number of libtorch's threads, as a test sets them; undone when disposed.
/// </summary>
internal sealed class Roads : IDisposable
{
    private readonly bool _hidden = HiddenCaches.Here;
    private readonly int _threads = get_num_threads();

    public Roads(bool product, int threads = 1)
    {
        HiddenCaches.Here = product;
        set_num_threads(threads);
    }

    /// <summary>
    /// Whether it goes as a product. Both are tried, but where libtorch's own is wrong, or ends the process, there is one.
    /// </summary>
    public static IReadOnlyList<bool> Products { get; } = HiddenCaches.Here ? [true] : [false, true];

    /// <summary>Each way at 1 and at 2 threads: libtorch divides the work otherwise, and by other code.</summary>
    public static IReadOnlyList<(bool Product, int Threads)> All { get; } = [.. Products.SelectMany(p => ((bool, int)[])[(p, 1), (p, 2)])];

    public void Dispose()
    {
        HiddenCaches.Here = _hidden;
        set_num_threads(_threads);
    }
}
