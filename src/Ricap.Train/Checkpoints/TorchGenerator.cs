using Ricap.Train.Runtime;
using static TorchSharp.torch;

namespace Ricap.Train.Checkpoints;

/// <summary>The state of libtorch's CPU generator, from which dropout draws; as bytes, so that it can be saved.</summary>
internal static class TorchGenerator
{
    /// <summary>A copy of the state: bytes that mean something to the same version of libtorch only.</summary>
    /// <exception cref="RicapException">libtorch cannot be loaded.</exception>
    public static byte[] State()
    {
        TorchRuntime.Load();
        using Tensor state = random.get_rng_state();
        return state.bytes.ToArray();
    }

    /// <summary>Puts the generator where it was: the same numbers follow.</summary>
    /// <param name="state">What <see cref="State"/> gave; not kept.</param>
    /// <exception cref="RicapException">It is no state of this version's generator, or libtorch cannot be loaded.</exception>
    public static void Restore(byte[] state)
    {
        if (Misfit(state, null) is { } problem)
        {
            throw new RicapException(problem);
        }

        using Tensor saved = tensor(state);
        random.set_rng_state(saved);
    }

    /// <summary>Why these bytes are no state of this libtorch's generator; null if they may be.</summary>
    internal static Problem? Misfit(byte[] state, string? path)
    {
        int expected = State().Length;
        return state.Length == expected
            ? null
            : Problem.Error(
                ProblemCodes.BadWeights, path, $"has a generator state of {state.Length} bytes, this libtorch's has {expected}: it was made with another version");
    }
}
