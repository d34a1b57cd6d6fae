using Ricap.Formats;

namespace Ricap.Train.Data.Reading;

/// <summary>
/// The shards of an epoch, each opened when it is asked for, or ahead by a thread that is free, so that none waits for its records where
/// another ends. One is opened after the other, in order, and what is wrong with one is told where it is asked for.
/// <code>
///   thread a   batch · batch · batch · batch │ batch
///   thread b   batch · open the next · batch │ batch
///                              this shard  ◄─┘ the next
/// </code>
/// Those that come from elsewhere are not opened ahead: a thread would wait for one while there are batches to make.
/// </summary>
internal sealed class OpenShards : IDisposable
{
    private readonly Lazy<ArrayShard>?[] _shards;
    private int _first; // that is not closed
    private int _asked; // the last that was asked for and is open
    private int _ahead; // the last that was begun ahead

    /// <summary>All of them, closed.</summary>
    public OpenShards(StoredShards shards, Func<ShardSource, ArrayShard> open)
    {
        _shards = [.. Enumerable.Range(0, shards.Count).Select(number => new Lazy<ArrayShard>(() => shards.Open(number, open)))];
        _asked = _shards.Length;
        _ahead = shards.AreBrought ? _shards.Length : 0;
    }

    /// <summary>Says which is the first that will be asked for.</summary>
    public void Start(int number) => _first = number;

    /// <summary>A shard; one thread at a time asks, in order.</summary>
    public ArrayShard At(int number)
    {
        ArrayShard shard = _shards[number]!.Value;
        Volatile.Write(ref _asked, number);
        return shard;
    }

    /// <summary>Opens the shard behind the one that was asked for last, unless a thread has begun to. On any thread.</summary>
    public void Ahead()
    {
        int next = Volatile.Read(ref _asked) + 1;
        int begun = Volatile.Read(ref _ahead);
        if (next >= _shards.Length || begun >= next || Interlocked.CompareExchange(ref _ahead, next, begun) != begun)
        {
            return;
        }

        try
        {
            _ = Volatile.Read(ref _shards[next])?.Value; // none where it was asked for meanwhile, and closed
        }
        catch (Exception)
        {
            // kept, and thrown where the shard is asked for
        }
    }

    /// <summary>Closes the first that is open, once no batch of it is left. One thread at a time.</summary>
    public void Close()
    {
        _shards[_first]!.Value.Dispose();
        Volatile.Write(ref _shards[_first++], null); // its records' memory is another's now
    }

    /// <summary>Closes those that are open; when no thread asks any more.</summary>
    public void Dispose()
    {
        foreach (Lazy<ArrayShard>? shard in _shards)
        {
            if (shard is { IsValueCreated: true })
            {
                shard.Value.Dispose();
            }
        }
    }
}
