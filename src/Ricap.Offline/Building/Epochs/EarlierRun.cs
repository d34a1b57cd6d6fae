using System.Buffers;
using Ricap.Planning;

namespace Ricap.Building.Epochs;

/// <summary>The image files that a run of samples had in an earlier shard. Reused; one a thread.</summary>
internal sealed class EarlierRun
{
    private readonly ArrayBufferWriter<byte> _images = new();
    private readonly List<int> _ends = [];
    private EarlierSources? _sources;

    /// <summary>Empties it: all images have to be made.</summary>
    public void Clear() => _sources = null;

    /// <summary>Begins a run.</summary>
    public void Begin(EarlierSources sources)
    {
        _sources = sources;
        _images.ResetWrittenCount();
        _ends.Clear();
    }

    /// <summary>Takes the image of the next sample.</summary>
    public void Add(ReadOnlySpan<byte> image)
    {
        _images.Write(image);
        _ends.Add(_images.WrittenCount);
    }

    /// <summary>The image file of a sample of the run, by its place in it; empty if it has to be made.</summary>
    public ReadOnlySpan<byte> ImageOf(int sample, in SamplePlan plan) =>
        _sources?.AreSame(plan) == true ? _images.WrittenSpan[(sample == 0 ? 0 : _ends[sample - 1]).._ends[sample]] : [];
}
