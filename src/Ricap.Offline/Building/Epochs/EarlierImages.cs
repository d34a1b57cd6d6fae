using Ricap.Formats;
using Ricap.Options;
using Ricap.Shards;

namespace Ricap.Building.Epochs;

/// <summary>
/// The image files of an earlier shard, read front to back beside the one that is made in its place: those of samples that are the same
/// need not be encoded again, which is nearly all of the work. The shard is held against its hash as it is read, so only at
/// its end is it known whether what was taken may be used.
/// </summary>
internal sealed class EarlierImages : IDisposable
{
    private readonly EarlierSources _sources;
    private readonly ShardReader _reader;
    private readonly List<ShardSample> _one = [];
    private bool _failed;

    private EarlierImages(EarlierSources sources, ShardReader reader) => (_sources, _reader) = (sources, reader);

    /// <summary>Opens a shard; null if it cannot be.</summary>
    public static EarlierImages? Open(BuildContext context, EarlierShard? earlier, int classes)
    {
        if (earlier is null)
        {
            return null;
        }

        DatasetOptions options = context.Options;
        var source = new ShardSource(context.Folder.Root, earlier.Shard, options.Width, options.Height, classes, Verify: true);
        ShardReader? reader = null;
        bool opened = Try(() => reader = FileFacts.Of(source.FilePath)?.Length == earlier.Shard.File.Length ? options.Format.Open(source) : null);
        return opened && reader is not null ? new EarlierImages(earlier.Sources, reader) : null;
    }

    /// <summary>Reads the next samples.</summary>
    public void Read(int count, EarlierRun run)
    {
        run.Begin(_sources);
        _failed = _failed || !Try(() =>
        {
            for (int i = 0; i < count; i++)
            {
                _reader.Read(1, [], _one);
                run.Add(_one[0].Image.Span);
                _one[0].Dispose();
                _one.Clear();
            }
        });
        if (_failed)
        {
            run.Clear();
        }
    }

    /// <summary>Lets go of the shard, so that another can go into its place; gives whether all of it was read and is what was made once.</summary>
    public bool End()
    {
        bool isWhole = !_failed && Try(_reader.End);
        Dispose();
        return isWhole;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    /// <summary>What a file that is cut short, altered or gone fails with is no concern of a build that can do without it.</summary>
    private static bool Try(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (Exception e) when (e is ShardFormatException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
