namespace Ricap.Storage.Tests.Servers;

/// <summary>A real object store for the tests: what it takes to reach it, and a bucket.</summary>
public abstract class Server : IAsyncLifetime
{
    private Task? _started;

    /// <summary>Where the tests' bucket is, without a prefix.</summary>
    public abstract string Bucket { get; }

    /// <summary>An address in a bucket that is not there.</summary>
    public abstract string NoBucket { get; }

    /// <summary>The environment of those who may do everything in it.</summary>
    public abstract IReadOnlyDictionary<string, string?> Environment { get; }

    /// <summary>The environment of those whose key is wrong.</summary>
    public abstract IReadOnlyDictionary<string, string?> WrongKey { get; }

    /// <summary>The port it listens at.</summary>
    public abstract int Port { get; }

    /// <summary>The environment of those who would reach it at another port, and the bucket there.</summary>
    public abstract (IReadOnlyDictionary<string, string?> Environment, string Bucket) Through(int port);

    /// <summary>Starts it: by the first test that needs it, so that where all are skipped nothing is started.</summary>
    public Task StartAsync() => _started ??= UpAsync();

    /// <summary>Changes an object behind the back of whoever published it, and keeps what was stored with it.</summary>
    public abstract Task TamperAsync(string path, Func<byte[], byte[]> change);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_started is not null)
        {
            await DownAsync();
        }
    }

    /// <summary>The store at an address, as the command opens it.</summary>
    internal IObjectStore Open(string url)
    {
        // The SDKs read the process's environment: those of two kinds of servers do not meet.
        Programs.SetEnvironment(Environment);
        return ObjectStores.Open(StoreAddress.Parse(url));
    }

    protected abstract Task UpAsync();

    protected abstract Task DownAsync();
}
